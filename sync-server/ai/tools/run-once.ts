import { setTimeout as delay } from 'node:timers/promises'
import { agentPrincipal, type PrincipalId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { RunnableCommand } from '#shared/rooms/room.ts'
import type { OpenCall } from './tool-box.ts'

interface Asked {
  readonly command: RunnableCommand
  readonly input: unknown
  readonly rightsOf: readonly PrincipalId[]
  /** Of things that it changes; refused beyond it: `many-things`. */
  readonly maxThings?: number
}

/** What a machine with too much to do refuses now may be right in a moment: a device would push it again, too. */
const tryAgainMs = [500, 2_000]

/** As `runOnce`, patient with what passes by itself: nothing of a refused push is in the log. */
export async function runPatiently(open: OpenCall, asked: Asked): Promise<Outcome<string, unknown>> {
  let outcome = await runOnce(open, asked)
  for (const waitMs of tryAgainMs) {
    if (outcome.ok || outcome.reason !== 'too-many') break
    await delay(waitMs)
    outcome = await runOnce(open, asked)
  }
  return outcome
}

/**
 * A command that comes into the log once, wherever the process ends. What it will answer is kept before it is appended; its changes carry the
 * call's name and are in the log together with it or not at all. So whoever meets the call again looks for the name: there, it is done; not
 * there, it is run. Calls of one workspace run one after another, hence a holder that lost its lease can not slip in between.
 */
async function runOnce(
  { ports, hold, call, prepared }: OpenCall,
  { command, input, rightsOf, maxThings = Number.POSITIVE_INFINITY }: Asked,
): Promise<Outcome<string, unknown>> {
  const { job, organisation, lease } = hold
  const { jobs, log } = await ports.storage.organisation(organisation)
  const key = `${job.id}/${call.step}/${call.index}`
  const outcome = await ports.commands.run({
    workspace: job.workspace,
    principal: agentPrincipal(hold.agent.id),
    command,
    input,
    run: {
      key,
      onBehalfOf: job.requester,
      rightsOf,
      begin: async () => {
        if (prepared === undefined) return done()
        await log.sorted('now')
        return (await jobs.hasRun(key)) ? refused('done-before') : done()
      },
      prepare: async (answer, changes) => {
        if (new Set(changes.map(({ replica }) => replica)).size > maxThings) return refused('many-things')
        return (await jobs.prepareCall(lease, call, JSON.stringify(answer ?? null))) ? done() : refused('lost')
      },
    },
  })
  if (!outcome.ok && outcome.reason === 'done-before') return done(JSON.parse(prepared ?? 'null') as unknown)
  return outcome
}
