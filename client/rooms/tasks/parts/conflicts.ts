import type { RowConflict } from '#shared/rooms/room.ts'
import { contestedFields, type ContestedField, type Task } from '#shared/rooms/tasks/index.ts'

export interface ShownConflict extends RowConflict {
  readonly field: ContestedField
}

/** Conflicts that a person can settle; places in a list and times of completion settle themselves. */
export function shownConflicts(task: Task): readonly ShownConflict[] {
  return (task.conflicts ?? []).filter((conflict): conflict is ShownConflict =>
    contestedFields.some((field) => field === conflict.field),
  )
}
