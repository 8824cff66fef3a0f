import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Action } from '#shared/access/roles.ts'
import type { SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore, Storage } from '#server/storage/storage.ts'
import { type Access, type AccessChange, openAccess } from './access.ts'

const id = (prefix: string, digit: string) => `${prefix}_${digit.repeat(26)}`
const org = id('org', '1') as OrganisationId
const otherOrg = id('org', '2') as OrganisationId
const sales = id('ws', '1') as WorkspaceId
const legal = id('ws', '2') as WorkspaceId
const foreign = id('ws', '3') as WorkspaceId
const plan = id('document', '1') as ReplicaId
const salary = id('document', '2') as ReplicaId
const task = id('task', '3') as ReplicaId
const folder = id('folder', '4') as ReplicaId
const person = (name: string) => `user:account_${name}` as PrincipalId
const [ada, bob, cyd, eve] = ['ada', 'bob', 'cyd', 'eve'].map(person) as [
  PrincipalId,
  PrincipalId,
  PrincipalId,
  PrincipalId,
]
const note = { action: 'test.done', actor: ada, object: `workspace:${sales}`, outcome: 'done', timeMs: 1 } as const

let data: string
let storage: Storage
let store: OrganisationStore
let access: Access
let told: AccessChange[]

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'nexus-access-'))
  storage = openSqliteStorage(data)
  for (const [workspace, home] of [
    [sales, org],
    [legal, org],
    [foreign, otherOrg],
  ] as const) {
    await storage.control.reserveWorkspace(workspace, home)
    await (await storage.organisation(home)).createWorkspace({ id: workspace, name: 'Home', createdAt: 1 }, ada)
  }
  store = await storage.organisation(org)
  access = openAccess(storage)
  told = []
  access.onChanged((change) => told.push(change))
})
afterEach(async () => {
  await storage.close()
  rmSync(data, { recursive: true })
})

const may = async (principal: PrincipalId, action: Action, workspace: WorkspaceId, replica?: ReplicaId) => {
  const decided = await access.check(principal, action, workspace, replica)
  const known = access.known(principal, action, workspace, replica)
  if (known) expect(known).toEqual(decided)
  return decided.ok ? decided.value : decided.reason
}
const admit = (principal: PrincipalId, role: 'admin' | 'member' | 'guest' = 'member') =>
  store.writeRelation({ tenant: org, object: `organization:${org}`, relation: role, subject: principal })
const grant = (subject: string, bits: string, target: { workspace?: WorkspaceId; replica?: ReplicaId }) =>
  access.grant({ organisation: org, ...target, subject: subject as SubjectRef, bits, note })

describe('roles', () => {
  it('decides by the role in the workspace, and known says the same', async () => {
    await access.setRole({ workspace: sales, subject: bob, role: 'editor' })
    await access.setRole({ workspace: sales, subject: cyd, role: 'viewer' })
    expect(await may(ada, 'administer', sales)).toBe('owner')
    expect(await may(bob, 'write', sales)).toBe('editor')
    expect(await may(bob, 'share', sales)).toBe('not-allowed')
    expect(await may(cyd, 'read', sales, plan)).toBe('viewer')
    expect(await may(cyd, 'write', sales, plan)).toBe('not-allowed')
    expect(await may(eve, 'read', sales)).toBe('no-access')
    expect(await may(bob, 'read', legal)).toBe('no-access')
    expect(await may(bob, 'read', id('ws', '9') as WorkspaceId)).toBe('no-access')
    expect(access.known(bob, 'write', sales)).toBe(access.known(bob, 'read', sales))
    expect(await access.rolesIn(sales)).toEqual(
      new Map([
        [ada, 'owner'],
        [bob, 'editor'],
        [cyd, 'viewer'],
      ]),
    )
  })

  it('a role that is taken away counts for nothing from then on', async () => {
    await access.setRole({ workspace: sales, subject: bob, role: 'editor' })
    expect(await may(bob, 'write', sales)).toBe('editor')
    const before = access.revisionOf(sales)
    await access.setRole({ workspace: sales, subject: bob, role: undefined })
    expect(access.revisionOf(sales)).not.toBe(before)
    expect(access.known(bob, 'write', sales)?.ok).not.toBe(true)
    expect(await may(bob, 'write', sales)).toBe('no-access')
    expect(told.at(-1)).toEqual({ organisation: org, workspace: sales, subject: bob })
    expect((await access.setRole({ workspace: sales, subject: ada, role: 'viewer' })).ok).toBe(false)
  })

  it('who runs the organisation administers its workspaces and reads none of them for that', async () => {
    await admit(bob, 'admin')
    expect(await may(bob, 'administer', sales)).toBe('owner')
    expect(await may(bob, 'read', sales)).toBe('not-allowed')
    expect(await access.viewOf(bob, sales)).toBeUndefined()
    expect(await may(bob, 'administer', foreign)).toBe('no-access')
  })
})

