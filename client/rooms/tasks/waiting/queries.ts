import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Query } from '#shared/rooms/room.ts'
import { blockersIn, isStillOpen, type Task, taskType, waitingIn } from '#shared/rooms/tasks/index.ts'

const types = [taskType]

interface WaitedFor {
  readonly id: ReplicaId
  /** undefined: not on this device, or not to be seen. */
  readonly task: Task | undefined
}

interface AroundTask {
  /** Also what is done or in the trash; what is still open first. */
  readonly waitsFor: readonly WaitedFor[]
  /** Open tasks that wait for it, while it is open itself. */
  readonly holdsUp: readonly Task[]
}

export const aroundTask: Query<ReplicaId, AroundTask> = {
  name: 'tasks.around',
  types,
  answer: (rows, id) => {
    const waitsFor = (rows.get(taskType, id)?.value.waitsFor ?? []).map((other) => ({
      id: other,
      task: rows.get(taskType, other),
    }))
    const rank = ({ task }: WaitedFor) => (task === undefined ? 2 : isStillOpen(task) ? 0 : 1)
    return { waitsFor: waitsFor.toSorted((a, b) => rank(a) - rank(b)), holdsUp: waitingIn(rows).waitersOf(id) }
  },
}

/** What an open task waits for and is still open: asked of every row of a list, so of its own ids alone. */
export const stillAwaited: Query<ReplicaId, readonly Task[]> = {
  name: 'tasks.stillAwaited',
  types,
  answer: (rows, id) => {
    const task = rows.get(taskType, id)
    return task ? blockersIn(rows, task) : []
  },
}

/** Open tasks that wait for this one and for nothing that is open: after it was done, what can begin by that. */
export const freedBy: Query<ReplicaId, readonly Task[]> = {
  name: 'tasks.freedBy',
  types,
  answer: (rows, id) =>
    rows
      .of(taskType)
      .filter((task) => task.value.waitsFor?.includes(id) && isStillOpen(task) && blockersIn(rows, task).length === 0),
}

/** What a task could wait for: open ones that end some day, that it does not wait for yet and that do not wait for it. */
export const candidates: Query<ReplicaId | null, readonly Task[]> = {
  name: 'tasks.waitCandidates',
  types,
  answer: (rows, id) => {
    if (id === null) return []
    const [task, waiting] = [rows.get(taskType, id), waitingIn(rows)]
    const not = new Set([id, ...(task?.value.waitsFor ?? []), ...waiting.behind(id).map((each) => each.id)])
    return rows
      .of(taskType)
      .filter((each) => isStillOpen(each) && each.value.repeat === undefined && !not.has(each.id))
      .toSorted((a, b) => b.changedAt - a.changedAt)
  },
}
