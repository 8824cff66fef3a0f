import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { mintId, type OrganisationId, type WorkspaceId } from '#shared/kit/ids.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { ownerIn } from '#server/testing/owner-in.ts'

const worker = fileURLToPath(new URL('./worker-main.ts', import.meta.url))

export interface JobKills {
  readonly dataFolder: string
  readonly jobs: number
  readonly kills: number
  /** whole: as the server does them, each with a conversation. queue: leased, two calls, ended. */
  readonly way: 'whole' | 'queue'
  /** From 0 to 1: how far into its work each process is killed. */
  chance(): number
}

export interface JobKillReport {
  readonly done: number
  /** Jobs that are anything else than done. */
  readonly notDone: number
  /** Jobs of which somebody who held them was killed. */
  readonly takenOver: number
  /** Tasks that should be there and are not. */
  readonly missing: number
  /** Tasks that are there more than once. */
  readonly doubled: number
  /** Processes that were killed before they had ended by themselves. */
  readonly killed: number
}

/** Side by side in time, as in a server: commands of one workspace follow one another. */
const workspaces = 8

/** Enqueues jobs, lets processes do them and kills these with SIGKILL, again and again, and then looks at what has been done. */
export async function killJobs({ dataFolder, jobs, kills, way, chance }: JobKills): Promise<JobKillReport> {
  const core = await open(dataFolder)
  const places = await fill(core, jobs)
  await core.close()
  let killed = 0
  const perRun = Math.ceil((jobs * (way === 'whole' ? 5 : 2)) / (kills + 1))
  let next = start(dataFolder, way)
  for (let round = 0; round < kills; round += 1) {
    const child = next
    // It loads what it needs while the one before it works, and opens no file.
    next = start(dataFolder, way)
    if (await workAndDie(child, 1 + Math.floor(chance() * perRun))) killed += 1
  }
  await workToTheEnd(next)
  return { ...(await look(dataFolder, { ...places, jobs })), killed }
}

interface Places {
  readonly organisation: OrganisationId
  readonly all: readonly WorkspaceId[]
}

async function look(dataFolder: string, { organisation, all, jobs }: Places & { jobs: number }) {
  const core = await open(dataFolder)
  try {
    const store = await core.storage.organisation(organisation)
    const found = await store.jobs.jobs({ limit: jobs + 1 })
    const done = found.filter(({ state }) => state === 'done').length
    const takenOver = found.filter(({ fence }) => fence > 1).length
    const counts = new Map<string, number>()
    for (const workspace of all)
      for (const { value } of (await core.catalogue.of(workspace))?.of(taskType) ?? [])
        counts.set(value.title, (counts.get(value.title) ?? 0) + 1)
    const wanted = Array.from({ length: jobs }, (_, at) => [`Job ${at} first`, `Job ${at} second`]).flat()
    const missing = wanted.filter((title) => !counts.has(title)).length
    const doubled = [...counts.values()].filter((count) => count > 1).length
    return { done, notDone: found.length - done, takenOver, missing, doubled }
  } finally {
    await core.close()
  }
}

function open(dataFolder: string): Promise<Core> {
  const passwordCost = { n: 2, r: 1, p: 1 }
  return openCore({ dataFolder, clock: systemClock, random: systemRandom, passwordCost })
}

async function fill(core: Core, count: number): Promise<Places> {
  const { owner, organisation, workspaces: all } = await ownerIn(core, { workspaces })
  const agent = (await core.agents.builtin(organisation)).id
  const { jobs } = await core.storage.organisation(organisation)
  const nowMs = systemClock.now()
  await jobs.enqueueJobs(
    Array.from({ length: count }, (_, at) => ({
      id: mintId<string>('job', systemRandom),
      source: `test ${at}`,
      workspace: all[at % all.length] as WorkspaceId,
      agent,
      requester: owner,
      task: { kind: 'scheduled', schedule: 'schedule_test', text: `Job ${at}` } as const,
      dueMs: nowMs,
      createdMs: nowMs,
    })),
  )
  return { organisation, all }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

function start(dataFolder: string, way: JobKills['way']): Child {
  return spawn(process.execPath, [worker, dataFolder, way], {
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Killed after so many commits. false: it had ended before. */
async function workAndDie(child: Child, commits: number): Promise<boolean> {
  let seen = 0
  child.stdout.on('data', (chunk: Buffer) => {
    seen += String(chunk).split('committed').length - 1
    if (seen >= commits) child.kill('SIGKILL')
  })
  const { code, signal, said } = await ended(child)
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`A process failed: ${said}`)
  return signal === 'SIGKILL'
}

async function workToTheEnd(child: Child): Promise<void> {
  child.stdout.resume()
  const { code, said } = await ended(child)
  if (code !== 0) throw new Error(`The last process failed: ${said}`)
}

async function ended(child: Child) {
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + String(chunk)).slice(-2_000)))
  child.stdin.write('begin\n')
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, said }
}
