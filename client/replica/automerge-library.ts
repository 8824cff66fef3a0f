import * as A from '@automerge/automerge/slim'
import { openAutomergeReplica } from '#shared/crdt/automerge/automerge-replica.ts'
import { checkChunks } from '#shared/crdt/automerge/chunk-envelope.ts'

/** The part of Automerge that the engine needs; a module of its own so that it is loaded with the wasm, on first need. */
export interface AutomergeLibrary {
  readonly openReplica: typeof openAutomergeReplica
  /** Who wrote in these bytes; empty when they can not be read. */
  actorsIn(bytes: Uint8Array): readonly string[]
  /** One chunk that says the same; undefined when some of it waits for what is not among them. */
  mergeChunks(chunks: readonly Uint8Array[]): Uint8Array | undefined
}

export const automergeLibrary: AutomergeLibrary = { openReplica: openAutomergeReplica, actorsIn, mergeChunks }

const documentChunk = 0

function actorsIn(bytes: Uint8Array): readonly string[] {
  if (!checkChunks(bytes).ok) return []
  try {
    if (bytes[8] !== documentChunk) return [A.decodeChange(bytes).actor]
    const doc = A.load(bytes)
    const actors = new Set(A.getAllChanges(doc).map((change) => A.decodeChange(change).actor))
    A.free(doc)
    return [...actors]
  } catch {
    return []
  }
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
