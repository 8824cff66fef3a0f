import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { mintId, type OrganisationId, type PrincipalId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'

const worker = fileURLToPath(new URL('./worker-main.ts', import.meta.url))

export interface JobKills {
  readonly dataFolder: string
  readonly jobs: number
  readonly kills: number
  /** From 0 to 1: how far into its work each process is killed. */
  chance(): number
}

export interface JobKillReport {
  readonly done: number
  /** Jobs that are anything else than done. */
  readonly notDone: number
  /** Tasks that should be there and are not. */
  readonly missing: number
  /** Tasks that are there more than once. */
  readonly doubled: number
  /** Processes that were killed before they had ended by themselves. */
  readonly killed: number
}

/** Enqueues jobs, lets processes do them and kills these with SIGKILL, again and again, and then looks at what has been done. */
export async function killJobs({ dataFolder, jobs, kills, chance }: JobKills): Promise<JobKillReport> {
  const workspace = mintId<WorkspaceId>('ws', systemRandom)
  const core = await open(dataFolder)
  const { organisation, requester } = await fill(core, workspace, jobs)
  await core.close()
  let killed = 0
  const perRun = Math.ceil((jobs * 2) / (kills + 1))
  for (let round = 0; round < kills; round += 1)
    if (await runAndKill(dataFolder, 1 + Math.floor(chance() * perRun))) killed += 1
  await runToTheEnd(dataFolder)
  const after = await open(dataFolder)
  try {
    const store = await after.storage.organisation(organisation)
    const all = await store.jobs.jobs({ workspace, requester, limit: jobs + 1 })
    const done = all.filter(({ state }) => state === 'done').length
    const rows = (await after.catalogue.of(workspace))?.of(taskType) ?? []
    const counts = new Map<string, number>()
    for (const { value } of rows) counts.set(value.title, (counts.get(value.title) ?? 0) + 1)
    const wanted = Array.from({ length: jobs }, (_, at) => [`Job ${at} first`, `Job ${at} second`]).flat()
    const missing = wanted.filter((title) => !counts.has(title)).length
    const doubled = [...counts.values()].filter((count) => count > 1).length
    return { done, notDone: all.length - done, missing, doubled, killed }
  } finally {
    await after.close()
  }
}

function open(dataFolder: string): Promise<Core> {
  const passwordCost = { n: 2, r: 1, p: 1 }
  return openCore({ dataFolder, clock: systemClock, random: systemRandom, passwordCost })
}

async function fill(core: Core, workspace: WorkspaceId, count: number) {
  const person = { email: 'ada@example.org', name: 'Ada', password: 'x'.repeat(12), asFirst: false }
  const made = await core.identity.signUp(person)
  if (!made.ok) throw new Error(made.reason)
  await core.tenancy.createWorkspace({ id: workspace, name: 'Home', account: made.value.id })
  const organisation: OrganisationId = await core.tenancy.homeOf(made.value.id)
  const requester: PrincipalId = userPrincipal(made.value.id)
  const agent = (await core.agents.builtin(organisation)).id
  const { jobs } = await core.storage.organisation(organisation)
  const nowMs = systemClock.now()
  await jobs.enqueueJobs(
    Array.from({ length: count }, (_, at) => ({
      id: mintId<string>('job', systemRandom),
      source: `test ${at}`,
      workspace,
      agent,
      requester,
      task: { kind: 'scheduled', schedule: 'schedule_test', text: `Job ${at}` } as const,
      dueMs: nowMs,
      createdMs: nowMs,
    })),
  )
  return { organisation, requester }
}

/** Killed after so many commits. false: it had ended before. */
async function runAndKill(dataFolder: string, commits: number): Promise<boolean> {
  const child = start(dataFolder)
  let seen = 0
  child.stdout.on('data', (chunk: Buffer) => {
    seen += String(chunk).split('committed').length - 1
    if (seen >= commits) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  return signal === 'SIGKILL'
}

async function runToTheEnd(dataFolder: string): Promise<void> {
  const child = start(dataFolder)
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`The last process failed: ${said.slice(-2_000)}`)
}

function start(dataFolder: string) {
  return spawn(process.execPath, [worker, dataFolder, '300'], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
