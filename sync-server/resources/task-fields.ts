import { z } from 'zod'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { AnyCommand, RunnableCommand, Work } from '#shared/rooms/room.ts'
import { taskCommands, taskType } from '#shared/rooms/tasks/index.ts'
import { sentenceOf } from '#server/log/command-runner.ts'

/** Fields of tasks of which no one command takes what a task tells: by the commands that people use all the same. */

const id = z.custom<ReplicaId>((value) => typeof value === 'string')

/** What a task waits for, as a whole: what differs from what it waits for now is begun and ended one by one. */
export const writeWaitsFor: RunnableCommand = {
  name: 'resources.waitsFor',
  input: z.object({
    id,
    waitsFor: z.array(z.string(), 'must be ids of tasks').max(200, 'must be fewer').nullable(),
  }),
  run: async (work, { id, waitsFor }: { id: ReplicaId; waitsFor: readonly string[] | null }) => {
    const task = await work.open(taskType, id)
    const known: readonly string[] = task ? (taskType.project(task).waitsFor ?? []) : []
    const wanted = new Set(waitsFor)
    // Ended first, for there may be so many at most.
    const steps = [
      ...known.flatMap((each) => (wanted.has(each) ? [] : [{ command: taskCommands.stopWaitingFor, each }])),
      ...[...wanted].flatMap((each) => (known.includes(each) ? [] : [{ command: taskCommands.waitFor, each }])),
    ]
    for (const { command, each } of steps) {
      const outcome = await runAs(work, command, { id, for: each })
      if (!outcome.ok) return refused(outcome.reason, `waitsFor: ${each}: ${whyNot(outcome)}`)
    }
    return done()
  },
}

function whyNot({ reason, detail = 'The command was refused.' }: { reason: string; detail?: string }): string {
  return reason === 'task-missing' ? 'There is no such task.' : detail.replace(/^for: /, '')
}

/** By which rule a task repeats and from when it counts. Without a date it gets the rule's first day from today (UTC) on. */
export const writeRepeat: RunnableCommand = {
  name: 'resources.repeat',
  input: z.object({ id, repeat: z.string().nullish(), repeatFrom: z.string().nullish() }),
  run: async (work, { id, repeat, repeatFrom }) => {
    const rule: string | null = repeat ?? null
    if (rule === null && typeof repeatFrom === 'string')
      return refused('invalid-input', 'repeatFrom: only a task that repeats has it. Write repeat as well.')
    const outcome = await runAs(work, taskCommands.repeat, { id, rule, from: repeatFrom ?? undefined })
    if (outcome.ok || outcome.detail === undefined) return outcome
    return refused(outcome.reason, outcome.detail.replace(/^rule: /, 'repeat: ').replace(/^from: /, 'repeatFrom: '))
  },
}

async function runAs(work: Work, command: AnyCommand, input: object): Promise<Outcome<string, unknown>> {
  const parsed = command.input.safeParse(input)
  return parsed.success ? command.run(work, parsed.data) : refused('invalid-input', sentenceOf(parsed.error))
}
