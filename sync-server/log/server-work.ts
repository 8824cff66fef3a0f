import type { Replica } from '#shared/crdt/replica.ts'
import { mintId, type PrincipalId, type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import type { AnyReplicaType, Work } from '#shared/rooms/room.ts'
import { loadReplica } from './load-replica.ts'

/** A unit of work whose changes wait to be taken; nothing is stored before. */
export interface ServerWork extends Work {
  /** What has been changed since the work began, in order. */
  changes(): readonly OutgoingChange[]
  close(): void
}

export interface WorkPorts {
  readonly clock: Clock
  readonly random: Random
  readonly principal: PrincipalId
  /** Everything that is stored of a replica, in order; empty when there is no such one. */
  chunksOf(id: ReplicaId): Promise<readonly Uint8Array[]>
}

export function openServerWork({ clock, random, principal, chunksOf }: WorkPorts): ServerWork {
  const open = new Map<ReplicaId, Promise<Replica | undefined>>()
  const changes: OutgoingChange[] = []

  const load = async (type: AnyReplicaType, id: ReplicaId, chunks: readonly Uint8Array[]) => {
    const replica = await loadReplica(type, { id, random, chunks })
    replica.onLocalChange((bytes) => changes.push({ replica: id, kind: type.kind, bytes }))
    return replica
  }
  return {
    clock,
    random,
    principal,
    create: async (type, fields, id = mintId<ReplicaId>(type.name, random)) => {
      const loading = load(type, id, [])
      open.set(id, loading)
      const replica = await loading
      replica.patch(fields)
      return replica
    },
    open: (type, id) => {
      if (typeOf(id) !== type.name) return Promise.resolve(undefined)
      const found = open.get(id)
      if (found) return found
      const loading = chunksOf(id).then((chunks) => (chunks.length > 0 ? load(type, id, chunks) : undefined))
      open.set(id, loading)
      return loading
    },
    changes: () => changes,
    close: () => {
      for (const loading of open.values()) loading.then((replica) => replica?.close(), ignoreFailedLoad)
    },
  }
}

/** Whoever asked for the replica has been told. */
function ignoreFailedLoad(): void {}
