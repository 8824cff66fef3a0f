import { hash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { type BoundsPorts, changeBounds, type ChunkBounds, limitsOfOwn } from '#shared/crdt/automerge/change-bounds.ts'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import { updateBounds } from '#shared/crdt/yjs/update-bounds.ts'
import type { ActorKey, ActorUse } from './replica-actors.ts'

export const boundsPorts: BoundsPorts = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  inflateRaw: (bytes, maxBytes) => {
    try {
      return inflateRawSync(bytes, { maxOutputLength: maxBytes })
    } catch {
      return undefined
    }
  },
}

/** Clocks begin at 0, sequence numbers at 1. */
export function firstNumber(kind: ReplicaKind): number {
  return kind === 'yjs' ? 0 : 1
}

/** Whose words are in bytes of the log, where a snapshot may hold more than one change may; of nobody, when they can not be read. */
export function usesIn(kind: ReplicaKind, bytes: Uint8Array): readonly ActorUse[] {
  if (kind === 'automerge') {
    const chunks = changeBounds(bytes, boundsPorts, limitsOfOwn)
    return chunks.ok ? usesOfChunks(chunks.value) : []
  }
  const bounds = updateBounds(bytes, Number.POSITIVE_INFINITY)
  return bounds.ok ? bounds.value.ranges.map(({ client, from, to }) => ({ actor: client, from, to })) : []
}

export function usesOfChunks(chunks: readonly ChunkBounds[]): readonly ActorUse[] {
  return chunks.flatMap((chunk) =>
    chunk.kind === 'change'
      ? [{ actor: chunk.actor, from: chunk.seq, to: chunk.seq + 1 }]
      : chunk.actors.map(({ actor, seq }) => ({ actor, from: 1, to: seq + 1 })),
  )
}

export function bytesOfActor(actor: ActorKey): Uint8Array {
  if (typeof actor === 'string') return Buffer.from(actor, 'hex')
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(actor))
  return bytes
}

export function actorOfBytes(kind: ReplicaKind, bytes: Uint8Array): ActorKey {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return kind === 'automerge' ? buffer.toString('hex') : Number(buffer.readBigUInt64BE())
}