describe('teams and the organisation', () => {
  it('a team’s grant reaches its members, those of the teams within it, and ends with their membership', async () => {
    for (const principal of [bob, cyd]) await admit(principal)
    const [inner, outer] = ['team_inner', 'team_outer']
    await store.insertTeam({ id: outer, name: 'Outer', parent: undefined, createdAt: 1 }, note)
    await store.insertTeam({ id: inner, name: 'Inner', parent: outer, createdAt: 1 }, note)
    await store.setTeamMember({ team: inner, subject: bob, place: 'member' }, note)
    expect((await grant(`team:${outer}#member`, 'rw-', { workspace: sales })).ok).toBe(true)
    expect(await may(bob, 'write', sales)).toBe('editor')
    expect(await may(cyd, 'read', sales)).toBe('no-access')
    await store.setTeamMember({ team: inner, subject: bob, place: undefined }, note)
    await access.announce({ organisation: org, subject: bob })
    expect(await may(bob, 'read', sales)).toBe('no-access')
  })

  it('what is granted on the organisation is inherited by its workspaces', async () => {
    await admit(bob)
    await grant(`organization:${org}#member`, 'r--', {})
    expect(await may(bob, 'read', sales, plan)).toBe('viewer')
    expect(await may(bob, 'read', foreign)).toBe('no-access')
    expect(await may(eve, 'read', sales)).toBe('no-access')
  })

  it('tells admins, members, guests and strangers apart, and stops who is suspended', async () => {
    await admit(ada, 'admin')
    await admit(bob)
    await admit(cyd, 'guest')
    const inside = async (principal: PrincipalId, action: 'enter' | 'administer' = 'enter') => {
      const decided = await access.checkOrganisation(principal, action, org)
      return decided.ok ? decided.value : decided.reason
    }
    expect(await Promise.all([ada, bob, cyd, eve].map((each) => inside(each)))).toEqual([
      'admin',
      'member',
      'guest',
      'no-access',
    ])
    expect(await inside(ada, 'administer')).toBe('admin')
    expect(await inside(bob, 'administer')).toBe('not-allowed')
    expect((await access.checkOrganisation(bob, 'enter', otherOrg)).ok).toBe(false)
    await access.setRole({ workspace: sales, subject: bob, role: 'editor' })
    await store.suspend({ subject: bob, by: ada, timeMs: 1 }, note)
    await access.announce({ organisation: org, subject: bob })
    expect(await may(bob, 'read', sales)).toBe('no-access')
    expect(await inside(bob)).toBe('no-access')
    await store.reactivate(bob, note)
    await access.announce({ organisation: org, subject: bob })
    expect(await may(bob, 'write', sales)).toBe('editor')
    await store.suspend({ subject: `organization:${org}`, by: ada, timeMs: 1 }, note)
    await access.announce({ organisation: org })
    expect(await may(ada, 'read', sales)).toBe('no-access')
    expect(await inside(ada)).toBe('no-access')
  })
})

