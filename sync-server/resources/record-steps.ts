import { z } from 'zod'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { RunnableCommand, Work } from '#shared/rooms/room.ts'
import { sentenceOf } from '#server/log/command-runner.ts'

/** A command and what it is given. */
export interface Step {
  readonly command: RunnableCommand
  readonly input: unknown
}

/** One command that does the work of several; what one of them refuses, none of them did. */
const several: RunnableCommand = {
  name: 'resources.write',
  input: z.custom<readonly Step[]>(() => true),
  run: (work, steps: readonly Step[]) => runAll(work, steps),
}

export function inOneStep(steps: readonly Step[]): Step {
  return { command: several, input: steps }
}

/** The same for what is made by the first one, of which the others have no id yet. The answer is that of the first. */
const making: RunnableCommand = {
  name: 'resources.make',
  input: z.custom<readonly Step[]>(() => true),
  run: async (work, [first, ...later]: readonly [Step, ...Step[]]) => {
    const made = await runStep(work, first)
    if (!made.ok) return made
    const { value } = made
    const id: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : value
    const rest = later.map(({ command, input }) => ({ command, input: { id, ...(input as object) } }))
    const outcome = await runAll(work, rest)
    return outcome.ok ? made : outcome
  },
}

export function madeInOneStep(first: Step, later: readonly Step[]): Step {
  return { command: making, input: [first, ...later] }
}

async function runAll(work: Work, steps: readonly Step[]): Promise<Outcome<string, unknown>> {
  let last: Outcome<string, unknown> = done()
  for (const step of steps) {
    last = await runStep(work, step)
    if (!last.ok) return last
  }
  return last
}

/** What commands refuse by a word alone, for whoever wrote fields and called none of them. */
const sentences: Readonly<Record<string, string>> = {
  'rule-unknown': 'repeat: this rule is not understood. One that is: FREQ=WEEKLY;INTERVAL=2',
  'date-needed': 'dueDate: a time of day and a rule of repetition need a date.',
  'project-missing': 'project: there is no such project.',
}

async function runStep(work: Work, { command, input }: Step): Promise<Outcome<string, unknown>> {
  const parsed = command.input.safeParse(input)
  if (!parsed.success) return refused('invalid-input', sentenceOf(parsed.error))
  const outcome = await command.run(work, parsed.data)
  return outcome.ok ? outcome : refused(outcome.reason, outcome.detail ?? sentences[outcome.reason])
}
