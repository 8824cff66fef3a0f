import * as A from '@automerge/automerge/slim'
import { changeBounds, limitsOfOwn } from '#shared/crdt/automerge/change-bounds.ts'
import { boundsPorts } from '../actor-uses.ts'
import { DocumentCache, type Fields, type HeldDocument } from './document-cache.ts'

export interface ChunkTrial {
  /** Of the replica. */
  readonly key: string
  /** The state that the chunks are tried on: 0 is the empty one. */
  readonly version: number
  /** What that state is made of; absent where the worker may have it at hand. */
  readonly stored?: readonly Uint8Array[] | undefined
  readonly bytes: Uint8Array
  /** Of the changes among the bytes: hashes, in hexadecimal, and the numbers of their operations. */
  readonly changes: readonly (OperationNumbers & { readonly hash: string })[]
  /** Whole documents are among them. */
  readonly hasDocuments: boolean
  /** Its place is wanted with the finding. */
  readonly liesInFolders?: boolean
  /** Names the state with the chunks from now on. */
  readonly nextVersion: number
}

interface OperationNumbers {
  readonly startOp: number
  readonly operations: number
}

/** unknown-state: to be asked again with `stored`. known: all of it is there already. */
export type ChunkFinding = 'sound' | 'known' | 'unknown-state' | 'missing-changes' | 'actor-taken' | 'malformed'

export interface ChunkAnswer {
  readonly finding: ChunkFinding
  /** What the record says of its folder afterwards, where it was asked and is sound. */
  readonly place?: string
}

/** One for the thread, as the library's wasm is. */
const cache = new DocumentCache(64)

const trialActor = '0f'.repeat(16)

/** One after another. Throws when the library has panicked; then nothing is known of any of them. */
export function tryAllChunks(trials: readonly ChunkTrial[]): readonly ChunkAnswer[] {
  return trials.map(tryChunks)
}

/**
 * Applies what somebody brings, and then does with the result what others will do with it: save, load, read, edit, save. Only what
 * survives that can not stop the next one. The handle is dropped after whatever has gone wrong.
 */
function tryChunks(trial: ChunkTrial): ChunkAnswer {
  const held = trial.stored || trial.version === 0 ? load(trial) : cache.take(trial.key, trial.version)
  if (!held) return { finding: 'unknown-state' }
  let finding: ChunkFinding = 'malformed'
  try {
    finding = apply(held, trial)
  } catch (error) {
    if (!(error instanceof Error) || isBroken(error)) throw error
    if (/duplicate seq/i.test(error.message)) finding = 'actor-taken'
  }
  if (finding !== 'sound' && finding !== 'known') A.free(held.doc)
  else if (trial.liesInFolders) return { finding, ...placeIn(held) }
  return { finding }
}

/** The winner of those that were set at once, as for every reader. */
function placeIn({ doc }: HeldDocument): { readonly place?: string } {
  const [type, value] = A.getBackend(doc).getWithType('_root', 'parent') ?? []
  return type === 'str' && typeof value === 'string' ? { place: value } : {}
}

/** What the log took before there was this check, and the library can not read, is left out, as everywhere. */
function load({ stored = [] }: ChunkTrial): HeldDocument {
  const doc = A.init<Fields>({ actor: trialActor })
  const handle = A.getBackend(doc)
  for (const chunk of stored) {
    try {
      handle.loadIncremental(chunk)
    } catch (error) {
      if (!(error instanceof Error) || isBroken(error)) throw error
    }
  }
  return { version: 0, doc, maxOp: stored.length > 0 ? numbersReached(doc) : 0 }
}

/** By way of the handle, which makes no objects of what it reads. */
function apply(held: HeldDocument, trial: ChunkTrial): ChunkFinding {
  const { changes, hasDocuments, bytes } = trial
  const { doc } = held
  const handle = A.getBackend(doc)
  const isThere = ({ hash }: { hash: string }) => handle.getDecodedChangeByHash(hash) !== null
  const keep = (maxOp: number) => cache.put(trial.key, { version: trial.nextVersion, doc, maxOp })
  if (!hasDocuments && changes.every(isThere)) {
    keep(held.maxOp)
    return 'known'
  }
  handle.loadIncremental(bytes)
  if (handle.getMissingDeps([]).length > 0) return 'missing-changes'
  // The library skips what it can not read without a word.
  if (!changes.every(isThere)) return 'actor-taken'
  const all = hasDocuments ? A.getAllChanges(doc).map(numbersOf) : changes
  const maxOp = reached(all, hasDocuments ? 0 : held.maxOp)
  if (maxOp === undefined || !survives(handle.saveNoCompress(), handle.getHeads())) return 'malformed'
  keep(maxOp)
  return 'sound'
}

/** The last operation's number; undefined when a change begins further on than where those before it end, which would leave none for those who come after. */
function reached(changes: readonly OperationNumbers[], before: number): number | undefined {
  let maxOp = before
  for (const { startOp, operations } of changes) {
    if (startOp > maxOp + 1) return undefined
    maxOp = Math.max(maxOp, startOp + operations - 1)
  }
  return maxOp
}

/** Without making an object of each operation, of which a long text has one a character. */
function numbersOf(change: Uint8Array): OperationNumbers {
  const chunks = changeBounds(change, boundsPorts, limitsOfOwn)
  const [outline] = chunks.ok ? chunks.value : []
  if (outline?.kind !== 'change') throw new Error('the library handed out a change that is none')
  return outline
}

function numbersReached(doc: A.Doc<Fields>): number {
  return A.getAllChanges(doc)
    .map(numbersOf)
    .reduce((most, { startOp, operations }) => Math.max(most, startOp + operations - 1), 0)
}

/** Reads a saved document and edits it once, on a copy that is thrown away. Throws what the library throws. */
function survives(saved: Uint8Array, heads: readonly string[]): boolean {
  const copy = A.load<Fields>(saved, { actor: trialActor })
  try {
    const handle = A.getBackend(copy)
    const loaded = handle.getHeads()
    if (heads.length !== loaded.length || !heads.every((head) => loaded.includes(head))) return false
    if (!Object.values(copy).every(isField)) return false
    handle.put('_root', 'trial', true)
    if (!handle.commit()) return false
    handle.saveNoCompress()
    return true
  } finally {
    A.free(copy)
  }
}

/** Records are flat: what is nested no reader of ours expects. */
function isField(value: unknown): boolean {
  return (
    value === null ||
    typeof value !== 'object' ||
    A.isImmutableString(value) ||
    value instanceof Date ||
    value instanceof Uint8Array ||
    A.isCounter(value)
  )
}

/** The wasm itself has panicked: nothing in this thread is to be trusted any more. */
export function isBroken(error: Error): boolean {
  return error.name === 'RuntimeError' || /unreachable|recursive use|null pointer/i.test(error.message)
}
