import { openCore } from '#server/app/core.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { openAssistant } from '../jobs/assistant.ts'
import { scriptEngine } from './script-engine.ts'

/**
 * A process that does jobs until there are none, to be killed: `worker-main.ts FOLDER LEASE_MS`. Each job makes one task, called like what
 * it was asked, and then one more. Says a line whenever a job is done.
 */
const [, , dataFolder = '', leaseMs = '500'] = process.argv
const passwordCost = { n: 2, r: 1, p: 1 }
const report = (fault: unknown) => console.error(fault)
const core = await openCore({ dataFolder, clock: systemClock, random: systemRandom, passwordCost, report })
const assistant = await openAssistant({
  ...core,
  clock: systemClock,
  random: systemRandom,
  report,
  jobOptions: { leaseMs: Number(leaseMs), maxRunning: 8 },
  engineFor: async () => ({
    run: (call) => {
      const text = call.messages.at(-1)?.text ?? ''
      const calls = ['first', 'second'].map((word) => ['tasks_create', { title: `${text} ${word}` }] as const)
      return scriptEngine({ [text]: { calls } }).run(call)
    },
  }),
})
core.log.onCommitted(() => process.stdout.write('committed\n'))
process.stdout.write('started\n')
await assistant.settled()
process.stdout.write('all done\n')
await assistant.close()
await core.close()
