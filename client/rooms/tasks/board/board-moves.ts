import { taskStatuses, type BoardColumns, type Task, type TaskStatus } from '#shared/rooms/tasks/index.ts'

export interface BoardDrop {
  readonly status: TaskStatus
  readonly place: number
  readonly after: Task | undefined
  readonly before: Task | undefined
}

/** Where a task comes to lie when it is let go at `index` of a column without it. */
export function dropInto(columns: BoardColumns, taskId: string, status: TaskStatus, index: number): BoardDrop {
  const others = columns[status].filter((task) => task.id !== taskId)
  const place = Math.min(Math.max(0, index), others.length)
  return { status, place, after: others[place - 1], before: others[place] }
}

/** The columns as they will be after the drop. */
export function columnsAfter(columns: BoardColumns, task: Task, drop: BoardDrop): BoardColumns {
  const moved = drop.status === task.value.status ? task : { ...task, value: { ...task.value, status: drop.status } }
  const without = (status: TaskStatus) => columns[status].filter((other) => other.id !== task.id)
  const next: Record<TaskStatus, readonly Task[]> = {
    todo: without('todo'),
    doing: without('doing'),
    done: without('done'),
  }
  next[drop.status] = next[drop.status].toSpliced(drop.place, 0, moved)
  return next
}

export interface BoardPlace {
  readonly status: TaskStatus
  readonly index: number
}

export function placeOnBoard(columns: BoardColumns, taskId: string | undefined): BoardPlace | undefined {
  for (const status of taskStatuses) {
    const index = columns[status].findIndex((task) => task.id === taskId)
    if (index >= 0) return { status, index }
  }
  return undefined
}

/** The nearest task of the next column that has any; on a level with where one was, as far as that column goes down. */
export function taskAcross(columns: BoardColumns, from: BoardPlace, step: -1 | 1): Task | undefined {
  const order = taskStatuses.indexOf(from.status)
  for (let next = order + step; taskStatuses[next]; next += step) {
    const column = columns[taskStatuses[next] ?? from.status]
    if (column.length > 0) return column[Math.min(from.index, column.length - 1)]
  }
  return undefined
}

export function statusBeside(status: TaskStatus, step: -1 | 1): TaskStatus | undefined {
  return taskStatuses[taskStatuses.indexOf(status) + step]
}
