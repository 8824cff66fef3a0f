import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import { bounds } from '#shared/protocol/schema.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { projectRow } from '#shared/rooms/project-row.ts'
import { encodeSnapshotRow } from '#shared/rooms/snapshot-row.ts'
import { openLoaded } from '../load-replica.ts'

export interface ProjectInput {
  readonly replica: ReplicaId
  readonly chunks: readonly Uint8Array[]
  readonly changedAt: number
  readonly changedBy: PrincipalId
  /** Who is behind which actor, the actor in hex. */
  readonly actors: readonly (readonly [string, PrincipalId])[]
}

/** The reader never writes, so its name is never seen. */
const reader = '0'.repeat(32)

/** The row of a replica as it goes over the wire. Throws when the type's projection does; undefined: no such type, or more than a row may hold. */
export function project({ replica: id, chunks, changedAt, changedBy, actors }: ProjectInput): Uint8Array | undefined {
  const type = typeOfReplica(id)
  if (!type) return undefined
  const principals = new Map(actors)
  const replica = openLoaded(type, { id, chunks, actor: reader })
  try {
    const row = projectRow({
      type,
      replica,
      meta: { changedAt, changedBy },
      principalOf: (actor) => principals.get(actor),
      onBug: (bug) => {
        throw bug
      },
    })
    const bytes = row && encodeSnapshotRow(row)
    return bytes && bytes.length <= bounds.maxRowBytes ? bytes : undefined
  } finally {
    replica.close()
  }
}
