import { z } from 'zod'
import { agentPrincipal, isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import { conversationType, titleOf } from '#shared/rooms/assistant/index.ts'
import { command } from '#shared/rooms/room.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import type { HeldJob } from './job-runner.ts'
import type { JobPorts } from './run-job.ts'

/** Where the words of a job stand. Those of a schedule have a conversation for each time, which goes by the letters of its job. */
export function placeOfJob({ id, task }: Pick<JobRecord, 'id' | 'task'>): {
  conversation: ReplicaId
  question: string
} {
  if (task.kind === 'question') return task
  const letters = id.slice(id.indexOf('_') + 1)
  return { conversation: `conversation_${letters}` as ReplicaId, question: `q_${letters}` }
}

/**
 * A question that a schedule asks, in a conversation of its own that belongs to whoever made the schedule. It is in nobody's list of commands:
 * the job that answers it calls it, and may do so again.
 */
const beginScheduled = command({
  name: 'assistant.beginScheduled',
  says: 'Ask what a schedule asks.',
  effect: 'write',
  input: z.object({
    conversation: z.custom<ReplicaId>(isReplicaId),
    question: z.string(),
    text: z.string(),
    timeZone: z.string(),
    weekStartsOn: z.number(),
    askedBy: z.string(),
    agent: z.string(),
    job: z.string(),
  }),
  async run(work, { conversation, question, text, ...said }) {
    if (await work.open(conversationType, conversation)) return done()
    const askedAt = work.clock.now()
    // Taken from the first moment: nobody else is to make a job of it.
    const item = { text, state: 'taken', askedAt, about: '', ...said }
    const about = { title: titleOf(text), createdAt: askedAt, createdBy: said.askedBy }
    await work.create(conversationType, { ...about, questions: { [question]: item } }, conversation)
    return done()
  },
})

/**
 * A job of a schedule as one of a question: the question is there from now on, and belongs to the owner of the schedule. Where that may not be
 * written, as of somebody who was removed meanwhile, the job finds no question and ends.
 */
export async function asQuestion(ports: JobPorts, held: HeldJob): Promise<HeldJob> {
  const { job, organisation } = held
  if (job.task.kind === 'question') return held
  const { text, timeZone = 'UTC', weekStartsOn = 1 } = job.task
  const place = placeOfJob(job)
  const key = `${job.id}/asked`
  const { jobs, log } = await ports.storage.organisation(organisation)
  await ports.commands.run({
    workspace: job.workspace,
    principal: agentPrincipal(job.agent),
    command: beginScheduled,
    input: { ...place, text, timeZone, weekStartsOn, askedBy: job.requester, agent: job.agent, job: job.id },
    run: {
      key,
      onBehalfOf: job.requester,
      rightsOf: [job.requester],
      begin: async () => {
        if (job.attempts <= 1) return done()
        await log.sorted('now')
        return (await jobs.hasRun(key)) ? { ok: false, reason: 'done-before' } : done()
      },
    },
  })
  return { ...held, job: { ...job, task: { kind: 'question', ...place } } }
}
