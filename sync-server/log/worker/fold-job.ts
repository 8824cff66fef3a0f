import * as A from '@automerge/automerge/slim'
import * as Y from 'yjs'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { Part } from '#server/storage/snapshot-store.ts'
import { type PackedParts, unpackParts } from '#server/storage/packed-parts.ts'

/** One part larger than this is not made by merging; well below what a frame holds. */
export const maxPartBytes = 1.5 * 1024 * 1024

export interface FoldInput {
  readonly kind: ReplicaKind
  readonly snapshots: PackedParts
  readonly tail: PackedParts
}

interface Parts {
  readonly snapshots: readonly Part[]
  readonly tail: readonly Part[]
}

/** `parts` stand for everything after `keepTo`; the snapshots up to there stay as they are. */
export interface Folded {
  readonly keepTo: number
  readonly parts: readonly Part[]
}

/** Merges what a replica consists of. Throws when it is not whole (changes that wait for others) or can not be read. */
export function fold(input: FoldInput): Folded {
  const parts = { snapshots: unpackParts(input.snapshots), tail: unpackParts(input.tail) }
  return input.kind === 'yjs' ? foldYjs(parts) : foldAutomerge(parts)
}

function foldYjs({ snapshots, tail }: Parts): Folded {
  const doc = docOf([...snapshots, ...tail])
  const settled = new Y.Doc()
  try {
    let keepTo = 0
    // One part when it fits; what has outgrown that keeps its first parts and says the rest anew.
    for (const next of [...snapshots, undefined]) {
      const rest = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(settled))
      if (rest.length <= maxPartBytes) return { keepTo, parts: [{ to: lastOf(tail), bytes: rest }] }
      if (!next) break
      Y.applyUpdate(settled, next.bytes)
      keepTo = next.to
    }
    return { keepTo, parts: groups(tail).map(mergedYjs) }
  } finally {
    doc.destroy()
    settled.destroy()
  }
}

function mergedYjs(parts: readonly Part[]): Part {
  const [only] = parts
  const isAlone = parts.length === 1 && only
  return { to: lastOf(parts), bytes: isAlone ? only.bytes : Y.mergeUpdates(parts.map(({ bytes }) => bytes)) }
}

/** Throws when something waits for changes that are not there: merging must not be the moment at which it is lost. */
function docOf(parts: readonly Part[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const { bytes } of parts) Y.applyUpdate(doc, bytes)
  })
  if (doc.store.pendingStructs ?? doc.store.pendingDs) throw new Error('changes are missing')
  return doc
}

function foldAutomerge({ snapshots, tail }: Parts): Folded {
  const doc = recordOf([...snapshots, ...tail])
  try {
    const whole = A.save(doc)
    if (whole.length <= maxPartBytes) return { keepTo: 0, parts: [{ to: lastOf(tail), bytes: whole }] }
    return { keepTo: lastOf(snapshots), parts: groups(tail).map(joined) }
  } finally {
    A.free(doc)
  }
}

function recordOf(parts: readonly Part[]): A.Doc<unknown> {
  let doc = A.init<unknown>()
  for (const { bytes } of parts) doc = A.loadIncremental(doc, bytes)
  if (A.getMissingDeps(doc, []).length === 0) return doc
  A.free(doc)
  throw new Error('changes are missing')
}

/** Automerge reads changes that follow one another in one piece. */
function joined(parts: readonly Part[]): Part {
  return { to: lastOf(parts), bytes: Buffer.concat(parts.map(({ bytes }) => bytes)) }
}

function groups(parts: readonly Part[]): Part[][] {
  const all: Part[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const part of parts) {
    bytes += part.bytes.length
    if (bytes > maxPartBytes) {
      all.push([])
      bytes = part.bytes.length
    }
    all.at(-1)?.push(part)
  }
  return all
}

function lastOf(parts: readonly Part[]): number {
  return parts.at(-1)?.to ?? 0
}

export interface ProofInput {
  readonly kind: ReplicaKind
  readonly before: PackedParts
  readonly after: PackedParts
}

/** Whether two lots of bytes load as the same replica: everything that was ever known in it, and everything that shows. */
export function loadsAlike({ kind, before, after }: ProofInput): boolean {
  const [one, other] = [unpackParts(before), unpackParts(after)]
  return kind === 'yjs' ? sameDocs(one, other) : sameRecords(one, other)
}

function sameDocs(before: readonly Part[], after: readonly Part[]): boolean {
  const [one, other] = [docOf(before), docOf(after)]
  try {
    const vectors = [one, other].map((doc) => Buffer.from(Y.encodeStateVector(doc)))
    const deleted = [one, other].map((doc) => Y.createDeleteSetFromStructStore(doc.store))
    const [oneSet, otherSet] = deleted
    return (
      vectors[0]?.equals(vectors[1] ?? Buffer.alloc(0)) === true &&
      oneSet !== undefined &&
      otherSet !== undefined &&
      Y.equalDeleteSets(oneSet, otherSet) &&
      JSON.stringify(visible(one)) === JSON.stringify(visible(other))
    )
  } finally {
    one.destroy()
    other.destroy()
  }
}

type AnyType = Pick<Y.AbstractType<never>, '_start' | '_map'>

/** What shows, whatever the types of the roots are: a fresh document does not know them. */
function visible(doc: Y.Doc): unknown {
  return byKey(doc.share).map(([name, type]) => [name, visibleOf(type as AnyType)])
}

function visibleOf(type: AnyType): unknown {
  const entries = byKey(type._map).filter(([, item]) => !item.deleted)
  return { list: piecesOf(type._start), entries: entries.map(([key, item]) => [key, ...piecesOf(item)]) }
}

/** Where a text or a list is cut says nothing about it. */
function piecesOf(start: Y.Item | null): unknown[] {
  const pieces: unknown[] = []
  for (let item = start; item; item = item.right) {
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentString) {
      if (typeof pieces.at(-1) === 'string') pieces.push((pieces.pop() as string) + content.str)
      else pieces.push(content.str)
    } else if (content instanceof Y.ContentType) pieces.push({ type: visibleOf(content.type as AnyType) })
    else if (content instanceof Y.ContentFormat) pieces.push({ format: content.key, value: content.value as unknown })
    else for (const value of content.getContent() as unknown[]) pieces.push({ value })
  }
  return pieces
}

function byKey<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].toSorted(([one], [other]) => (one < other ? -1 : 1))
}

function sameRecords(before: readonly Part[], after: readonly Part[]): boolean {
  const [one, other] = [recordOf(before), recordOf(after)]
  try {
    const heads = [one, other].map((doc) => JSON.stringify(A.getHeads(doc).toSorted()))
    return heads[0] === heads[1] && JSON.stringify(one) === JSON.stringify(other)
  } finally {
    A.free(one)
    A.free(other)
  }
}
