import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Rows } from '../../rooms/room.ts'
import { taskType } from '../../rooms/tasks/index.ts'

/** What a device keeps of a person's own open tasks when they leave: rows say how things are, and not how they were. */
export interface Remembered {
  readonly atMs: number
  /** The day of each; '' without one. */
  readonly tasks: Readonly<Record<ReplicaId, string>>
  /** None had to be left out. */
  readonly isWhole: boolean
}

const maxTasks = 500

export function remember(rows: Rows, me: readonly PrincipalId[], atMs: number): Remembered {
  const own = rows
    .of(taskType)
    .filter(({ value }) => value.status !== 'done' && value.trashedAt === undefined)
    .filter(({ value: { assignee, createdBy } }) => me.includes((assignee ?? createdBy) as PrincipalId))
  const kept = own.length > maxTasks ? own.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, maxTasks) : own
  const tasks = Object.fromEntries(kept.map(({ id, value }) => [id, value.dueDate ?? '']))
  return { atMs, tasks, isWhole: kept.length === own.length }
}
