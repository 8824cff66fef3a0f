import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { roles } from '#shared/access/roles.ts'
import type { SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import { type Access, openAccess } from './access.ts'

const id = (prefix: string, digit: string | number) => `${prefix}_${String(digit).repeat(26)}`
const org = id('org', 1) as OrganisationId
const workspaces = [1, 2].map((digit) => id('ws', digit) as WorkspaceId)
const [home = '' as WorkspaceId] = workspaces
const people = ['ada', 'bob', 'cyd', 'dan'].map((name) => `user:account_${name}` as PrincipalId)
const owner = people[0] ?? ('' as PrincipalId)
const folders = [id('folder', 1), id('folder', 2)] as ReplicaId[]
const things = [...folders, id('document', 1), id('document', 2), id('document', 3), id('task', 1)] as ReplicaId[]
const teams = ['team_one', 'team_two']
const note = { action: 'test.done', actor: owner, object: 'workspace:x', outcome: 'done', timeMs: 1 } as const

const someone = fc.constantFrom<string>(
  ...people,
  ...teams.map((team) => `team:${team}#member`),
  `organization:${org}#member`,
)
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('role' as const),
    who: fc.constantFrom(...people),
    role: fc.constantFrom(...roles, undefined),
  }),
  fc.record({
    kind: fc.constant('grant' as const),
    who: someone,
    bits: fc.constantFrom('r--', 'rw-', '-w-', 'rwx', '---'),
    thing: fc.constantFrom(...things, undefined),
  }),
  fc.record({
    kind: fc.constant('grant' as const),
    who: someone,
    bits: fc.constantFrom('r--', 'rw-'),
    thing: fc.constantFrom(...things),
  }),
  fc.record({ kind: fc.constant('revoke' as const), who: someone, thing: fc.constantFrom(...things, undefined) }),
  fc.record({ kind: fc.constant('inherits' as const), thing: fc.constantFrom(...things), inherits: fc.boolean() }),
  fc.record({
    kind: fc.constant('move' as const),
    thing: fc.constantFrom(...things),
    parent: fc.constantFrom(...folders, undefined),
  }),
  fc.record({
    kind: fc.constant('team' as const),
    team: fc.constantFrom(...teams),
    who: fc.constantFrom(...people),
    place: fc.constantFrom('member' as const, 'lead' as const, undefined),
  }),
  fc.record({ kind: fc.constant('suspend' as const), who: fc.constantFrom(...people), isOver: fc.boolean() }),
  fc.record({ kind: fc.constant('remove' as const), who: fc.constantFrom(...people) }),
  fc.record({ kind: fc.constant('admit' as const), who: fc.constantFrom(...people) }),
)
type Step = typeof anyStep extends fc.Arbitrary<infer Each> ? Each : never

// Each step asks everything of everybody, in a database on the disk.
it('what is remembered, and decided for many things at once, is what the model says of each, after every change', {
  timeout: 120_000,
}, async () => {
  const run = fc.asyncProperty(fc.array(anyStep, { minLength: 6, maxLength: 24, size: 'max' }), async (steps) => {
    const data = mkdtempSync(join(tmpdir(), 'nexus-access-'))
    const storage = openSqliteStorage(data)
    try {
      const store = await storage.organisation(org)
      for (const workspace of workspaces) {
        await storage.control.reserveWorkspace(workspace, org)
        await store.createWorkspace({ id: workspace, name: 'Home', createdAt: 1 }, owner)
      }
      for (const team of teams) await store.insertTeam({ id: team, name: team, parent: undefined, createdAt: 1 }, note)
      const access = openAccess(storage)
      await compare(access, 'at first')
      for (const step of steps) {
        await take(step, { access, store })
        await compare(access, JSON.stringify(step))
      }
    } finally {
      await storage.close()
      rmSync(data, { recursive: true })
    }
  })
  await fc.assert(run, { numRuns: fuzzRuns(6) })
})

type World = { access: Access; store: Awaited<ReturnType<ReturnType<typeof openSqliteStorage>['organisation']>> }

/** What is refused changes nothing. */
async function take(step: Step, { access, store }: World): Promise<void> {
  const target = { organisation: org, workspace: home, note }
  if (step.kind === 'role') await access.setRole({ workspace: home, subject: step.who, role: step.role })
  else if (step.kind === 'grant')
    await access.grant({ ...target, replica: step.thing, subject: step.who as SubjectRef, bits: step.bits })
  else if (step.kind === 'revoke')
    await access.revoke({ ...target, replica: step.thing, subject: step.who as SubjectRef })
  else if (step.kind === 'inherits')
    await access.setInherits({ ...target, replica: step.thing, inherits: step.inherits })
  else await takeElsewhere(step, { access, store })
}

/** Steps of other parts of the server, which announce what they have done. */
async function takeElsewhere(step: Step, { access, store }: World): Promise<void> {
  if (step.kind === 'move') await store.writeParents(home, new Map([[step.thing, step.parent]]))
  else if (step.kind === 'team')
    await store.setTeamMember({ team: step.team, subject: step.who, place: step.place }, note).catch(() => undefined)
  else if (step.kind === 'suspend' && step.isOver) await store.reactivate(step.who, note)
  else if (step.kind === 'suspend') await store.suspend({ subject: step.who, by: owner, timeMs: 1 }, note)
  else if (step.kind === 'remove') await store.removeMember({ subject: step.who, heir: undefined }, note)
  else if (step.kind === 'admit') await store.setOrganisationRole({ subject: step.who, role: 'member' }, note)
  const subject = step.kind !== 'move' && 'who' in step ? (step.who as PrincipalId) : undefined
  await access.announce({
    organisation: org,
    ...(subject && { subject }),
    ...(step.kind === 'move' && { workspace: home }),
  })
}

async function compare(access: Access, after: string): Promise<void> {
  for (const principal of people) {
    const view = await access.viewOf(principal, home)
    for (const replica of [...things, undefined]) {
      for (const action of ['read', 'write'] as const) {
        const target = { organisation: org, workspace: home, replica }
        const truth = await access.explain({ subject: principal as SubjectRef, action, target })
        const asked = `${after}: ${principal} ${action} ${replica}`
        const decided = await access.check(principal, action, home, replica)
        // Who may write what they may not read can do nothing with it.
        const isAllowed = truth.isAllowed && (truth.bits & 1) !== 0
        expect([asked, decided.ok]).toEqual([asked, isAllowed])
        expect([asked, access.known(principal, action, home, replica)?.ok]).toEqual([asked, isAllowed])
        if (replica && action === 'read') expect([asked, view?.mayRead(replica) ?? false]).toEqual([asked, isAllowed])
      }
    }
    const other = await access.check(principal, 'read', workspaces[1] ?? home)
    expect(other.ok).toBe(
      (
        await access.explain({
          subject: principal as SubjectRef,
          action: 'read',
          target: { organisation: org, workspace: workspaces[1] },
        })
      ).isAllowed,
    )
  }
}
