import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import type { AuditNote } from './audit-store.ts'
import type { LinkRecord } from './link-store.ts'
import type { StorageUnderTest } from './storage-suite.ts'
import type { OrganisationStore, Storage } from './storage.ts'

const org = `org_${'a'.repeat(26)}` as OrganisationId
const home = `ws_${'0'.repeat(26)}` as WorkspaceId
const plan = `document_${'0'.repeat(26)}` as ReplicaId
const [ada, bob, carl] = ['user:ada', 'user:bob', 'user:carl'] as [PrincipalId, PrincipalId, PrincipalId]
const note: AuditNote = { action: 'test.done', actor: ada, object: 'user:x', outcome: 'done', timeMs: 1 }
/** Found by the property: the administration went to somebody who was not let in. */
const handsToSuspended = [
  { kind: 'member', subject: bob, to: bob },
  { kind: 'suspend', subject: bob, to: bob },
  { kind: 'transfer', subject: ada, to: bob },
]

/** Members, teams and links of SPEC.md, for any adapter. */
export function tenancySuite(name: string, prepare: () => Promise<StorageUnderTest>): void {
  describe(`${name}: tenancy`, () => {
    let under: StorageUnderTest
    let storage: Storage
    let store: OrganisationStore

    beforeEach(async () => {
      under = await prepare()
      storage = await under.open()
      store = await storage.organisation(org)
      await store.setOrganisationRole({ subject: ada, role: 'admin' }, note)
      await store.createWorkspace({ id: home, name: 'Home', createdAt: 1 }, ada)
    })
    afterEach(async () => {
      await storage.close()
      await under.discard()
    })

    const suspend = (subject: PrincipalId) => store.suspend({ subject, by: ada, timeMs: 1 }, note)
    const relationsOf = (subject: string) => store.lookAtTuples((view) => view.tuplesOf(subject as `user:${string}`))

    it('[ST20] an organisation that has an administrator keeps one who is let in', async () => {
      const deed = fc.record({
        kind: fc.constantFrom('admin', 'member', 'guest', 'suspend', 'reactivate', 'remove', 'transfer'),
        subject: fc.constantFrom(ada, bob, carl),
        to: fc.constantFrom(ada, bob, carl),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
          await store.setOrganisationRole({ subject: ada, role: 'admin' }, note)
          await store.reactivate(ada, note)
          for (const subject of [bob, carl]) await store.removeMember({ subject, heir: undefined }, note)
          for (const { kind, subject, to } of deeds) {
            if (kind === 'suspend') await suspend(subject)
            else if (kind === 'reactivate') await store.reactivate(subject, note)
            else if (kind === 'remove') await store.removeMember({ subject, heir: undefined }, note)
            else if (kind === 'transfer') await store.transferOwnership({ from: subject, to, isAdmin: true }, note)
            else await store.setOrganisationRole({ subject, role: kind as 'admin' }, note)
            const kept = await store.suspensions()
            const admins = [...(await store.organisationRoles())].filter(
              ([who, role]) => role === 'admin' && !kept.has(who),
            )
            expect(admins.length).toBeGreaterThan(0)
          }
        }),
        { numRuns: fuzzRuns(50), examples: [[handsToSuspended]] },
      )
    })

    it('[ST21] whoever is removed has nothing left, and what only they owned has gone on', async () => {
      for (const subject of [bob, carl]) await store.setOrganisationRole({ subject, role: 'member' }, note)
      const alone = `ws_${'1'.repeat(26)}` as WorkspaceId
      const both = `ws_${'2'.repeat(26)}` as WorkspaceId
      for (const id of [alone, both]) await store.createWorkspace({ id, name: 'W', createdAt: 1 }, bob)
      await store.changeRole({ workspace: both, subject: carl, role: 'owner' })
      await store.insertTeam({ id: 'team_1', name: 'T', parent: undefined, createdAt: 1 }, note)
      await store.setTeamMember({ team: 'team_1', subject: bob, place: 'lead' }, note)
      await suspend(bob)
      expect(await store.removeMember({ subject: bob, heir: ada }, note)).toBe('done')
      expect(await relationsOf(bob)).toEqual([])
      expect(await store.teamMembers('team_1')).toEqual(new Map())
      expect((await store.suspensions()).size).toBe(0)
      const owners = async (id: WorkspaceId) =>
        (await store.relationsTo(`workspace:${id}`))
          .filter(({ relation }) => relation === 'owner')
          .map((each) => each.subject)
      expect([await owners(alone), await owners(both)]).toEqual([[ada], [carl]])
      expect(await store.removeMember({ subject: bob, heir: ada }, note)).toBe('no-member')
    })

    it('[ST22] teams are never part of themselves, and what is part of a team that goes hangs where that hung', async () => {
      const ids = ['team_0', 'team_1', 'team_2', 'team_3']
      for (const id of ids) await store.insertTeam({ id, name: id, parent: undefined, createdAt: 1 }, note)
      const move = fc.record({
        id: fc.constantFrom(...ids),
        parent: fc.option(fc.constantFrom(...ids), { nil: undefined }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(move, { maxLength: 8 }), async (moves) => {
          for (const { id, parent } of moves) await store.changeTeam({ id, name: id, parent }, note)
          const teams = new Map((await store.teams()).map((team) => [team.id, team.parent]))
          for (const id of ids) {
            let depth = 0
            for (let at: string | undefined = id; at !== undefined; at = teams.get(at))
              expect((depth += 1)).toBeLessThan(9)
            // The tuples say the same.
            const parents = (await relationsOf(`team:${id}#member`)).map(({ object }) => object)
            expect(parents).toEqual(teams.get(id) === undefined ? [] : [`team:${teams.get(id)}`])
          }
        }),
        { numRuns: fuzzRuns(20) },
      )
      for (const id of ids) await store.changeTeam({ id, name: id, parent: undefined }, note)
      await store.changeTeam({ id: 'team_1', name: 'b', parent: 'team_0' }, note)
      await store.changeTeam({ id: 'team_2', name: 'c', parent: 'team_1' }, note)
      expect(await store.deleteTeam('team_1', note)).toBe(true)
      expect(await store.team('team_2')).toMatchObject({ parent: 'team_0' })
      expect((await relationsOf('team:team_2#member')).map(({ object }) => object)).toEqual(['team:team_0'])
    })

    it('[ST23] what a public link may comes and goes with it', async () => {
      const link: LinkRecord = {
        id: 'link_1',
        tokenHash: Uint8Array.of(1),
        workspace: home,
        replica: plan,
        role: 'editor',
        password: '',
        createdBy: ada,
        createdAt: 1,
        expiresAt: undefined,
        lastUsedAt: undefined,
      }
      await store.insertLink(link, note)
      expect(await store.linkByHash(Uint8Array.of(1))).toMatchObject({ id: 'link_1', expiresAt: undefined })
      expect((await relationsOf('link:link_1')).map(({ relation }) => relation)).toEqual(['r', 'w'])
      expect(await store.deleteLink({ id: 'link_1', workspace: `ws_${'9'.repeat(26)}` as WorkspaceId }, note)).toBe(
        false,
      )
      expect(await store.deleteLink({ id: 'link_1', workspace: home }, note)).toBe(true)
      expect(await relationsOf('link:link_1')).toEqual([])
      // One that has expired goes with the next one that is made.
      await store.insertLink({ ...link, expiresAt: 5 }, note)
      await store.insertLink({ ...link, id: 'link_2', tokenHash: Uint8Array.of(2), createdAt: 6 }, note)
      expect((await store.links({ workspace: home })).map(({ id }) => id)).toEqual(['link_2'])
      expect(await relationsOf('link:link_1')).toEqual([])
    })

    it('[ST24] an act whose note can not be written has not happened', async () => {
      await store.setOrganisationRole({ subject: bob, role: 'admin' }, note)
      const unwritable = { ...note, timeMs: 0.5 }
      const acts = [
        () => store.setOrganisationRole({ subject: carl, role: 'member' }, unwritable),
        () => store.removeMember({ subject: bob, heir: ada }, unwritable),
        () => store.suspend({ subject: bob, by: ada, timeMs: 1 }, unwritable),
        () => store.insertTeam({ id: 'team_9', name: 'T', parent: undefined, createdAt: 1 }, unwritable),
        () =>
          store.createWorkspace(
            { id: `ws_${'5'.repeat(26)}` as WorkspaceId, name: 'W', createdAt: 1 },
            ada,
            unwritable,
          ),
      ]
      for (const act of acts) await expect(act()).rejects.toThrow()
      expect(await store.organisationRoles()).toEqual(
        new Map([
          [ada, 'admin'],
          [bob, 'admin'],
        ]),
      )
      expect([
        (await store.suspensions()).size,
        (await store.teams()).length,
        (await store.workspaces()).length,
      ]).toEqual([0, 0, 1])
    })
  })
}
