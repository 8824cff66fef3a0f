import { openConsumer } from '#server/log/consumers.ts'
import { type JobRunner, openJobRunner, type RunnerOptions } from './job-runner.ts'
import type { JobBell } from './job-bell.ts'
import { openEarlyReader } from './early-questions.ts'
import { questionReader } from './questions.ts'
import { type JobPorts, runJob } from './run-job.ts'
import { fireSchedules } from './schedules.ts'

export interface AssistantPorts extends JobPorts {
  report(fault: unknown): void
  readonly bell: JobBell
  readonly jobOptions?: Partial<RunnerOptions> | undefined
}

/** Agents at work: questions become jobs, jobs are run, answers are told. Starts at once and never holds up whoever starts it. */
export interface Assistant extends Pick<JobRunner, 'settled'> {
  close(): Promise<void>
}

export async function openAssistant(ports: AssistantPorts): Promise<Assistant> {
  const runner = await openJobRunner({
    ...ports,
    options: ports.jobOptions,
    run: (held) => runJob(ports, held),
    fire: (organisation) => fireSchedules(ports, organisation),
  })
  const wake = (organisation: Parameters<JobRunner['wake']>[0]) => runner.wake(organisation)
  const stop = (job: string) => runner.stop(job)
  ports.bell.answerTo({ wake, stop })
  const questions = { ...ports, wake, stop }
  const reader = await openConsumer(questionReader(questions), ports)
  const early = openEarlyReader(questions, ports)
  return {
    settled: async () => {
      await early.settled()
      await reader.settled()
      await runner.settled()
    },
    close: async () => {
      await early.close()
      await reader.close()
      await runner.close()
    },
  }
}