describe('things', () => {
  it('a guest reaches what was shared and nothing around it', async () => {
    await admit(eve, 'guest')
    await grant(eve, 'rw-', { workspace: sales, replica: plan })
    await grant(eve, 'r--', { workspace: sales, replica: task })
    expect(await may(eve, 'write', sales, plan)).toBe('editor')
    expect(await may(eve, 'read', sales, task)).toBe('viewer')
    expect(await may(eve, 'write', sales, task)).toBe('not-allowed')
    expect(await may(eve, 'read', sales, salary)).toBe('no-access')
    expect(await may(eve, 'read', sales)).toBe('no-access')
    const view = await access.viewOf(eve, sales)
    expect(view).toMatchObject({ isWhole: false, role: undefined, shared: [plan, task], exceptions: [plan] })
    expect([plan, task, salary].map((each) => view?.mayRead(each))).toEqual([true, true, false])
    await access.revoke({ organisation: org, workspace: sales, replica: plan, subject: eve as SubjectRef, note })
    expect(await may(eve, 'read', sales, plan)).toBe('no-access')
    expect((await access.viewOf(eve, sales))?.stamp).not.toBe(view?.stamp)
  })

  it('a thing that inherits nothing is there for those it was granted to alone', async () => {
    await access.setRole({ workspace: sales, subject: bob, role: 'editor' })
    await access.setInherits({
      organisation: org,
      workspace: sales,
      replica: salary,
      inherits: false,
      keepFor: ada,
      note,
    })
    expect(await may(bob, 'read', sales, salary)).toBe('no-access')
    expect(await may(bob, 'write', sales, plan)).toBe('editor')
    expect(await may(ada, 'write', sales, salary)).toBe('owner')
    const view = await access.viewOf(bob, sales)
    expect(view).toMatchObject({ isWhole: false, role: 'editor', exceptions: [] })
    expect([plan, salary].map((each) => view?.mayRead(each))).toEqual([true, false])
    expect(await access.viewOf(ada, sales)).toMatchObject({ isWhole: true, stamp: '', role: 'owner' })
    await grant(bob, 'r--', { workspace: sales, replica: salary })
    expect(await may(bob, 'read', sales, salary)).toBe('viewer')
    expect(await access.viewOf(bob, sales)).toMatchObject({ isWhole: true, exceptions: [salary] })
    await access.setInherits({ organisation: org, workspace: sales, replica: salary, inherits: true, note })
    expect(await may(bob, 'write', sales, salary)).toBe('editor')
    expect(await access.viewOf(bob, sales)).toMatchObject({ isWhole: true, exceptions: [] })
  })

  it('what lies in a folder inherits from it, and the folder from its workspace until it is broken off', async () => {
    await access.setRole({ workspace: sales, subject: bob, role: 'viewer' })
    await store.writeParents(sales, new Map([[plan, folder]]))
    expect(await may(bob, 'read', sales, plan)).toBe('viewer')
    await access.setInherits({
      organisation: org,
      workspace: sales,
      replica: folder,
      inherits: false,
      keepFor: ada,
      note,
    })
    expect(await may(bob, 'read', sales, plan)).toBe('no-access')
    expect(await may(bob, 'read', sales, salary)).toBe('viewer')
    await grant(bob, 'rw-', { workspace: sales, replica: folder })
    expect(await may(bob, 'write', sales, plan)).toBe('editor')
    await access.revoke({ organisation: org, workspace: sales, replica: folder, subject: bob as SubjectRef, note })
    await store.writeParents(sales, new Map([[plan, undefined]]))
    await access.announce({ organisation: org, workspace: sales })
    expect(await may(bob, 'read', sales, plan)).toBe('viewer')
  })

  it('who owns a thing shares it on; who reads it does not', async () => {
    await admit(eve, 'guest')
    await access.setRole({ workspace: sales, subject: bob, role: 'editor' })
    await access.grant({
      organisation: org,
      workspace: sales,
      replica: plan,
      subject: eve as SubjectRef,
      bits: 'rw-',
      canShare: true,
    })
    expect(await may(eve, 'share', sales, plan)).toBe('editor')
    expect(await may(eve, 'share', sales)).toBe('no-access')
    expect(await may(bob, 'share', sales, plan)).toBe('not-allowed')
    expect(await may(ada, 'share', sales, plan)).toBe('owner')
  })
})

