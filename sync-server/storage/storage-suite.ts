import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  AccountId,
  BlobHash,
  DeviceId,
  OrganisationId,
  PrincipalId,
  ReplicaId,
  WorkspaceId,
} from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import type { NewChange } from './log-store.ts'
import type { OrganisationStore, Storage } from './storage.ts'
import { workspaceObject } from './tenant-store.ts'

export interface StorageUnderTest {
  open(): Promise<Storage>
  /** Removes what the test has written. */
  discard(): Promise<void>
}

const org = `org_${'a'.repeat(26)}` as OrganisationId
const otherOrg = `org_${'b'.repeat(26)}` as OrganisationId
const ada = 'user:ada' as PrincipalId
const bob = 'user:bob' as PrincipalId
const workspaces = ['0', '1'].map((digit) => `ws_${digit.repeat(26)}` as WorkspaceId)
const [home = '' as WorkspaceId] = workspaces

function change(content: string, options: { workspace?: WorkspaceId; replica?: number } = {}): NewChange {
  const bytes = new TextEncoder().encode(content)
  return {
    workspace: options.workspace ?? home,
    replica: `document_${String(options.replica ?? 0).repeat(26)}` as ReplicaId,
    kind: 'yjs',
    bytes,
    hash: createHash('sha256').update(bytes).digest(),
    author: ada,
    device: `device_${'0'.repeat(26)}` as DeviceId,
    timeMs: 1,
  }
}

const note = { action: 'test.done', actor: ada, object: `workspace:${home}`, outcome: 'done', timeMs: 1 } as const

const account = (name: string) => ({
  id: `account_${name}` as AccountId,
  email: `${name}@example.org`,
  name,
  password: 'x',
  createdAt: 1,
})

