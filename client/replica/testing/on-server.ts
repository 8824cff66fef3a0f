import * as A from '@automerge/automerge/slim'
import * as Y from 'yjs'
import type { LogChange } from '#shared/protocol/messages.ts'
import type { StoredChunk } from '#client/platform/store.ts'

/** Whether everything that a chunk says is in the log of the server, also when it was put together on the way. */
export function isOnServer(log: readonly LogChange[], { replica, kind, bytes }: StoredChunk): boolean {
  const there = log.filter((change) => change.replica === replica).map((change) => change.bytes)
  if (there.some((each) => Buffer.compare(each, bytes) === 0)) return true
  return kind === 'yjs' ? isInUpdates(there, bytes) : isInChanges(there, bytes)
}

function isInUpdates(there: readonly Uint8Array[], bytes: Uint8Array): boolean {
  if (there.length === 0) return false
  const known = Y.parseUpdateMeta(Y.mergeUpdates([...there])).to
  return [...Y.parseUpdateMeta(bytes).to].every(([client, clock]) => (known.get(client) ?? 0) >= clock)
}

function isInChanges(there: readonly Uint8Array[], bytes: Uint8Array): boolean {
  const known = new Set(there.flatMap(hashesIn))
  return hashesIn(bytes).every((hash) => known.has(hash))
}

function hashesIn(bytes: Uint8Array): readonly string[] {
  const doc = A.loadIncremental(A.init(), bytes)
  const hashes = A.getAllChanges(doc).map((change) => A.decodeChange(change).hash)
  A.free(doc)
  return hashes.length > 0 ? hashes : [A.decodeChange(bytes).hash]
}
