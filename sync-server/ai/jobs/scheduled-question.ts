import { agentPrincipal, type ReplicaId } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import { beginScheduled } from '#shared/rooms/assistant/index.ts'
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
 * A job of a schedule as one of a question: the question is there from now on, and belongs to the owner of the schedule. Where that may not be
 * written, as of somebody who was removed meanwhile, the job finds no question and ends.
 */
export async function asQuestion(ports: JobPorts, held: HeldJob): Promise<HeldJob> {
  const { job, organisation } = held
  if (job.task.kind === 'question') return held
  const { text, timeZone = 'UTC' } = job.task
  const place = placeOfJob(job)
  const key = `${job.id}/asked`
  const { jobs, log } = await ports.storage.organisation(organisation)
  await ports.commands.run({
    workspace: job.workspace,
    principal: agentPrincipal(job.agent),
    command: beginScheduled,
    input: { ...place, text, timeZone, askedBy: job.requester, agent: job.agent, job: job.id },
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
