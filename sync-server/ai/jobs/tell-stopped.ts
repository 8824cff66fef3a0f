import type { JobRecord } from '#server/storage/job-store.ts'
import type { JobPorts } from './run-job.ts'
import { placeOfJob } from './scheduled-question.ts'
import { sayOfQuestion } from './tasks.ts'
import { whatWasDone } from './what-was-done.ts'

/** Whoever asked has stopped it: that it is so, and what had been done by then, stands where it was asked. It may be told twice. */
export async function tellStopped(ports: Pick<JobPorts, 'storage' | 'commands'>, job: JobRecord): Promise<void> {
  const problem = await whatWasDone(ports, job)
  const asked = { ...job, task: { kind: 'question', ...placeOfJob(job) } } as const
  const key = `${job.id}/stopped/${job.fence}`
  await sayOfQuestion(ports, { job: asked, agent: job.agent, key }, { state: 'cancelled', problem })
}
