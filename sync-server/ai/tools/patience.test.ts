import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mintId } from '#shared/kit/ids.ts'
import { refused } from '#shared/kit/outcome.ts'
import { type RefusalCode, refusals } from '#shared/protocol/codes.ts'
import { proposalType } from '#shared/rooms/assistant/index.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import type { CommandRunner } from '#server/log/command-runner.ts'
import { type OwnerIn, ownerIn } from '#server/testing/owner-in.ts'
import { openToolBox } from './tool-box.ts'

const ports = { clock: systemClock, random: systemRandom }
let dataFolder: string
let core: Core
let ada: OwnerIn

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-patience-'))
  core = await openCore({ ...ports, dataFolder, passwordCost: { n: 2, r: 1, p: 1 } })
  ada = await ownerIn(core)
})
afterEach(async () => {
  await core.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

/** A job makes one task, on a server that refuses so many pushes with this code. */
async function makeOne(code: RefusalCode, times: number) {
  const { organisation, owner, workspaces } = ada
  const [workspace] = workspaces
  let left = times
  const commands: CommandRunner = {
    run: async (call) => (left-- > 0 ? refused(code, refusals[code].sentence) : core.commands.run(call)),
  }
  const agent = await core.agents.builtin(organisation)
  const { jobs } = await core.storage.organisation(organisation)
  const [id, nowMs] = [mintId<string>('job', systemRandom), systemClock.now()]
  const task = { kind: 'scheduled', schedule: 'schedule_test', text: 'Do it' } as const
  const when = { dueMs: nowMs, createdMs: nowMs }
  await jobs.enqueueJobs([{ id, source: id, workspace, agent: agent.id, requester: owner, task, ...when }])
  const job = await jobs.leaseJob({ nowMs, leaseMs: 60_000 })
  if (!job) throw new Error('no job')
  const lease = { job: id, fence: job.fence }
  const hold = {
    organisation,
    job,
    agent,
    lease,
    rightsOf: [owner],
    mayWrite: true,
    calendar: { timeZone: 'UTC', weekStartsOn: 1 } as const,
  }
  const box = openToolBox({ ...core, ...ports, commands }, hold, {
    stop: () => undefined,
    present: async () => agent,
  })
  const answer = await box.call({ step: 0, index: 0, name: 'tasks_create', input: { title: 'One' } })
  const rows = await core.catalogue.of(workspace)
  return { answer, tasks: rows?.of(taskType).length, proposals: rows?.of(proposalType).length }
}

describe('a call that a busy server refuses', () => {
  it('is made again, and is done once', async () => {
    const { answer, tasks, proposals } = await makeOne('too-many', 2)
    expect(answer).toMatchObject({ ok: true, text: expect.stringContaining('"done":true') })
    expect([tasks, proposals]).toEqual([1, 0])
  })

  it('is refused in a sentence when that goes on: nothing of it is proposed instead', async () => {
    const { answer, tasks, proposals } = await makeOne('too-many', 100)
    expect(answer).toEqual({ ok: false, text: refusals['too-many'].sentence })
    expect([tasks, proposals]).toEqual([0, 0])
  })

  it('is not made again where it was refused for what it is', async () => {
    const { answer, tasks } = await makeOne('read-only', 1)
    expect([answer.ok, tasks]).toEqual([false, 0])
  })
})
