import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Row, Rows } from '../../rooms/room.ts'
import { addDays, isStillOpen, projectType, type TaskRow, taskType, waitingIn } from '../../rooms/tasks/index.ts'
import { dayIn, daysBetween, todayOf } from '../records/zoned-days.ts'
import { blockedChains, type ChainReason } from './blocked-chains.ts'
import type { Asker } from './next-actions.ts'

/** Something that is likely to go wrong unless somebody looks at it, with the things that it is about. */
export type Alert = { readonly ids: readonly ReplicaId[] } & (
  | { readonly kind: 'overdue-in-project'; readonly project: ReplicaId; readonly title: string }
  | { readonly kind: 'overdue-of-person'; readonly person: PrincipalId }
  /** `ids`: the task that all the others wait for, then those behind it in their order. `reasons`: what is wrong with the first. */
  | { readonly kind: 'blocked-chain'; readonly title: string; readonly reasons: readonly ChainReason[] }
  /** Tasks that wait for each other, in that order: none of them can begin. */
  | { readonly kind: 'waiting-ring' }
  /** Begun, and changed by nobody for so many days or longer. */
  | { readonly kind: 'stuck'; readonly days: number }
  /** Labelled as waiting or blocked for longer than a week. */
  | { readonly kind: 'waiting'; readonly days: number }
  /** Given by one person to another, without a date. */
  | { readonly kind: 'undated-promise' }
  /** Open tasks, of which none is begun and none has a date; `ids` are its tasks. */
  | { readonly kind: 'no-next-step'; readonly project: ReplicaId; readonly title: string }
  | { readonly kind: 'crowded-day'; readonly person: PrincipalId; readonly date: string }
)

const clusterSize = 3
const stuckDays = 14
const waitingDays = 7
const crowdedSize = 8
const waitingLabels = new Set(['waiting', 'blocked', 'on hold'])

type Task = Row<TaskRow>

/** The most pressing kind first; within a kind by how much it is about. */
export function alerts(rows: Rows, { me, moment }: Asker): readonly Alert[] {
  const [today, dayAt] = [todayOf(moment), dayIn(moment.timeZone)]
  const open = rows
    .of(taskType)
    .filter(isStillOpen)
    .toSorted((a, b) => compare(a.id, b.id))
  const restedDays = (task: Task) => daysBetween(dayAt(task.changedAt), today)
  const overdue = open.filter(({ value }) => value.dueDate !== undefined && value.dueDate < today)
  const waits = waitingIn(rows)
  const isLabelled = ({ value }: Task) => value.labels.some((label) => waitingLabels.has(label.toLowerCase()))
  const isWaiting = (task: Task) => isLabelled(task) || waits.blockersOf(task.id).length > 0
  const stuck = open.filter(
    (task) => task.value.status === 'doing' && !isWaiting(task) && restedDays(task) >= stuckDays,
  )
  const waiting = open.filter((task) => isLabelled(task) && restedDays(task) >= waitingDays)
  return [
    ...inProjects(rows, overdue, (tasks) => tasks.length >= clusterSize).map(
      (each) => ({ kind: 'overdue-in-project', ...each }) as const,
    ),
    ...clustersOf(overdue, ownerOf, clusterSize)
      // Of oneself one knows from the list of what is overdue.
      .filter(([person]) => !me.includes(person))
      .map(([person, ids]) => ({ kind: 'overdue-of-person', person, ids }) as const),
    ...blockedChains({ open, waits, today }).map((chain) => ({ kind: 'blocked-chain', ...chain }) as const),
    ...waits.rings.map((ring) => ({ kind: 'waiting-ring', ids: ring.map(({ id }) => id) }) as const),
    ...crowdedDays(open, today),
    ...about(stuck, (ids) => ({ kind: 'stuck', days: stuckDays, ids })),
    ...about(waiting, (ids) => ({ kind: 'waiting', days: waitingDays, ids })),
    ...about(open.filter(isUndatedPromise), (ids) => ({ kind: 'undated-promise', ids })),
    ...inProjects(rows, open, isWithoutNextStep).map((each) => ({ kind: 'no-next-step', ...each }) as const),
  ]
}

function about(tasks: readonly Task[], make: (ids: readonly ReplicaId[]) => Alert): readonly Alert[] {
  return tasks.length > 0 ? [make(tasks.map(({ id }) => id))] : []
}

function isUndatedPromise({ value }: Task): boolean {
  const { assignee, createdBy, dueDate } = value
  return assignee !== undefined && createdBy !== undefined && assignee !== createdBy && dueDate === undefined
}

function isWithoutNextStep(tasks: readonly Task[]): boolean {
  return tasks.every(({ value }) => value.status !== 'doing' && value.dueDate === undefined)
}

function inProjects(rows: Rows, tasks: readonly Task[], isMeant: (tasks: readonly Task[]) => boolean) {
  const byProject = groups(tasks, ({ value }) => value.project)
  return rows
    .of(projectType)
    .flatMap(({ id, value }) => {
      const inside = byProject.get(id)
      if (value.trashedAt !== undefined || !inside || !isMeant(inside)) return []
      return [{ project: id, title: value.title, ids: inside.map((task) => task.id) }]
    })
    .sort((a, b) => b.ids.length - a.ids.length || compare(a.project, b.project))
}

function crowdedDays(open: readonly Task[], today: string): readonly Alert[] {
  const end = addDays(today, 7)
  const soon = open.filter(({ value }) => value.dueDate !== undefined && value.dueDate >= today && value.dueDate < end)
  return [...groups(soon, ({ value }) => value.dueDate)]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([date, tasks]) =>
      clustersOf(tasks, ownerOf, crowdedSize).map(
        ([person, ids]) => ({ kind: 'crowded-day', person, date, ids }) as const,
      ),
    )
}

function ownerOf({ value }: Task): PrincipalId | undefined {
  return value.assignee ?? value.createdBy
}

function clustersOf<Key extends string>(
  tasks: readonly Task[],
  keyOf: (task: Task) => Key | undefined,
  size: number,
): readonly (readonly [Key, readonly ReplicaId[]])[] {
  return [...groups(tasks, keyOf)]
    .filter(([, inside]) => inside.length >= size)
    .map(([key, inside]) => [key, inside.map(({ id }) => id)] as const)
    .sort((a, b) => b[1].length - a[1].length || compare(a[0], b[0]))
}

function groups<Key extends string>(
  tasks: readonly Task[],
  keyOf: (task: Task) => Key | undefined,
): ReadonlyMap<Key, readonly Task[]> {
  const found = new Map<Key, Task[]>()
  for (const task of tasks) {
    const key = keyOf(task)
    if (key === undefined) continue
    const list = found.get(key)
    if (list) list.push(task)
    else found.set(key, [task])
  }
  return found
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
