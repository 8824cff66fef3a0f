import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Moment } from '../../language/moment.ts'
import type { Row, Rows } from '../../rooms/room.ts'
import {
  checklistOf,
  isStillOpen,
  type TaskPriority,
  type TaskRow,
  taskType,
  waitingIn,
} from '../../rooms/tasks/index.ts'
import { dayIn, daysBetween, todayOf } from '../records/zoned-days.ts'

/** Something that is so of a task, and speaks for doing it now. */
export type Reason =
  | { readonly kind: 'overdue'; readonly days: number }
  /** 0: today. */
  | { readonly kind: 'due'; readonly days: number }
  | { readonly kind: 'priority'; readonly priority: 'urgent' | 'high' }
  | { readonly kind: 'started' }
  /** Most of its steps are done. */
  | { readonly kind: 'nearly-done'; readonly left: number; readonly of: number }
  /** Somebody else made it and gave it to the person. */
  | { readonly kind: 'given'; readonly by: PrincipalId }
  /** So many tasks can not begin before it is done: those that wait for it, and those that wait for them. */
  | { readonly kind: 'holds-up'; readonly count: number }
  /** Nobody has changed it for so long. */
  | { readonly kind: 'resting'; readonly days: number }

export interface NextAction {
  readonly id: ReplicaId
  readonly title: string
  /** The strongest first. Never empty: what nothing speaks for is not advised. */
  readonly reasons: readonly Reason[]
}

export interface Asker {
  /** Every id under which the asker has written. */
  readonly me: readonly PrincipalId[]
  readonly moment: Moment
}

/** How much each reason counts. Only the sum matters, and only beside the sums of other tasks. */
const weights = {
  overdue: (days: number) => 50 + Math.min(days, 14),
  due: (days: number) => (days === 0 ? 45 : days === 1 ? 30 : 20 - days),
  priority: { urgent: 40, high: 20 },
  started: 15,
  nearlyDone: 14,
  given: 12,
  holdsUp: (count: number) => 16 + 4 * Math.min(count, 6),
  resting: 4,
} as const
const lowPriority = -15
const soonDays = 7
const restingDays = 21

/**
 * What to do next, of the open tasks that are the asker's: assigned to them, or made by them and assigned to nobody. Never what
 * waits for another one: that one is what can be done about it.
 */
export function nextActions(rows: Rows, { me, moment }: Asker, limit = 5): readonly NextAction[] {
  const [today, dayAt] = [todayOf(moment), dayIn(moment.timeZone)]
  const waiting = waitingIn(rows)
  const ranked = rows.of(taskType).flatMap((task) => {
    if (!isStillOpen(task) || !me.includes((task.value.assignee ?? task.value.createdBy) as PrincipalId)) return []
    if (waiting.blockersOf(task.id).length > 0) return []
    const holdsUp = waiting.behind(task.id).length
    const reasons = reasonsFor(task, { me, today, changedOn: dayAt(task.changedAt), holdsUp })
    return reasons.length > 0 ? [{ task, reasons, score: scoreOf(reasons, task.value.priority) }] : []
  })
  return ranked
    .sort((a, b) => b.score - a.score || compare(dueOf(a.task), dueOf(b.task)) || compare(a.task.id, b.task.id))
    .slice(0, limit)
    .map(({ task, reasons }) => ({ id: task.id, title: task.value.title, reasons }))
}

interface Known {
  readonly me: readonly PrincipalId[]
  readonly today: string
  readonly changedOn: string
  readonly holdsUp: number
}

function reasonsFor({ value }: Row<TaskRow>, { me, today, changedOn, holdsUp }: Known): readonly Reason[] {
  const reasons: Reason[] = []
  const days = value.dueDate === undefined ? undefined : daysBetween(today, value.dueDate)
  if (days !== undefined && days < 0) reasons.push({ kind: 'overdue', days: -days })
  if (days !== undefined && days >= 0 && days <= soonDays) reasons.push({ kind: 'due', days })
  if (value.priority === 'urgent' || value.priority === 'high')
    reasons.push({ kind: 'priority', priority: value.priority })
  if (value.status === 'doing') reasons.push({ kind: 'started' })
  const steps = checklistOf(value.checklist)
  const left = steps.filter((step) => !step.done).length
  if (steps.length >= 2 && left > 0 && left * 2 <= steps.length)
    reasons.push({ kind: 'nearly-done', left, of: steps.length })
  const giver = value.createdBy
  if (giver !== undefined && !me.includes(giver) && me.includes(value.assignee as PrincipalId))
    reasons.push({ kind: 'given', by: giver })
  if (holdsUp > 0) reasons.push({ kind: 'holds-up', count: holdsUp })
  const rested = daysBetween(changedOn, today)
  if (rested >= restingDays) reasons.push({ kind: 'resting', days: rested })
  return reasons.toSorted((a, b) => weightOf(b) - weightOf(a))
}

function weightOf(reason: Reason): number {
  switch (reason.kind) {
    case 'overdue':
    case 'due':
      return weights[reason.kind](reason.days)
    case 'priority':
      return weights.priority[reason.priority]
    case 'nearly-done':
      return weights.nearlyDone
    case 'holds-up':
      return weights.holdsUp(reason.count)
    case 'started':
    case 'given':
    case 'resting':
      return weights[reason.kind]
  }
}

function scoreOf(reasons: readonly Reason[], priority: TaskPriority): number {
  return reasons.reduce((sum, reason) => sum + weightOf(reason), priority === 'low' ? lowPriority : 0)
}

function dueOf({ value }: Row<TaskRow>): string {
  return value.dueDate === undefined ? '~' : `${value.dueDate} ${value.dueTime ?? '~'}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
