import { z } from 'zod'
import { done, refused } from '../../kit/outcome.ts'
import { command } from '../room.ts'
import { isCalendarDate } from './calendar-date.ts'
import * as input from './inputs.ts'
import { isKnownRule, takenBackPatch } from './repeat.ts'
import { openTask } from './task-commands.ts'

const repeatTask = command({
  name: 'tasks.repeat',
  says: 'Make a task repeat by a rule, or end its repetition.',
  effect: 'write',
  /** `rule`: of RFC 5545, as `FREQ=WEEKLY;INTERVAL=2`; null ends it. A task without a date gets the rule's first day from `today` on. */
  input: z.object({
    id: input.taskId,
    rule: input.repeatRule.nullable(),
    from: input.repeatFrom.optional(),
    today: input.dueDate.optional(),
  }),
  async run(work, { id, rule, from, today }) {
    if (rule !== null && !(await isKnownRule(rule))) return refused('rule-unknown')
    const task = await openTask(work, id)
    if (!task.ok) return task
    const dueDate =
      isCalendarDate(task.value.fields().dueDate) || rule === null
        ? undefined
        : await firstDay(rule, today ?? dayOf(work.clock.now()))
    task.value.patch({
      repeat: rule,
      repeatFrom: rule !== null && from === 'done' ? 'done' : null,
      ...(dueDate && { dueDate }),
    })
    return done()
  },
})

const takeBackOccurrence = command({
  name: 'tasks.takeBackOccurrence',
  says: 'Take back one completion of a repeating task.',
  effect: 'write',
  /** Undoes one completion of a repeating task: it is due again on that day, with what was ticked. */
  input: z.object({ id: input.taskId, occurrence: input.dueDate }),
  async run(work, { id, occurrence }) {
    const task = await openTask(work, id)
    if (!task.ok) return task
    const patch = takenBackPatch(task.value.fields(), occurrence)
    if (patch) task.value.patch(patch)
    return done()
  },
})

async function firstDay(rule: string, today: string): Promise<string | undefined> {
  const { firstOccurrence } = await import('../../language/recurrence.ts')
  return firstOccurrence(rule, today)
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

export const repeatCommands = { repeat: repeatTask, takeBackOccurrence } as const
