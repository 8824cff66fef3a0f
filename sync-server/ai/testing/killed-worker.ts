import { once } from 'node:events'
import { type Core, openCore } from '#server/app/core.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { openAssistant } from '../jobs/assistant.ts'
import { type HeldJob, openJobRunner } from '../jobs/job-runner.ts'
import { noteOfJob } from '../tools/job-hold.ts'
import { openToolBox } from '../tools/tool-box.ts'
import { scriptEngine } from './script-engine.ts'

const report = (fault: unknown) => console.error(fault)
const ports = { clock: systemClock, random: systemRandom, report }
const options = { maxRunning: 16 }
const words = ['first', 'second'] as const

/**
 * Does jobs until there are none, to be killed. Each job makes two tasks, called like what it was asked. `whole` does them as the server does,
 * with a conversation each; `queue` leases, calls and ends them, and nothing else. Begins when it is told to; then it says a line whenever
 * something has come into the log.
 */
export async function workUntilKilled(dataFolder: string, way: string): Promise<void> {
  process.stdout.write('ready\n')
  await once(process.stdin, 'data')
  const core = await openCore({ ...ports, dataFolder, passwordCost: { n: 2, r: 1, p: 1 } })
  core.log.onCommitted(() => process.stdout.write('committed\n'))
  const workers = await (way === 'queue' ? openQueue(core) : openWhole(core))
  await workers.settled()
  await workers.close()
  await core.close()
  process.stdin.destroy()
}

function openWhole(core: Core) {
  return openAssistant({
    ...core,
    ...ports,
    jobOptions: options,
    engineFor: async () => ({
      run: (call) => {
        const text = call.messages.at(-1)?.text ?? ''
        const calls = words.map((word) => ['tasks_create', { title: `${text} ${word}` }] as const)
        return scriptEngine({ [text]: { calls } }).run(call)
      },
    }),
  })
}

function openQueue(core: Core) {
  const fire = async () => undefined
  return openJobRunner({ ...core, ...ports, options, fire, run: (held) => callAndEnd(core, held) })
}

async function callAndEnd(core: Core, held: HeldJob): Promise<void> {
  const { organisation, job, lease } = held
  if (job.task.kind !== 'scheduled') throw new Error('a job of another kind')
  const agent = await core.agents.builtin(organisation)
  const hold = {
    ...held,
    agent,
    rightsOf: [job.requester],
    mayWrite: true,
    calendar: { timeZone: 'UTC', weekStartsOn: 1 } as const,
  }
  const box = openToolBox({ ...core, ...ports }, hold, { stop: () => undefined, present: async () => agent })
  for (const [step, word] of words.entries())
    await box.call({ step, index: 0, name: 'tasks_create', input: { title: `${job.task.text} ${word}` } })
  if (box.end) return
  const { jobs } = await core.storage.organisation(organisation)
  const note = noteOfJob(systemClock, { job, agent: agent.id }, { action: 'assistant.answered' })
  await jobs.endJob(lease, { state: 'done', answer: '', nowMs: systemClock.now() }, note)
}
