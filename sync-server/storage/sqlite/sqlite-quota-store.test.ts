import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { QuotaName } from '#shared/protocol/rest-admin.ts'
import { author, makeOrganisation, organisationAt, textChange, workspaceAt } from '../../testing/many-organisations.ts'
import type { NewChange } from '../log-store.ts'
import { QuotaFull } from '../quota-store.ts'
import type { OrganisationStore, Storage } from '../storage.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

let folder: string
let storage: Storage
let store: OrganisationStore
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-quota-'))
  await open()
  await makeOrganisation(storage, 0)
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

async function open(): Promise<void> {
  storage = openSqliteStorage(folder)
  store = await storage.organisation(organisationAt(0))
}

const home = workspaceAt(0)
const note = { action: 'quota.set', actor: author, object: 'organization:x', outcome: 'done', timeMs: 1 } as const
const limit = (name: QuotaName, value: number | undefined) => store.setQuotas([{ name, value }], note)
const newWorkspace = (number: number) =>
  store.createWorkspace({ id: workspaceAt(number), name: 'Another', createdAt: 1 }, author)
const change = (text: string, replica: string, kind: NewChange['kind'] = 'yjs'): NewChange => ({
  ...textChange(0, text),
  replica: `${replica}_${'0'.repeat(26)}` as ReplicaId,
  kind,
})

/** What the counters should say, counted anew from what is in the tables. */
function counted(): unknown {
  const database = new Database(join(folder, `orgs/${organisationAt(0)}.sqlite`), { readonly: true })
  const rows = database
    .prepare(
      `SELECT id AS workspace, documents = (SELECT count(*) FROM replicas WHERE workspace = workspaces.number AND kind = 'yjs') AS documents,
         change_bytes = (SELECT coalesce(sum(length(bytes)), 0) FROM changes WHERE workspace = workspaces.number) AS changes,
         snapshot_bytes = (SELECT coalesce(sum(length(snapshots.bytes)), 0) FROM snapshots
           JOIN replicas ON replicas.number = replica WHERE workspace = workspaces.number AND is_proven = 1) AS snapshots,
         blob_bytes = (SELECT coalesce(sum(bytes), 0) FROM blobs WHERE blobs.workspace = workspaces.id) AS blobs
       FROM workspaces`,
    )
    .all()
  database.close()
  return rows
}
const allRight = { documents: 1, changes: 1, snapshots: 1, blobs: 1 }

it('counts what is acknowledged at once, sorted or not, and the same after opening again', async () => {
  await store.log.append([change('one', 'document'), change('two', 'document'), change('three', 'task', 'automerge')])
  await store.insertBlob(home, { hash: 'f'.repeat(64) as BlobHash, bytes: 1_000, type: 'text/plain' })
  const use = { members: 1, workspaces: [{ workspace: home, bytes: 1_011, documents: 1 }] }
  expect(await store.use()).toEqual(use)
  await store.log.sorted('now')
  expect(await store.use()).toEqual(use)
  // Known already, in tables and journal: no more than before.
  await store.log.append([change('one', 'document'), change('four', 'document'), change('five', 'whiteboard')])
  expect(await store.use()).toMatchObject({ workspaces: [{ bytes: 1_019, documents: 2 }] })
  expect([
    await store.log.hasReplica(home, change('', 'whiteboard').replica),
    await store.log.hasReplica(home, change('', 'other').replica),
  ]).toEqual([true, false])
  await storage.close()
  await open()
  expect(await store.use()).toMatchObject({ members: 1, workspaces: [{ bytes: 1_019, documents: 2 }] })
  expect(counted()).toMatchObject([allRight])
})

it('counters are what they count when changes are merged and forgotten, which frees', async () => {
  const replica = change('', 'document').replica
  await store.log.append(['a', 'b', 'c'].map((text) => change(text.repeat(100), 'document')))
  await store.log.sorted('now')
  await store.log.writeAside({ workspace: home, replica }, [{ to: 3, bytes: new Uint8Array(120) }])
  expect(await store.use()).toMatchObject({ workspaces: [{ bytes: 300 }] })
  await store.log.takeAside({ workspace: home, replica }, 0)
  expect(await store.use()).toMatchObject({ workspaces: [{ bytes: 420 }] })
  expect(await store.log.forgetChanges(home, { olderThanMs: 2, max: 10 })).toMatchObject({ removed: 3 })
  expect(await store.use()).toMatchObject({ workspaces: [{ bytes: 120, documents: 1 }] })
  // A change that is its replica's only one becomes its snapshot.
  await store.log.append([change('alone', 'note')])
  await store.log.sorted('now')
  await store.log.forgetChanges(home, { olderThanMs: 2, max: 10 })
  expect(await store.use()).toMatchObject({ workspaces: [{ bytes: 125, documents: 2 }] })
  expect(counted()).toMatchObject([allRight])
})

it('a workspace beyond the quota is refused, by whatever way; one that is there may be made again', async () => {
  await limit('max_workspaces', 2)
  expect(await newWorkspace(1)).toBe(true)
  await expect(newWorkspace(2)).rejects.toThrow(QuotaFull)
  expect(await newWorkspace(1)).toBe(false)
  expect(await store.workspaces()).toHaveLength(2)
  await limit('max_workspaces', 1)
  expect(await newWorkspace(1)).toBe(false)
  await limit('max_workspaces', undefined)
  expect(await newWorkspace(2)).toBe(true)
})

it('a member beyond the quota is refused; roles may change, and who leaves makes room', async () => {
  await limit('max_members', 2)
  const set = (name: string, role: 'member' | 'admin') =>
    store.setOrganisationRole({ subject: `user:${name}` as PrincipalId, role }, note)
  await set('ada', 'admin')
  await set('bob', 'member')
  await expect(set('cy', 'member')).rejects.toMatchObject({ quota: 'max_members' })
  expect([...(await store.organisationRoles()).keys()]).not.toContain('user:cy')
  await set('bob', 'admin')
  await limit('max_members', 1)
  await set('bob', 'member')
  // Agents are no people.
  await store.setOrganisationRole({ subject: 'agent:sales' as PrincipalId, role: 'member' }, note)
  await limit('max_members', 2)
  await store.removeMember({ subject: 'user:bob' as PrincipalId, heir: undefined }, note)
  await set('cy', 'member')
  expect((await store.use()).members).toBe(2)
})

it('limits are kept for the organisation and for single workspaces, and noted in the audit log', async () => {
  await store.setQuotas(
    [
      { name: 'max_documents', value: 10 },
      { name: 'max_documents', workspace: home, value: 3 },
      { name: 'max_storage_bytes', value: 5 },
    ],
    note,
  )
  await limit('max_storage_bytes', undefined)
  expect(await store.quotas()).toEqual([
    { name: 'max_documents', value: 10 },
    { name: 'max_documents', workspace: home, value: 3 },
  ])
  expect((await store.audit.page({ limit: 10 })).filter(({ action }) => action === 'quota.set')).toHaveLength(2)
})

it('a state is noted once for each time that it changes', async () => {
  const told = { ...note, action: 'quota.near' }
  const say = (state: 'fine' | 'near' | 'full', workspace?: WorkspaceId) =>
    store.noteQuotaState({ name: 'max_storage_bytes', workspace, state }, told)
  expect([await say('fine'), await say('near'), await say('near'), await say('near', home), await say('fine')]).toEqual(
    [false, true, false, true, true],
  )
  expect((await store.audit.page({ limit: 10 })).filter(({ action }) => action === 'quota.near')).toHaveLength(3)
})
