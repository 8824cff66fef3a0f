import * as A from '@automerge/automerge/slim'
import { openAutomergeReplica } from '#shared/crdt/automerge/automerge-replica.ts'
import { checkChunks } from '#shared/crdt/automerge/chunk-envelope.ts'

/** The part of Automerge that the engine needs; a module of its own so that it is loaded with the wasm, on first need. */
export interface AutomergeLibrary {
  readonly openReplica: typeof openAutomergeReplica
  /** Who wrote in these bytes; empty when they can not be read. */
  actorsIn(bytes: Uint8Array): readonly string[]
  /** The changes in a change or a saved document, in order, each once; `at` by its writer's clock. Empty when it can not be read. */
  changesIn(bytes: Uint8Array): readonly RecordChange[]
  /** One chunk that says the same; undefined when some of it waits for what is not among them. */
  mergeChunks(chunks: readonly Uint8Array[]): Uint8Array | undefined
}

export interface RecordChange {
  readonly hash: string
  readonly actor: string
  /** Ms, UTC, to the second. */
  readonly at: number
  readonly bytes: Uint8Array
}

export const automergeLibrary: AutomergeLibrary = {
  openReplica: openAutomergeReplica,
  actorsIn,
  changesIn,
  mergeChunks,
}

const documentChunk = 0

function actorsIn(bytes: Uint8Array): readonly string[] {
  return [...new Set(changesIn(bytes).map(({ actor }) => actor))]
}

function changesIn(bytes: Uint8Array): readonly RecordChange[] {
  if (!checkChunks(bytes).ok) return []
  try {
    if (bytes[8] !== documentChunk) return [recordChange(bytes)]
    const doc = A.load(bytes)
    const changes = A.getAllChanges(doc).map(recordChange)
    A.free(doc)
    return changes
  } catch {
    return []
  }
}

function recordChange(bytes: Uint8Array): RecordChange {
  const { hash, actor, time } = A.decodeChange(bytes)
  return { hash: hash ?? '', actor, at: time * 1_000, bytes }
}

function mergeChunks(chunks: readonly Uint8Array[]): Uint8Array | undefined {
  let doc = A.init()
  try {
    for (const chunk of chunks) doc = A.loadIncremental(doc, chunk)
    return A.getMissingDeps(doc, []).length === 0 ? A.save(doc) : undefined
  } catch {
    return undefined
  } finally {
    A.free(doc)
  }
}
