import type { Replica } from '../crdt/replica.ts'
import type { PrincipalId } from '../kit/ids.ts'
import type { AnyReplicaType, Row, RowConflict } from './room.ts'

export interface RowMeta {
  readonly changedAt: number
  readonly changedBy: PrincipalId
}

export interface ProjectRowOptions {
  readonly type: AnyReplicaType
  readonly replica: Replica
  readonly meta: RowMeta
  principalOf(actor: string): PrincipalId | undefined
  /** A projection promises not to throw. */
  onBug(bug: unknown): void
}

/** undefined: the type's projection threw, which it promises not to; a row must never stand in the way of storing the change. */
export function projectRow({ type, replica, meta, principalOf, onBug }: ProjectRowOptions): Row | undefined {
  try {
    const conflicts = conflictsOf(replica, (actor) => principalOf(actor) ?? meta.changedBy)
    return {
      id: replica.id,
      type: type.name,
      version: type.version,
      value: type.project(replica),
      changedAt: meta.changedAt,
      changedBy: meta.changedBy,
      ...(conflicts.length > 0 && { conflicts }),
    }
  } catch (bug) {
    onBug(bug)
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
