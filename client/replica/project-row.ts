import type { Replica } from '#shared/crdt/replica.ts'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { AnyReplicaType, Row, RowConflict } from '#shared/rooms/room.ts'

export interface RowMeta {
  readonly changedAt: number
  readonly changedBy: PrincipalId
}

export interface ProjectRowOptions {
  readonly type: AnyReplicaType
  readonly replica: Replica
  readonly meta: RowMeta
  principalOf(actor: string): PrincipalId | undefined
}

/** undefined: the type's projection threw, which it promises not to; a row must never stand in the way of storing the change. */
export function projectRow({ type, replica, meta, principalOf }: ProjectRowOptions): Row | undefined {
  try {
    const conflicts = conflictsOf(replica, (actor) => principalOf(actor) ?? meta.changedBy)
    return {
      id: replica.id,
      type: type.name,
      value: type.project(replica),
      changedAt: meta.changedAt,
      changedBy: meta.changedBy,
      ...(conflicts.length > 0 && { conflicts }),
    }
  } catch (bug) {
    console.error(`The projection of ${type.name} failed`, bug)
    return undefined
  }
}

function conflictsOf(replica: Replica, principalOf: (actor: string) => PrincipalId): RowConflict[] {
  return replica.conflicts().map(({ field, losing, winningActor }) => ({
    field,
    losing: losing.map(({ value, actor }) => ({ value, by: principalOf(actor) })),
    winningBy: principalOf(winningActor),
  }))
}
