import type { FieldPatch, FieldValues, Items } from '../../crdt/fields.ts'
import type { Replica } from '../../crdt/replica.ts'
import { read, type Work } from '../room.ts'
import { isCalendarDate, type CalendarDate } from './calendar-date.ts'

/** As many completions as are kept: a daily one's year. */
const mostOccurrences = 366

/**
 * A task that repeats is one task that moves, not a row of tasks: two devices that complete the same occurrence without a network
 * write the same next day and the same entry, which is named after the day it was due, so nothing is there twice.
 */
interface Completion {
  readonly occurrence?: CalendarDate | undefined
  readonly today?: CalendarDate | undefined
}

// Loaded when somebody completes or plans such a task, not with every first screen.
const rules = () => import('../../language/recurrence.ts')

export async function isKnownRule(rule: string): Promise<boolean> {
  const { readRule } = await import('../../language/rule.ts')
  return readRule(rule) !== undefined
}

/** undefined: it does not repeat, or this was the last time. */
export async function completionPatch(
  work: Work,
  task: Replica,
  when: Completion = {},
): Promise<FieldPatch | undefined> {
  const fields = task.fields()
  const rule = read.text(fields, 'repeat')
  if (rule === '' || fields.status === 'done') return undefined
  const today = when.today ?? new Date(work.clock.now()).toISOString().slice(0, 10)
  const due = isCalendarDate(fields.dueDate) ? fields.dueDate : today
  const occurrences = occurrencesIn(fields)
  if (when.occurrence !== undefined && when.occurrence !== due && occurrences[when.occurrence]) return {}
  const next = await nextDay({ rule, due, today, isFromDone: fields.repeatFrom === 'done' })
  if (next === undefined) return undefined
  const ticked = tickedIn(fields)
  const entry = { at: work.clock.now(), by: work.principal, ...(ticked.length > 0 && { ticked: ticked.join(' ') }) }
  return {
    status: 'todo',
    completedAt: null,
    dueDate: next,
    checklist: withTicks(fields, ticked, false),
    occurrences: latest({ ...occurrences, [due]: entry }),
  }
}

/** undefined: it was not done on that day, or that has been taken back. */
export function takenBackPatch(fields: FieldValues, occurrence: CalendarDate): FieldPatch | undefined {
  const { [occurrence]: taken, ...others } = occurrencesIn(fields)
  if (!taken) return undefined
  const ticked = typeof taken.ticked === 'string' ? taken.ticked.split(' ') : []
  return { dueDate: occurrence, checklist: withTicks(fields, ticked, true), occurrences: others }
}

/** After the day it was due, and after today: what was missed is not asked for again. */
async function nextDay(given: { rule: string; due: CalendarDate; today: CalendarDate; isFromDone: boolean }) {
  const { rule, due, today, isFromDone } = given
  const { nextOccurrence } = await rules()
  const start = isFromDone ? today : due
  return nextOccurrence({ rule, start, after: due > today && !isFromDone ? due : today })
}

function occurrencesIn(fields: FieldValues): Items {
  return (fields.occurrences ?? {}) as Items
}

function latest(occurrences: Items): Items {
  const days = Object.keys(occurrences).toSorted()
  return Object.fromEntries(days.slice(-mostOccurrences).map((day) => [day, occurrences[day]!]))
}

function tickedIn(fields: FieldValues): readonly string[] {
  return Object.entries((fields.checklist ?? {}) as Items).flatMap(([id, step]) => (step.done === true ? [id] : []))
}

/** Those of them that are still there. */
function withTicks(fields: FieldValues, ids: readonly string[], done: boolean): Items {
  const steps = Object.entries((fields.checklist ?? {}) as Items)
  return Object.fromEntries(steps.map(([id, step]) => [id, ids.includes(id) ? { ...step, done } : step]))
}
