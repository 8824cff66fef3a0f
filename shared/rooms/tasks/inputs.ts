import { z } from 'zod'
import type { ReplicaId } from '../../kit/ids.ts'
import { isCalendarDate, isClockTime } from './calendar-date.ts'
import { taskPriorities, taskStatuses } from './model.ts'

/** What the commands of this room take, field by field, whoever calls: a button, REST or an importer. */

export function idOf(type: string) {
  return z
    .string()
    .regex(new RegExp(`^${type}_[0-9a-z]{20,32}$`), `must be the id of a ${type}`)
    .transform((value) => value as ReplicaId)
}

export const taskId = idOf('task')
export const projectId = idOf('project')
export const anyId = z
  .string()
  .regex(/^[a-z][a-z-]{0,23}_[0-9a-z]{20,32}$/)
  .transform((value) => value as ReplicaId)

const oneLine = (max: number) =>
  z
    .string()
    .max(max)
    .transform((value) => value.replaceAll(/\s+/g, ' ').trim())
    .refine((value) => value !== '', 'must not be empty')

export const title = oneLine(500)
export const notes = z.string().max(50_000)
export const status = z.enum(taskStatuses)
export const priority = z.enum(taskPriorities)
export const dueDate = z
  .string()
  .refine(isCalendarDate, 'must be a calendar date such as 2026-03-31')
  .meta({ format: 'date' })
export const dueTime = z
  .string()
  .refine(isClockTime, 'must be a time of day such as 14:30')
  .meta({ description: 'HH:MM' })
export { somebody as principal } from '../somebody.ts'

/** A rule of RFC 5545 in its form; whether it is one that is understood, the commands say. */
export const repeatRule = z
  .string()
  .max(200)
  .regex(/^FREQ=[A-Z]+(;[A-Z]+=[-+0-9A-Z,]+)*$/, 'must be a rule such as FREQ=WEEKLY;INTERVAL=2')
/** The next one counts from the day it was due, or from the day it was done. */
export const repeatFrom = z.enum(['due', 'done'])

/** Spelling counts once: `Finance` and `finance` are one label, the first one stays. */
export const labels = z
  .array(oneLine(60))
  .max(50)
  .transform((all) => [...new Map(all.toReversed().map((label) => [label.toLowerCase(), label])).values()].toReversed())

export const checklistText = oneLine(500)
export const itemId = z.string().regex(/^[0-9a-z_]{1,40}$/)
