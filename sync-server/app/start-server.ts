import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { mintId } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { isLoopback, ownOrigin } from '#server/access/own-origin.ts'
import { setProvidersOfFile } from '#server/ai/providers/providers-of-file.ts'
import { openEmbeddingLoop } from '#server/ai/embeddings/embedding-loop.ts'
import { openAssistant } from '#server/ai/jobs/assistant.ts'
import type { JobPorts } from '#server/ai/jobs/run-job.ts'
import type { RunnerOptions } from '#server/ai/jobs/job-runner.ts'
import type { RouteDoor } from '#server/http/door.ts'
import { openUpkeep } from '#server/audit/upkeep.ts'
import { openHttpServer } from '#server/http/http-server.ts'
import { defaultPasswordCost } from '#server/identity/password-hash.ts'
import { openSignInWays, type SignInWayPorts } from '#server/identity/sign-in-ways.ts'
import { connectionLimit } from '#server/storage/open-files-limit.ts'
import { openLogBackground } from '#server/log/background.ts'
import { openSearchIndexing } from '#server/rooms/search/index.ts'
import { openLiveServer } from '#server/live/live-server.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import { provision } from '#server/tenancy/provision.ts'
import type { OrganisationPlan, Provisioned } from '#server/tenancy/provision-plan.ts'
import { startRetention } from '#server/tenancy/retention/retention.ts'
import { openSignUps } from '#server/tenancy/sign-up.ts'
import { type Config, safekeepingOf } from './config.ts'
import { type Core, type CoreOptions, openCore } from './core.ts'

export interface ServerOptions extends Config, CoreOptions {
  readonly keepAliveMs: number
  readonly maxConnections: number
  /** Of one caller of REST. */
  readonly requestsPerMinute: number
  /** Another engine than the organisation's model, and how jobs are run: for tests. */
  readonly engineFor?: JobPorts['engineFor']
  readonly jobOptions?: Partial<RunnerOptions>
  report(fault: unknown): void
}

export interface RunningServer {
  readonly port: number
  /** What the first account has to know; undefined when it may just be made. */
  readonly setupWord: string | undefined
  /** What the operator's file made or found; undefined without a file. */
  readonly provisioned: Provisioned | undefined
  /** Fulfilled when agents have nothing to do. */
  workDone(): Promise<void>
  /** Every REST route and who may use it. */
  readonly doors: readonly RouteDoor[]
  /** Settles what was taken, says goodbye to every device, closes the files. */
  close(): Promise<void>
}

export const systemClock: Clock = { now: () => Date.now() }
export const systemRandom: Random = { bytes: (length) => randomBytes(length) }

export const serverDefaults = {
  clock: systemClock,
  random: systemRandom,
  passwordCost: defaultPasswordCost,
  keepAliveMs: 30_000,
  maxConnections: connectionLimit(),
  requestsPerMinute: 6_000,
  // What the storage has to say, it has said: once, and not for every change that meets it.
  report: (fault: unknown) => fault instanceof StorageFault || console.error(fault),
  tell: (sentence: string) => console.error(`nexus: ${sentence}`),
  ...safekeepingOf(process.env),
} as const

