import type { Replica } from '#shared/crdt/replica.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { Core } from './core.ts'
import type { Place } from './replica-registry.ts'

/** Looks at what is stored, without keeping it open. undefined: there is nothing, or nothing that may be seen. */
export async function readReplica<Answer>(
  core: Core,
  { type, ...place }: Place & { type: AnyReplicaType },
  look: (replica: Replica) => Answer,
): Promise<Answer | undefined> {
  const held = await core.registry.acquire(type, place)
  if (!held) return undefined
  try {
    return look(held.handle.replica)
  } finally {
    held.release()
  }
}