describe('tenants', () => {
  it('a tuple that crosses tenants is refused when it is written, whatever it crosses with', async () => {
    await (await storage.organisation(otherOrg)).insertTeam(
      { id: 'team_x', name: 'X', parent: undefined, createdAt: 1 },
      note,
    )
    const crossing = [
      await grant(eve, 'r--', { workspace: sales }),
      await grant('team:team_x#member', 'r--', { workspace: sales }),
      await grant(`organization:${otherOrg}#member`, 'r--', { workspace: sales }),
      await grant(ada, 'r--', { workspace: foreign }),
      await grant('link:link_of_nobody', 'r--', { workspace: sales, replica: plan }),
      await grant(ada, 'r--', { workspace: foreign, replica: plan }),
    ]
    expect(crossing.map((each) => !each.ok && each.reason)).toEqual(crossing.map(() => 'other-tenant'))
    await grant(ada, 'r--', { workspace: sales, replica: plan })
    const moved = await grant(ada, 'r--', { workspace: legal, replica: plan })
    expect(!moved.ok && moved.reason).toBe('other-tenant')
  })

  it('refuses what the model does not know, with a sentence', async () => {
    await admit(bob)
    const put = (relation: string, subject: string) =>
      access.writeTuples(org, { put: [{ object: `workspace:${sales}`, relation, subject: subject as SubjectRef }] })
    expect(await put('boss', bob)).toEqual({
      ok: false,
      reason: 'not-in-model',
      detail: 'A workspace has no relation "boss".',
    })
    expect(await put('can_read', bob)).toMatchObject({
      detail: '"can_read" of a workspace follows from other relations; it can not be given.',
    })
    expect(await put('owner', 'user:*')).toMatchObject({ reason: 'not-in-model' })
  })

  it('a member who is taken out has nothing left, and may come back with nothing', async () => {
    await admit(bob)
    await admit(ada, 'admin')
    await grant(bob, 'rwx', { workspace: sales })
    await grant(bob, 'r--', { workspace: legal, replica: plan })
    expect(await may(bob, 'write', sales)).toBe('editor')
    expect(await may(bob, 'read', legal, plan)).toBe('viewer')
    expect(await store.removeMember({ subject: bob, heir: undefined }, note)).toBe('done')
    await access.announce({ organisation: org, subject: bob })
    expect(await may(bob, 'read', sales)).toBe('no-access')
    expect(await store.lookAtTuples((tuples) => tuples.tuplesOf(bob as SubjectRef))).toEqual([])
    expect((await grant(bob, 'r--', { workspace: sales })).ok).toBe(false)
    await admit(bob)
    await access.announce({ organisation: org, subject: bob })
    expect(await may(bob, 'read', sales)).toBe('no-access')
    expect(await may(bob, 'read', legal, plan)).toBe('no-access')
  })
})

describe('why', () => {
  it('names the tuples that lead to a yes, and what was looked for behind a no', async () => {
    await admit(bob)
    await store.insertTeam({ id: 'team_a', name: 'A', parent: undefined, createdAt: 1 }, note)
    await store.setTeamMember({ team: 'team_a', subject: bob, place: 'lead' }, note)
    await grant('team:team_a#member', 'rw-', { workspace: sales })
    const target = { organisation: org, workspace: sales, replica: plan }
    const yes = await access.explain({ subject: bob as SubjectRef, action: 'write', target })
    expect(yes).toMatchObject({ isAllowed: true, bits: 3, missing: [] })
    expect(yes.tuples).toEqual([
      { object: 'team:team_a', relation: 'lead', subject: bob },
      { object: `workspace:${sales}`, relation: 'w', subject: 'team:team_a#member' },
      { object: `document:${plan}`, relation: 'inherit', subject: `workspace:${sales}` },
    ])
    const no = await access.explain({ subject: eve as SubjectRef, action: 'read', target })
    expect(no).toMatchObject({ isAllowed: false, bits: 0, tuples: [] })
    expect(no.missing).toContainEqual({ object: `document:${plan}`, relation: 'r' })
    expect(no.missing).toContainEqual({ object: `workspace:${sales}`, relation: 'viewer' })
  })

  it('lists who reaches a thing, with what and why, and what somebody reaches', async () => {
    await admit(eve, 'guest')
    await grant(eve, 'r--', { workspace: sales, replica: plan })
    const reaching = await access.subjectsOf({ organisation: org, workspace: sales, replica: plan })
    expect(reaching.map(({ subject, bits, isDirect }) => [subject, bits, isDirect])).toEqual([
      [ada, 15, false],
      [eve, 1, true],
    ])
    const hers = await access.listReadable(eve, org)
    expect(hers).toEqual([{ workspace: sales, bits: 0, exceptions: new Map([[plan, 1]]) }])
    expect((await access.listReadable(ada, org)).map(({ workspace }) => workspace)).toEqual([sales, legal])
  })
})
