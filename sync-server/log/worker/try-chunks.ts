import * as A from '@automerge/automerge/slim'
import { DocumentCache, type HeldDocument } from './document-cache.ts'

export interface ChunkTrial {
  /** Of the replica. */
  readonly key: string
  /** The state that the chunks are tried on: 0 is the empty one. */
  readonly version: number
  /** What that state is made of; absent where the worker may have it at hand. */
  readonly stored?: readonly Uint8Array[] | undefined
  readonly bytes: Uint8Array
  /** Of the changes among the bytes: hashes, in hexadecimal, and the numbers of their operations. */
  readonly changes: readonly { readonly hash: string; readonly startOp: number; readonly operations: number }[]
  /** Whole documents are among them. */
  readonly hasDocuments: boolean
  /** Names the state with the chunks from now on. */
  readonly nextVersion: number
}

/** unknown-state: to be asked again with `stored`. known: all of it is there already. */
export type ChunkFinding = 'sound' | 'known' | 'unknown-state' | 'missing-changes' | 'actor-taken' | 'malformed'

type Fields = Record<string, unknown>

/** One for the thread, as the library's wasm is. */
const cache = new DocumentCache(64)

const trialActor = '0f'.repeat(16)

/**
 * Applies what somebody brings, and then does with the result what others will do with it: save, load, read, edit, save. Only what
 * survives that can not stop the next one. The handle is dropped after whatever has gone wrong.
 */
export function tryChunks(trial: ChunkTrial): ChunkFinding {
  const held = trial.stored || trial.version === 0 ? load(trial) : cache.take(trial.key, trial.version)
  if (!held) return 'unknown-state'
  const { changes, bytes, hasDocuments } = trial
  const hashes = changes.map(({ hash }) => hash)
  if (!hasDocuments && A.hasHeads(held.doc, hashes)) {
    cache.put(trial.key, { ...held, version: trial.nextVersion })
    return 'known'
  }
  let doc = held.doc
  try {
    doc = A.loadIncremental(doc, bytes)
    const finding = look(doc, held, trial)
    if (typeof finding === 'string') A.free(doc)
    else cache.put(trial.key, finding)
    return typeof finding === 'string' ? finding : 'sound'
  } catch (error) {
    if (!(error instanceof Error) || isBroken(error)) throw error
    A.free(doc)
    return /duplicate seq/i.test(error.message) ? 'actor-taken' : 'malformed'
  }
}

/** What the log took before there was this check, and the library can not read, is left out, as everywhere. */
function load({ stored = [] }: ChunkTrial): HeldDocument {
  let doc = A.init<Fields>()
  for (const chunk of stored) {
    try {
      doc = A.loadIncremental(doc, chunk)
    } catch (error) {
      if (!(error instanceof Error) || isBroken(error)) throw error
    }
  }
  const { maxOp } = edited(A.save(doc))
  return { version: 0, doc, maxOp }
}

function look(doc: A.Doc<Fields>, before: HeldDocument, trial: ChunkTrial): HeldDocument | ChunkFinding {
  if (A.getMissingDeps(doc, []).length > 0) return 'missing-changes'
  const heads = A.getHeads(doc)
  // The library skips what it can not read without a word.
  if (!trial.changes.every(({ hash }) => A.hasHeads(doc, [hash]))) return 'actor-taken'
  const { maxOp, fields, loadedHeads } = edited(A.save(doc))
  if (heads.length !== loadedHeads.length || !heads.every((head) => loadedHeads.includes(head))) return 'malformed'
  if (!isRising(trial.changes, before.maxOp)) return 'malformed'
  if (trial.hasDocuments && !isRising(A.getAllChanges(doc).map(numbersOf), 0)) return 'malformed'
  if (!Object.values(fields).every(isField)) return 'malformed'
  return { version: trial.nextVersion, doc, maxOp }
}

interface OperationNumbers {
  readonly startOp: number
  readonly operations: number
}

/** Each begins at the latest where those before it end: a number far ahead would leave none for those who come after. */
function isRising(changes: readonly OperationNumbers[], maxOp: number): boolean {
  let reached = maxOp
  for (const { startOp, operations } of changes) {
    if (startOp > reached + 1) return false
    reached = Math.max(reached, startOp + operations - 1)
  }
  return true
}

function numbersOf(change: Uint8Array): OperationNumbers {
  const { startOp, ops } = A.decodeChange(change)
  return { startOp, operations: ops.length }
}

/** Reads a saved document and edits it once, on a copy that is thrown away. */
function edited(saved: Uint8Array) {
  let copy = A.load<Fields>(saved, { actor: trialActor })
  try {
    const loadedHeads = A.getHeads(copy)
    const fields = { ...copy }
    copy = A.change(copy, (draft) => void (draft.trial = true))
    const change = A.getLastLocalChange(copy)
    if (!change) throw new Error('the document takes no edit')
    A.save(copy)
    return { loadedHeads, fields, maxOp: A.decodeChange(change).startOp - 1 }
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