/** The contract of SPEC.md, for any adapter. */
export function storageSuite(name: string, prepare: () => Promise<StorageUnderTest>): void {
  describe(name, () => {
    let under: StorageUnderTest
    let storage: Storage
    let store: OrganisationStore

    const reopen = async () => {
      await storage.close()
      storage = await under.open()
      store = await storage.organisation(org)
    }
    beforeEach(async () => {
      under = await prepare()
      storage = await under.open()
      store = await storage.organisation(org)
      for (const id of workspaces) await store.createWorkspace({ id, name: 'Home', createdAt: 1 }, ada)
    })
    afterEach(async () => {
      await storage.close()
      await under.discard()
    })

    it('[ST1][ST2] seqs are dense per workspace, and repeated changes keep theirs', async () => {
      const anyChange = fc.record({
        content: fc.constantFrom('a', 'b', 'c', 'd'),
        workspace: fc.constantFrom(...workspaces),
        replica: fc.nat(1),
      })
      const known = new Map<string, number>()
      const heads = new Map<WorkspaceId, number>()
      await fc.assert(
        fc.asyncProperty(fc.array(anyChange, { maxLength: 6 }), async (asked) => {
          const results = await store.log.append(asked.map(({ content, ...rest }) => change(content, rest)))
          asked.forEach(({ content, workspace, replica }, index) => {
            const key = `${workspace} ${replica} ${content}`
            const isNew = !known.has(key)
            if (isNew) {
              heads.set(workspace, (heads.get(workspace) ?? 0) + 1)
              known.set(key, heads.get(workspace) ?? 0)
            }
            expect(results[index]).toEqual({ seq: known.get(key), isNew })
          })
          for (const id of workspaces) {
            const page = await store.log.page(id, { after: 0, maxBytes: 1e6, maxChanges: 1e3 })
            expect(page.head).toBe(heads.get(id) ?? 0)
            expect(page.changes.map((each) => each.seq)).toEqual(
              Array.from({ length: page.head }, (_, index) => index + 1),
            )
          }
        }),
        { numRuns: fuzzRuns(30) },
      )
    })

    it('[ST3] an append to a workspace that is not there adds nothing', async () => {
      const nowhere = change('b', { workspace: `ws_${'9'.repeat(26)}` as WorkspaceId })
      await expect(store.log.append([change('a'), nowhere])).rejects.toThrow('bug')
      expect(await store.log.head(home)).toBe(0)
      expect(await store.log.append([change('c')])).toEqual([{ seq: 1, isNew: true }])
    })

    it('[ST4] pages stop at their bounds but hold one change at least', async () => {
      await store.log.append(['aaaa', 'bbbb', 'cccccccc', 'd'].map((content) => change(content)))
      const seqs = async (after: number, maxBytes: number, maxChanges = 10) =>
        (await store.log.page(home, { after, maxBytes, maxChanges })).changes.map((each) => each.seq)
      expect(await seqs(0, 8)).toEqual([1, 2])
      expect(await seqs(0, 100, 3)).toEqual([1, 2, 3])
      expect(await seqs(2, 1)).toEqual([3])
      expect(await seqs(3, 100)).toEqual([4])
      expect(await seqs(4, 100)).toEqual([])
      expect(await seqs(99, 100)).toEqual([])
    })

    it('[ST5] a reopened store holds everything, byte for byte', async () => {
      const { workspace, hash, ...sent } = change('kept', { replica: 1 })
      await store.log.append([change('first'), { workspace, ...(hash && { hash }), ...sent }])
      await storage.control.insertAccount(account('ada'), { asFirst: true })
      const device = await storage.control.setting('device', () => 'one')
      await reopen()
      const { changes } = await store.log.page(home, { after: 1, maxBytes: 100, maxChanges: 10 })
      expect(changes.map((each) => ({ ...each, bytes: Buffer.from(each.bytes).toString() }))).toEqual([
        { ...sent, seq: 2, bytes: 'kept' },
      ])
      const found = await store.log.ofReplica(home, sent.replica)
      expect(found).toMatchObject({ kind: 'yjs', lastSeq: 2, changedAt: 1, changedBy: ada })
      expect(found?.chunks.map((chunk) => Buffer.from(chunk).toString())).toEqual(['kept'])
      expect(await store.log.head(home)).toBe(2)
      expect(await storage.control.accountByEmail('ada@example.org')).toEqual(account('ada'))
      expect(await storage.control.setting('device', () => 'two')).toBe(device)
    })

    it('[ST6] organisations are apart', async () => {
      await store.log.append([change('secret')])
      const other = await storage.organisation(otherOrg)
      expect(await other.workspace(home)).toBeUndefined()
      expect(await other.log.page(home, { after: 0, maxBytes: 100, maxChanges: 10 })).toEqual({
        changes: [],
        head: 0,
        floor: 0,
      })
      expect(await other.relationsOf(ada)).toEqual([])
      await expect(other.log.append([change('intruder')])).rejects.toThrow('bug')
    })

    it('[ST7] the last owner stays', async () => {
      const change = (subject: PrincipalId, role?: 'owner' | 'viewer') =>
        store.changeRole({ workspace: home, subject, role })
      const roles = async () =>
        (await store.relationsTo(workspaceObject(home))).map((tuple) => [tuple.subject, tuple.relation])
      expect(await change(ada)).toBe(false)
      expect(await change(ada, 'viewer')).toBe(false)
      expect(await change(bob, 'viewer')).toBe(true)
      expect(await change(ada, 'viewer')).toBe(false)
      expect(await change(bob, 'owner')).toBe(true)
      expect(await change(ada)).toBe(true)
      expect(await change(bob)).toBe(false)
      expect(await roles()).toEqual([[bob, 'owner']])
      expect((await store.relationsOf(bob)).map((tuple) => [tuple.tenant, tuple.object])).toEqual([
        [org, workspaceObject(home)],
      ])
    })

    it('[ST8] one account an address, one first', async () => {
      const { control } = storage
      expect(await control.hasAccounts()).toBe(false)
      expect(await control.insertAccount(account('ada'), { asFirst: true })).toBe('inserted')
      expect(await control.insertAccount(account('bob'), { asFirst: true })).toBe('not-first')
      expect(await control.insertAccount({ ...account('eve'), email: 'ada@example.org' }, { asFirst: false })).toBe(
        'email-taken',
      )
      expect(await control.insertAccount(account('bob'), { asFirst: false })).toBe('inserted')
      expect((await control.firstAccount())?.name).toBe('ada')
      expect(await control.accountsById([account('bob').id, account('nobody').id])).toEqual([account('bob')])
    })

    it('[ST9] a workspace id is reserved once', async () => {
      const { control } = storage
      expect(await control.reserveWorkspace(home, org)).toBe(org)
      expect(await control.reserveWorkspace(home, otherOrg)).toBe(org)
      expect(await control.organisationOfWorkspace(home)).toBe(org)
      expect(await store.createWorkspace({ id: home, name: 'Other', createdAt: 2 }, bob)).toBe(false)
      expect(await store.workspace(home)).toMatchObject({ name: 'Home' })
      await control.linkAccount(account('ada').id, otherOrg)
      await control.linkAccount(account('ada').id, org)
      await control.linkAccount(account('ada').id, otherOrg)
      expect(await control.organisationsOfAccount(account('ada').id)).toEqual([otherOrg, org])
    })

    it('[ST10] sessions, invitations and blobs live in their own place', async () => {
      const { control } = storage
      const tokenHash = createHash('sha256').update('token').digest()
      await control.insertAccount(account('ada'), { asFirst: false })
      const session = {
        tokenHash,
        account: account('ada').id,
        createdAt: 1,
        expiresAt: 10,
        device: 'Firefox on Linux',
        address: '192.0.2.1',
        lastSeenAt: 1,
        provenAt: 1,
      }
      await control.insertSession(session)
      await control.extendSession(tokenHash, 20)
      await control.deleteSessionsBefore(20)
      expect(await control.session(tokenHash)).toEqual({
        ...session,
        expiresAt: 20,
        name: 'ada',
        email: 'ada@example.org',
      })
      await control.deleteSessionsOf(account('bob').id)
      await control.deleteSession(createHash('sha256').update('other').digest())
      expect(await control.session(tokenHash)).toBeDefined()
      await control.deleteSessionsBefore(21)
      expect(await control.session(tokenHash)).toBeUndefined()

      const invitation = {
        id: 'invitation_1',
        tokenHash,
        email: undefined,
        role: 'guest' as const,
        workspace: home,
        workspaceRole: 'viewer' as const,
        grants: [{ workspace: home, bits: 'rw-' }],
        maxUses: 1,
        createdBy: ada,
        createdAt: 1,
        expiresAt: 5,
      }
      await store.insertInvitation(invitation, note)
      expect(await store.invitation(tokenHash)).toEqual({ ...invitation, uses: 0, wasSent: false })
      const use = { id: 'invitation_1', account: account('ada').id, timeMs: 2 }
      expect(await store.useInvitation(use, note)).toBe(true)
      expect(await store.useInvitation(use, note)).toBe(true)
      expect(await store.useInvitation({ ...use, account: account('bob').id }, note)).toBe(false)
      expect(await store.useInvitation({ ...use, timeMs: 5 }, note)).toBe(false)
      expect(await store.renewInvitation({ id: 'none', tokenHash, expiresAt: 9 }, note)).toBe(false)
      await store.invitationSent('invitation_1', true)
      expect(await store.invitationById('invitation_1')).toMatchObject({ uses: 1, wasSent: true })
      expect(await store.deleteInvitation({ id: 'invitation_1', workspace: workspaces[1] }, note)).toBe(false)
      expect(await store.deleteInvitation({ id: 'invitation_1', workspace: home }, note)).toBe(true)
      expect(await store.invitations(home)).toEqual([])

      const blob = { hash: 'f'.repeat(64) as BlobHash, bytes: 3, type: 'image/png' }
      await store.insertBlob(home, blob)
      await store.insertBlob(home, { ...blob, type: 'text/html' })
      expect(await store.blob(home, blob.hash)).toEqual(blob)
      expect(await store.blob(workspaces[1] ?? home, blob.hash)).toBeUndefined()
    })

    it('[ST2] a repeat of a change that came without a hash keeps its seq, in the same append and later', async () => {
      const { hash, ...news } = change('numbered')
      const repeat = { ...news, ...(hash && { hash }), isRepeat: true }
      const both = await store.log.append([news, repeat, change('other')])
      expect(both).toEqual([
        { seq: 1, isNew: true },
        { seq: 1, isNew: false },
        { seq: 2, isNew: true },
      ])
      expect(await store.log.append([repeat])).toEqual([{ seq: 1, isNew: false }])
      await store.log.sorted('now')
      expect(await store.log.append([repeat, change('third')])).toEqual([
        { seq: 1, isNew: false },
        { seq: 3, isNew: true },
      ])
      expect(await store.log.append([{ ...repeat, replica: change('x', { replica: 1 }).replica }])).toEqual([
        { seq: 4, isNew: true },
      ])
    })

    it('[ST17] an API key is found by its hash and nothing else, and is gone when it is deleted', async () => {
      const hash = createHash('sha256').update('a secret').digest()
      const scopes = ['read', 'write'] as const
      const key = {
        id: 'key_1',
        hash,
        name: 'ci',
        principal: ada,
        createdBy: bob,
        createdAt: 2,
        scopes,
        organisation: org,
      }
      await storage.control.insertKey({ ...key, expiresAt: 9, lastUsedAt: undefined })
      const other = { ...key, id: 'key_2', hash: createHash('sha256').update('other').digest(), principal: bob }
      await storage.control.insertKey({ ...other, createdAt: 1, expiresAt: undefined, lastUsedAt: undefined })
      await reopen()
      const { control } = storage
      await control.keyUsed('key_1', 5)
      expect(await control.keyByHash(hash)).toEqual({ ...key, expiresAt: 9, lastUsedAt: 5 })
      expect((await control.keys()).map(({ id }) => id)).toEqual(['key_2', 'key_1'])
      expect((await control.keys(bob)).map(({ id, expiresAt }) => [id, expiresAt])).toEqual([['key_2', undefined]])
      expect(await control.deleteKey('key_1')).toBe(true)
      expect(await control.deleteKey('key_1')).toBe(false)
      expect(await control.keyByHash(hash)).toBeUndefined()
    })

    it('[ST18] a name keeps the id it was given first; the same name elsewhere is another', async () => {
      const sales = { kind: 'workspace', scope: org, slug: 'sales' } as const
      expect(await storage.control.idOf(sales)).toBeUndefined()
      expect(await storage.control.nameId(sales, 'ws_1')).toBe('ws_1')
      expect(await storage.control.nameId(sales, 'ws_2')).toBe('ws_1')
      expect(await storage.control.nameId({ ...sales, scope: otherOrg }, 'ws_2')).toBe('ws_2')
      await reopen()
      const { control } = storage
      expect(await control.idOf(sales)).toBe('ws_1')
      expect(await control.idOf({ ...sales, kind: 'agent' })).toBeUndefined()
      await control.describeOrganisation(org, '{}')
      await control.describeOrganisation(org, '{"quotas":{}}')
      expect(await control.organisationDescription(org)).toBe('{"quotas":{}}')
      expect(await control.organisationDescription(otherOrg)).toBeUndefined()
    })

    it('[ST19] a first password is set once', async () => {
      const { control } = storage
      await control.insertAccount({ ...account('ada'), password: '' }, { asFirst: false })
      expect(await control.setFirstPassword(account('ada').id, 'one')).toBe(true)
      expect(await control.setFirstPassword(account('ada').id, 'two')).toBe(false)
      expect((await control.accountByEmail(account('ada').email))?.password).toBe('one')
    })
  })
}
