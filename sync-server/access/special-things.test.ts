import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replicaObject, type SubjectRef, type Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore, Storage } from '#server/storage/storage.ts'
import type { TupleChange } from '#server/storage/tuple-store.ts'
import { SpecialThings } from './special-things.ts'
import { standingIn } from './standing.ts'

const id = (prefix: string, digit: number) => `${prefix}_${String(digit).repeat(26)}`
const organisation = id('org', 1) as OrganisationId
const home = id('ws', 1) as WorkspaceId
const [folder, plan, memo, note] = [id('folder', 1), id('document', 1), id('document', 2), id('document', 3)] as [
  ReplicaId,
  ReplicaId,
  ReplicaId,
  ReplicaId,
]
const [ada, bob, cyd] = ['user:account_ada', 'user:account_bob', 'user:account_cyd'] as [
  PrincipalId,
  PrincipalId,
  PrincipalId,
]
const team = 'team:team_one'
const everyone: readonly PrincipalId[] = [ada, bob, cyd]
const auditNote = {
  action: 'test.done',
  actor: ada,
  object: `workspace:${home}`,
  outcome: 'done',
  timeMs: 1,
} as const

let data: string
let storage: Storage
let store: OrganisationStore

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'nexus-special-'))
  storage = openSqliteStorage(data)
  store = await storage.organisation(organisation)
  await storage.control.reserveWorkspace(home, organisation)
  await store.createWorkspace({ id: home, name: 'Home', createdAt: 1 }, ada)
  for (const each of ['team_one', 'team_two'])
    await store.insertTeam({ id: each, name: each, parent: undefined, createdAt: 1 }, auditNote)
  for (const subject of [bob, cyd]) await store.setOrganisationRole({ subject, role: 'member' }, auditNote)
  await write({ places: [{ replica: plan, workspace: home, inherits: false }], put: [grantOn(plan, bob)] })
})
afterEach(async () => {
  await storage.close()
  rmSync(data, { recursive: true })
})

const grantOn = (replica: ReplicaId, subject: string, relation = 'r'): Tuple => ({
  object: replicaObject(replica),
  relation,
  subject: subject as SubjectRef,
})

async function write(change: TupleChange): Promise<void> {
  expect(await store.writeTuples(change)).toMatchObject({ ok: true })
}

const read = () => store.lookAtTuples((tuples) => new SpecialThings(tuples, home))

/** Whether `known` could be brought up to now; if so, it says of everybody what a new one says. */
async function follows(known: SpecialThings): Promise<boolean> {
  return store.lookAtTuples((tuples) => {
    if (!known.follow(tuples)) return false
    const place = { organisation, workspace: home }
    const say = (things: SpecialThings) =>
      everyone.map((principal) => {
        const { bits, exceptions = new Map() } = standingIn(tuples, { ...place, principal }, things)
        return { principal, bits, exceptions: [...exceptions].toSorted(([one], [other]) => (one < other ? -1 : 1)) }
      })
    const fresh = new SpecialThings(tuples, home)
    expect(known.count).toBe(fresh.count)
    expect(say(known)).toEqual(say(fresh))
    return true
  })
}

it('follows what is granted on one thing and taken from it, to persons and to teams', async () => {
  const known = await read()
  const places = [memo, note].map((replica) => ({ replica, workspace: home }))
  const steps: TupleChange[] = [
    { places, put: [grantOn(memo, cyd), grantOn(note, `${team}#member`, 'w')] },
    { put: [grantOn(note, `${team}#member`)] },
    { put: [{ object: team, relation: 'member', subject: cyd as SubjectRef }] },
    { places: [{ replica: memo, workspace: home, inherits: false }] },
    { take: [grantOn(memo, cyd)] },
    { places: [{ replica: memo, workspace: home, inherits: true }] },
    { take: [grantOn(note, `${team}#member`, 'w'), grantOn(note, `${team}#member`)] },
    { put: [{ object: `workspace:${home}`, relation: 'editor', subject: bob as SubjectRef }] },
  ]
  for (const step of steps) {
    await write(step)
    expect([step, await follows(known)]).toEqual([step, true])
  }
  await store.removeMember({ subject: bob, heir: undefined }, auditNote)
  expect(await follows(known)).toBe(true)
})

it('is read again when something may have changed for things that are not named', async () => {
  const onFolder = await read()
  await store.writeParents(home, new Map([[memo, folder]]))
  expect(await follows(onFolder)).toBe(false)
  const granted = await read()
  await write({ places: [{ replica: folder, workspace: home }], put: [grantOn(folder, cyd)] })
  expect(await follows(granted)).toBe(false)
  const byTeam = await read()
  await write({ put: [{ object: team, relation: 'member', subject: 'team:team_two#member' }] })
  expect(await follows(byTeam)).toBe(false)
})

it('is read again after more changes than it follows', async () => {
  const known = await read()
  const tuple = grantOn(plan, cyd)
  for (let round = 0; round < 100; round += 1) {
    await write({ put: [tuple] })
    await write({ take: [tuple] })
  }
  expect(await follows(known)).toBe(true)
  for (let round = 0; round < 101; round += 1) {
    await write({ put: [tuple] })
    await write({ take: [tuple] })
  }
  expect(await follows(known)).toBe(false)
})