/**
 * Wires the whole server and listens. Throws a StorageFault when the data folder can not be used, and what Node throws when the
 * address can not be listened on; then nothing stays open.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const site = options.publicUrl?.origin ?? `http://localhost:${options.port}`
  const core = await openCore({ ...options, site })
  try {
    return await serveCore(core, options)
  } catch (error) {
    await core.close()
    throw error
  }
}

async function serveCore(core: Core, options: ServerOptions): Promise<RunningServer> {
  const { clock, random, report, keepAliveMs, maxConnections } = options
  const provisioned = options.plans && (await provisionAll(core, options, options.plans))
  const isNew = !(await core.identity.hasAccounts())
  const setupWord = isNew && !isLoopback(options.host) ? mintId('x', random).slice(2, 18) : undefined
  const origin = ownOrigin({ listenHost: options.host, publicUrl: options.publicUrl })
  let isServing = true
  let port = options.port
  const signInWays = openSignInWays(signInPorts(core, options, () => port))
  const { app: http, doors } = await openHttpServer({
    ...core,
    signInWays,
    clock,
    random,
    signUps: openSignUps({ ...core, clock, policy: { signUp: options.signUp, setupWord } }),
    origin,
    openSignUp: options.signUp === 'open',
    requestsPerMinute: options.requestsPerMinute,
    isHttps: options.publicUrl?.protocol === 'https:',
    // With a public address there is a proxy, which may sit in a container beside this one; else only this machine is believed.
    trustedProxies: options.publicUrl ? ['loopback', 'uniquelocal'] : ['loopback'],
    clientFolder: options.clientFolder,
    isServing: () => isServing,
    report,
  })
  const live = openLiveServer(http.server, { ...core, clock, origin, report, keepAliveMs, maxConnections })
  const closeDoors = async () => {
    isServing = false
    await live.close()
    await http.close()
    await signInWays.mailProofs.settled()
  }
  let beside: Beside
  try {
    await http.listen({ port: options.port, host: options.host })
    port = portOf(http.server) ?? port
    beside = await startBeside(core, options)
  } catch (error) {
    await closeDoors()
    throw error
  }
  return {
    port,
    setupWord,
    provisioned,
    workDone: () => beside.assistant.settled(),
    doors,
    close: async () => {
      await closeDoors()
      await beside.close()
      await core.close()
    },
  }
}

type Beside = Awaited<ReturnType<typeof startBeside>>

/** What goes on beside the doors: readers of the log, agents, and what comes round every hour. */
async function startBeside(core: Core, options: ServerOptions) {
  const { clock, random, report } = options
  const { retention } = core
  const background = await openLogBackground({ ...core, clock, report, forgotten: retention.forgotten })
  const embedding = openEmbeddingLoop({ ...core, clock, random, report, tell: options.tell })
  const indexing = await openSearchIndexing({ ...core, report, indexed: embedding.wake })
  const assistant = await openAssistant({ ...core, ...jobPorts(core, options), clock, random, report })
  retention.forgetBy(background.forgetOld)
  const hourly = startRetention(retention)
  const upkeep = openUpkeep({ ...core, clock, report })
  return {
    assistant,
    close: async () => {
      await hourly.close()
      await assistant.close()
      await background.close()
      await indexing.close()
      await embedding.close()
      await upkeep.close()
    },
  }
}

/** Whose model answers. */
function jobPorts(core: Core, { engineFor, jobOptions }: ServerOptions) {
  const ofProvider: JobPorts['engineFor'] = ({ organisation, agent, principal, job }) =>
    core.providers.engine(organisation, { by: principal, purpose: `job ${job}` }, agent.configuration.model)
  return { engineFor: engineFor ?? ofProvider, jobOptions }
}

function signInPorts(core: Core, options: ServerOptions, portNow: () => number): SignInWayPorts {
  const { passwordCost: cost, oidc = [], publicUrl } = options
  // Links in mails: what a request says of the host it meant is whatever its sender likes.
  const site = () => publicUrl?.origin ?? `http://localhost:${portNow()}`
  return { ...core, ...options, cost, oidc, publicUrl, site }
}

async function provisionAll(
  core: Core,
  { clock, random, modelProviders = [] }: ServerOptions,
  plans: readonly OrganisationPlan[],
) {
  const outcome = await provision({ ...core, clock, random }, plans)
  if (!outcome.ok) throw new WrongFile(outcome.detail ?? outcome.reason)
  const { providers, storage } = core
  const models = await setProvidersOfFile({ providers, control: storage.control }, modelProviders)
  if (models.problems.length > 0) throw new WrongFile(`${models.problems.join('; ')}.`)
  return { ...outcome.value, changes: [...outcome.value.changes, ...models.changes] }
}

/** The operator's file asks for what can not be. */
export class WrongFile extends Error {}

function portOf(server: Server): number | undefined {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : undefined
}
