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
  return (await rules()).readRule(rule) !== undefined
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
  return {
    status: 'todo',
    completedAt: null,
    dueDate: next,
    checklist: unticked(fields),
    occurrences: latest({ ...occurrences, [due]: { at: work.clock.now(), by: work.principal } }),
  }
}

/** After the day it was due, and after today: what was missed is not asked for again. */
async function nextDay(given: { rule: string; due: CalendarDate; today: CalendarDate; isFromDone: boolean }) {
  const { rule, due, today, isFromDone } = given
  const { nextOccurrence } = await rules()
  const start = isFromDone ? today : due
  return nextOccurrence({ rule, start, after: due > today && !isFromDone ? due : today })
}

export function occurrencesIn(fields: FieldValues): Items {
  return (fields.occurrences ?? {}) as Items
}

function latest(occurrences: Items): Items {
  const days = Object.keys(occurrences).toSorted()
  return Object.fromEntries(days.slice(-mostOccurrences).map((day) => [day, occurrences[day]!]))
}

function unticked(fields: FieldValues): Items {
  const steps = Object.entries((fields.checklist ?? {}) as Items)
  return Object.fromEntries(steps.map(([id, step]) => [id, step.done === true ? { ...step, done: false } : step]))
}
