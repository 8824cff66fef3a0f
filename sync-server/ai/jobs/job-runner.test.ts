import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mintId, type OrganisationId, type PrincipalId, type WorkspaceId } from '#shared/kit/ids.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { ownerIn } from '#server/testing/owner-in.ts'
import { noteOfJob } from '../tools/job-hold.ts'
import { type HeldJob, type JobRunner, openJobRunner, type RunnerOptions } from './job-runner.ts'
import { fireSchedules } from './schedules.ts'

const minuteMs = 60_000
const clock = { timeMs: 0, now: () => clock.timeMs }
let dataFolder: string
let core: Core
let organisation: OrganisationId
let workspace: WorkspaceId
let owner: PrincipalId
let agent: string
const runners: JobRunner[] = []
const faults: unknown[] = []

beforeEach(async () => {
  clock.timeMs = Date.parse('2026-11-02T09:00:00Z')
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-runner-'))
  core = await openCore({ dataFolder, clock, random: systemRandom, passwordCost: { n: 2, r: 1, p: 1 } })
  const made = await ownerIn(core)
  ;({ owner, organisation } = made)
  ;[workspace] = made.workspaces
  agent = (await core.agents.builtin(organisation)).id
})
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.close()
  await core.close()
  rmSync(dataFolder, { recursive: true, force: true })
  expect(faults.splice(0)).toEqual([])
})

const jobsOf = async () => (await core.storage.organisation(organisation)).jobs

/** One of several that look at the same jobs. */
async function runner(run: (held: HeldJob) => Promise<void>, options: Partial<RunnerOptions> = {}): Promise<JobRunner> {
  const fire = (each: OrganisationId) => fireSchedules({ ...core, clock, random: systemRandom }, each)
  const report = (fault: unknown) => faults.push(fault)
  const opened = await openJobRunner({
    ...core,
    clock,
    run,
    fire,
    report,
    options: { isAlone: false, goodbyeMs: 0, ...options },
  })
  runners.push(opened)
  return opened
}

async function finish({ job, lease }: HeldJob): Promise<boolean> {
  const note = noteOfJob(clock, { job, agent: job.agent }, { action: 'assistant.answered' })
  return (await jobsOf()).endJob(lease, { state: 'done', nowMs: clock.now() }, note)
}

async function schedule(): Promise<void> {
  const startMs = clock.now() + minuteMs
  const id = mintId<string>('schedule', systemRandom)
  const rest = {
    workspace,
    agent,
    owner,
    text: 'Brief me',
    rule: 'FREQ=DAILY',
    zone: 'UTC',
    weekStartsOn: 1 as const,
    startMs,
    dueMs: startMs,
  }
  const note = {
    action: 'schedule.made',
    actor: owner,
    object: `workspace:${workspace}`,
    outcome: 'done',
    timeMs: clock.now(),
  } as const
  await (await jobsOf()).putSchedule({ id, ...rest }, note)
}

it('a schedule that is due becomes one job, whoever looks and however many do', async () => {
  await schedule()
  const ran: string[] = []
  const all = await Promise.all(
    Array.from({ length: 3 }, () =>
      runner(async (held) => {
        ran.push(held.job.id)
        await finish(held)
      }),
    ),
  )
  for (const day of [1, 2, 3]) {
    clock.timeMs += day === 1 ? minuteMs : 24 * 60 * minuteMs
    for (const each of all) each.wake(organisation)
    for (const each of all) each.wake(organisation)
    await Promise.all(all.map((each) => each.settled()))
    expect(ran).toHaveLength(day)
  }
  expect(new Set(ran).size).toBe(3)
  expect((await (await jobsOf()).jobs({ workspace, limit: 10 })).map(({ state }) => state)).toEqual(
    Array(3).fill('done'),
  )
})

it('what was missed while nobody looked is asked once', async () => {
  await schedule()
  clock.timeMs += 10 * 24 * 60 * minuteMs
  const ran: string[] = []
  const one = await runner(async (held) => {
    ran.push(held.job.id)
    await finish(held)
  })
  one.wake(organisation)
  await one.settled()
  expect(ran).toHaveLength(1)
})

it('a job is held by one at a time, and whoever has lost it ends nothing', async () => {
  const source = (at: number) => ({ id: mintId<string>('job', systemRandom), source: `test ${at}` })
  const task = { kind: 'scheduled', schedule: 'schedule_test', text: 'Brief me' } as const
  const rest = { workspace, agent, requester: owner, task, dueMs: clock.now(), createdMs: clock.now() }
  await (await jobsOf()).enqueueJobs(Array.from({ length: 30 }, (_, at) => ({ ...source(at), ...rest })))
  const holders = new Map<string, number>()
  const run = async (held: HeldJob) => {
    holders.set(held.job.id, (holders.get(held.job.id) ?? 0) + 1)
    await new Promise(setImmediate)
    expect(await finish(held)).toBe(true)
  }
  const two = [await runner(run), await runner(run)]
  for (const each of two) each.wake(organisation)
  await Promise.all(two.map((each) => each.settled()))
  expect(holders.size).toBe(30)
  expect([...holders.values()].every((count) => count === 1)).toBe(true)
})

it('a server that starts takes back what one before it held, without waiting for the end of the lease', async () => {
  const task = { kind: 'scheduled', schedule: 'schedule_test', text: 'Brief me' } as const
  const id = mintId<string>('job', systemRandom)
  const rest = { workspace, agent, requester: owner, task, dueMs: clock.now(), createdMs: clock.now() }
  await (await jobsOf()).enqueueJobs([{ id, source: 'test', ...rest }])
  const before = await (await jobsOf()).leaseJob({ nowMs: clock.now(), leaseMs: 60 * minuteMs })
  const ran: HeldJob[] = []
  const next = await runner(
    async (held) => {
      ran.push(held)
      await finish(held)
    },
    { isAlone: true },
  )
  next.wake(organisation)
  await next.settled()
  expect(ran.map(({ job }) => job.id)).toEqual([id])
  expect(ran[0]?.job.attempts).toBe(2)
  const note = noteOfJob(clock, { job: before!, agent }, { action: 'assistant.answered' })
  const late = { job: id, fence: before!.fence }
  expect(await (await jobsOf()).endJob(late, { state: 'failed', nowMs: clock.now() }, note)).toBe(false)
})
