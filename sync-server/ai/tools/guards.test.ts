import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { schemaOf } from '#shared/assistant/tools/tools-of.ts'
import { mintId, type OrganisationId, type PrincipalId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import { proposalType } from '#shared/rooms/assistant/index.ts'
import { outwardAct } from '#shared/rooms/outward-act.ts'
import { outwardActs } from '#shared/rooms/outward-acts.ts'
import { command, type CommandEffect } from '#shared/rooms/room.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { mayWriteIn } from '#server/access/may-write-in.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import type { Storage } from '#server/storage/storage.ts'
import { ownerIn } from '#server/testing/owner-in.ts'
import { doCommand, proposeOutward } from './do-command.ts'
import type { JobHold } from './job-hold.ts'
import { type BoxWatch, openToolBox, toolBook } from './tool-box.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let dataFolder: string
let core: Core
let organisation: OrganisationId
let workspace: WorkspaceId
let owner: PrincipalId
const bob = 'user:account_bob' as PrincipalId
const ports = { clock: systemClock, random: systemRandom }

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-guards-'))
  core = await openCore({ ...ports, dataFolder, passwordCost: { n: 2, r: 1, p: 1 } })
  const made = await ownerIn(core)
  ;({ owner, organisation } = made)
  ;[workspace] = made.workspaces
  await core.access.setRole({ workspace, subject: bob, role: 'editor' })
})
afterEach(async () => {
  await core.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

/** A job of somebody in the hands of whoever runs it. */
async function heldBy(requester: PrincipalId): Promise<JobHold> {
  const agent = await core.agents.builtin(organisation)
  const { jobs } = await core.storage.organisation(organisation)
  const nowMs = systemClock.now()
  const id = mintId<string>('job', systemRandom)
  const task = { kind: 'scheduled', schedule: 'schedule_test', text: 'Do it' } as const
  const times = { dueMs: nowMs, createdMs: nowMs }
  await jobs.enqueueJobs([{ id, source: id, workspace, agent: agent.id, requester, task, ...times }])
  const job = await jobs.leaseJob({ nowMs, leaseMs: 60_000 })
  if (!job) throw new Error('no job')
  return {
    organisation,
    job,
    agent,
    lease: { job: id, fence: job.fence },
    rightsOf: [requester],
    mayWrite: true,
    calendar: { timeZone: 'UTC', weekStartsOn: 1 },
  }
}

const rowsOf = async () => {
  const rows = await core.catalogue.of(workspace)
  const tasks = rows?.of(taskType).map(({ value }) => value.title) ?? []
  return { tasks, proposals: rows?.of(proposalType).map(({ value }) => value) ?? [] }
}

describe('rights that are taken away between a call and its commit', () => {
  const ends: readonly [string, 'viewer' | undefined][] = [
    ['a viewer by then', 'viewer'],
    ['nobody by then', undefined],
  ]
  it.each(ends)('hold: %s', async (_who, role) => {
    const hold = await heldBy(bob)
    // At the last moment before the log: what was decided at the beginning of the call does not count any more.
    const storage: Storage = {
      ...core.storage,
      organisation: async (id) => {
        const store = await core.storage.organisation(id)
        const prepareCall: typeof store.jobs.prepareCall = async (...given) => {
          await core.access.setRole({ workspace, subject: bob, role })
          return store.jobs.prepareCall(...given)
        }
        return { ...store, jobs: { ...store.jobs, prepareCall } }
      },
    }
    const watch = { stop: () => undefined, present: async () => hold.agent }
    const box = openToolBox({ ...core, ...ports, storage }, hold, watch)
    const call = { step: 0, index: 0, name: 'tasks_create', input: { title: 'Too late' } }
    expect(await box.call(call)).toMatchObject({ ok: false })
    expect(await rowsOf()).toEqual({ tasks: [], proposals: [] })
    const { jobs, log } = await core.storage.organisation(organisation)
    await log.sorted('now')
    expect(await jobs.hasRun(`${hold.job.id}/0/0`)).toBe(false)
  })
})

/** What no room has: much at once, and more that reaches outside. */
const input = z.object({ to: z.string(), text: z.string(), count: z.int().default(1) })
const invented = (name: string, effect: CommandEffect) => {
  const made = command({
    name,
    says: `It does ${name}.`,
    effect,
    input,
    async run(work, { to, text, count }) {
      for (let at = 0; at < count; at += 1) await work.create(taskType, { title: `${name} ${to} ${text} ${at}` })
      return done({})
    },
  })
  return { name: name.replace('.', '_'), description: made.says, input: schemaOf(input), effect, command: made }
}

const inventedOutward = (name: string) => {
  const door = () => ({ method: 'PUT', path: name, body: {} }) as const
  const act = outwardAct({ name, says: `It does ${name}.`, input, check: async () => done(), door })
  return { name: name.replace('.', '_'), description: act.says, input: schemaOf(input), effect: act.effect, act }
}

type Invented = ReturnType<typeof invented> | ReturnType<typeof inventedOutward>

async function call(tool: Invented, given: object, isTainted: boolean) {
  const hold = await heldBy(owner)
  const { jobs } = await core.storage.organisation(organisation)
  const place = { step: 0, index: 0, name: tool.name, input: given }
  await jobs.beginCall(hold.lease, { ...place, input: JSON.stringify(given), nowMs: systemClock.now() })
  const state = { isTainted, writes: 0, proposals: [], end: undefined }
  const open = { ports: { ...core, ...ports }, hold, state, call: place, prepared: undefined }
  return 'act' in tool ? proposeOutward(tool, open) : doCommand(tool, open)
}

/** Nobody stops the job. */
const unwatched: BoxWatch = { stop: () => {}, present: () => core.agents.builtin(organisation) }

it('who may only read is offered no tool that writes, whatever else is theirs alone', async () => {
  const namesFor = async (...rightsOf: readonly PrincipalId[]) => {
    const mayWrite = await mayWriteIn(core.access, { workspace, rightsOf })
    const box = openToolBox({ ...core, ...ports }, { ...(await heldBy(owner)), rightsOf, mayWrite }, unwatched)
    return { names: new Set(box.specs.map(({ name }) => name)), box }
  }
  const reading = toolBook().flatMap(({ name, effect }) => (effect === 'read' ? [name] : []))
  expect((await namesFor(owner, bob)).names).toEqual(new Set(toolBook().map(({ name }) => name)))
  // A conversation of one's own can be written, and is nothing that a tool writes.
  await core.access.claim(bob, workspace, mintId<ReplicaId>('conversation', systemRandom))
  await core.access.setRole({ workspace, subject: bob, role: 'viewer' })
  expect((await core.access.viewOf(bob, workspace))?.exceptions).toHaveLength(1)
  for (const rightsOf of [[bob], [owner, bob], [owner, 'user:nobody' as PrincipalId]])
    expect((await namesFor(...rightsOf)).names).toEqual(new Set(reading))
  const { box } = await namesFor(owner, bob)
  const answer = await box.call({ step: 0, index: 0, name: 'tasks_create', input: { title: 'Mine' } })
  expect(answer).toEqual({ ok: false, text: 'You, or the agent that you asked, may only read here.' })
})

describe('what reaches outside, removes, or is much', () => {
  const given = { to: 'eve@evil.example', text: 'All that we have decided' }
  const names = ['share.grant', 'members.invite', 'mail.send', 'hooks.post', 'links.publish']
  const cases = (['outward', 'destructive'] as const).flatMap((effect) =>
    [true, false].map((isTainted) => [effect, isTainted] as const),
  )
  it.each(cases)(
    'waits for a click, with the very words that it would be given: %s, tainted %s',
    async (effect, isTainted) => {
      for (const name of names) {
        const tool = effect === 'outward' ? inventedOutward(name) : invented(name, effect)
        expect(await call(tool, given, isTainted)).toMatchObject({
          ok: true,
          text: expect.stringContaining('"done":false'),
        })
      }
      const { tasks, proposals } = await rowsOf()
      expect(tasks).toEqual([])
      expect(proposals.map(({ command }) => command).toSorted()).toEqual(names.toSorted())
      const waiting = { effect, input: JSON.stringify(given), state: 'waiting', requester: owner }
      expect(proposals).toMatchObject(names.map(() => waiting))
    },
  )

  it('harmless as it is, waits after something was read, and is done before', async () => {
    await call(invented('notes.write', 'write'), given, true)
    expect((await rowsOf()).tasks).toEqual([])
    await call(invented('notes.write', 'write'), given, false)
    expect((await rowsOf()).tasks).toHaveLength(1)
  })

  it.each([
    [10, 10, 0],
    [11, 0, 1],
    [300, 0, 1],
  ])('of one call that changes %i things, %i are changed', async (count, changed, proposed) => {
    await call(invented('notes.fill', 'write'), { ...given, count }, false)
    const { tasks, proposals } = await rowsOf()
    expect([tasks.length, proposals.length]).toEqual([changed, proposed])
  })
})

it('no tool fetches, queries or runs anything, nor touches agents, keys, models, schedules or proposals; grants and members are only proposed', () => {
  const names = toolBook().map(({ name }) => name)
  expect(names.length).toBeGreaterThan(40)
  const rooms = allRooms.filter(({ name }) => name !== 'assistant').flatMap(({ commands }) => commands)
  const outward = outwardActs.map(({ name }) => name.replaceAll('.', '_'))
  const known = [...rooms.map(({ name }) => name.replaceAll('.', '_')), ...outward]
  const own = ['records_query', 'things_search', 'things_read', 'people_list', 'documents_edit']
  expect(names.filter((name) => !known.includes(name) && !own.includes(name))).toEqual([])
  const forbidden =
    /agent|key|secret|credential|provider|model|grant|share|invit|member|role|team|organi|workspace|schedule|webhook|hook|mail|link|publish|quota|audit|backup|plugin|fetch|http|url|sql|shell|exec|eval|script|assistant|proposal|conversation/i
  // Of a task: when it is due. What reaches outside says so, and is no command that anything could run.
  expect(names.filter((name) => forbidden.test(name)).toSorted()).toEqual([...outward, 'tasks_schedule'].toSorted())
  const reaching = toolBook().filter(({ effect }) => effect === 'outward')
  expect(reaching.map(({ name }) => name)).toEqual(['sharing_share', 'sharing_invite'])
  expect(outwardActs.filter((act) => 'run' in act || rooms.some(({ name }) => name === act.name))).toEqual([])
  // Of what takes something away, all of it says so.
  const removing = /trash|remove|delete|erase|purge/i
  const unsaid = toolBook().filter(({ name, effect }) => removing.test(name) && effect !== 'destructive')
  expect(unsaid).toEqual([])
})
