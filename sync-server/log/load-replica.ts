import { openAutomergeReplica } from '#shared/crdt/automerge/automerge-replica.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Random } from '#shared/kit/ports.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { startAutomerge } from './automerge-wasm.ts'

export interface LoadOptions {
  readonly id: ReplicaId
  readonly random: Random
  /** Everything the log holds of it, in order. */
  readonly chunks: readonly Uint8Array[]
}

/** Opens a replica of any type on the server. The first Automerge one loads the wasm, which most servers never need. */
export async function loadReplica(type: AnyReplicaType, { id, random, chunks }: LoadOptions): Promise<Replica> {
  if (type.kind === 'automerge') await startAutomerge()
  return openLoaded(type, { id, chunks, actor: Buffer.from(random.bytes(16)).toString('hex') })
}

/** The same at once, where Automerge has been started. */
export function openLoaded(
  type: AnyReplicaType,
  { id, chunks, actor }: Omit<LoadOptions, 'random'> & { readonly actor: string },
): Replica {
  const open = type.kind === 'automerge' ? openAutomergeReplica : openYjsReplica
  const replica: Replica = open({ id, shape: type.shape, actor })
  // One by one after a refusal: what the check let through and the library can not read must not hide the rest.
  if (!replica.apply(chunks).ok) for (const chunk of chunks) replica.apply([chunk])
  return replica
}
