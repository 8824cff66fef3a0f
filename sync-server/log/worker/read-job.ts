import type { ContentNode } from '#shared/crdt/content.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { openLoaded } from '../load-replica.ts'

export interface ThingRead {
  /** `document`, `task` … */
  readonly type: string
  /** As its type projects it. */
  readonly value: object
  /** Of a type that has any. */
  readonly content: readonly ContentNode[] | undefined
}

/** The reader never writes, so its name is never seen. */
const reader = '0'.repeat(32)

/** What a thing says, all of it. undefined: of no type that is known here. */
export function readThing({ replica: id, chunks }: { replica: ReplicaId; chunks: readonly Uint8Array[] }) {
  const type = typeOfReplica(id)
  if (!type) return undefined
  const replica = openLoaded(type, { id, chunks, actor: reader })
  try {
    const content = hasContent(replica) ? replica.content() : undefined
    return { type: type.name, value: type.project(replica), content } satisfies ThingRead
  } finally {
    replica.close()
  }
}
