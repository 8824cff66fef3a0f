import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  type DeviceId,
  mintId,
  type OrganisationId,
  type PrincipalId,
  type ReplicaId,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import type { SubjectRef } from '#shared/access/tuples.ts'
import type { PushResult } from '#shared/protocol/messages.ts'
import { commandNamed } from '#shared/rooms/all-rooms.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { serverDefaults, systemRandom } from '#server/app/start-server.ts'
import { openMoves } from './moves.ts'
import { pushAndWait } from './push.ts'

// Nothing goes on in the background here: no row is ever projected.
let folder: string
let core: Core
let workspace: WorkspaceId
let organisation: OrganisationId
let ada: PrincipalId
let secret: ReplicaId
let plan: ReplicaId
/** Editors of the workspace. Bob may read and write in the secret folder as well. */
const bob = 'user:account_bob' as PrincipalId
const carol = 'user:account_carol' as PrincipalId
const position = 'a0'

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-moves-'))
  core = await openCore({ ...serverDefaults, dataFolder: folder, passwordCost: { n: 2, r: 1, p: 1 } })
  const email = 'ada@example.org'
  const signedUp = await core.identity.signUp({ email, name: 'Ada', password: 'correct horse battery', asFirst: true })
  if (!signedUp.ok) throw new Error(signedUp.reason)
  ada = userPrincipal(signedUp.value.id)
  workspace = mintId('ws', systemRandom)
  await core.tenancy.createWorkspace({ id: workspace, name: 'Home', account: signedUp.value.id })
  organisation = (await core.storage.control.organisationOfWorkspace(workspace)) as OrganisationId
  for (const subject of [bob, carol]) await core.access.setRole({ workspace, subject, role: 'editor' })
  secret = await make('documents.createFolder', { title: 'Secret' })
  plan = await make('documents.create', { title: 'Plan' })
  const place = { organisation, workspace, replica: secret }
  await core.access.setInherits({ ...place, inherits: false, keepFor: ada })
  await core.access.grant({ ...place, subject: bob as SubjectRef, bits: 'rw-' })
})
afterEach(async () => {
  await core.close()
  rmSync(folder, { recursive: true })
})

async function run(principal: PrincipalId, name: string, input: object) {
  const command = commandNamed(name)
  if (!command) throw new Error(name)
  const done = await core.commands.run({ workspace, principal, command, input })
  return done.ok ? ((done.value as { id?: ReplicaId } | undefined)?.id ?? 'done') : done.reason
}

async function make(name: string, input: object): Promise<ReplicaId> {
  return (await run(ada, name, input)) as ReplicaId
}

const move = (by: PrincipalId, id: ReplicaId, parent: ReplicaId | null) =>
  run(by, 'documents.move', { id, parent, position })
const moveFolder = (by: PrincipalId, id: ReplicaId, parent: ReplicaId | null) =>
  run(by, 'documents.moveFolder', { id, parent, position })
const sees = async (who: PrincipalId, replica: ReplicaId) =>
  (await core.access.check(who, 'read', workspace, replica)).ok &&
  (await core.access.viewOf(who, workspace))?.mayRead(replica) === true

async function push(author: PrincipalId, replica: ReplicaId, bytes: Uint8Array): Promise<string> {
  const device = `device_${'d'.repeat(20)}${author.at(-1)}` as DeviceId
  const [result] = await pushAndWait(core, {
    workspace,
    author,
    device,
    changes: [{ replica, kind: 'yjs', bytes }],
  })
  return told(result)
}

function told(result: PushResult | undefined): string {
  return result && 'refused' in result ? result.refused : 'stored'
}

/** The document as the log has it, on somebody's device. */
async function open(replica: ReplicaId): Promise<Y.Doc> {
  const doc = new Y.Doc()
  for (const chunk of (await core.log.ofReplica(workspace, replica))?.chunks ?? []) Y.applyUpdate(doc, chunk)
  return doc
}

async function edited(replica: ReplicaId, edit: (fields: Y.Map<unknown>, doc: Y.Doc) => void): Promise<Uint8Array> {
  const doc = await open(replica)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  doc.transact(() => edit(doc.getMap('fields'), doc))
  return Y.mergeUpdates(updates)
}

it('[SY66] a document is hidden with the move into a folder that is not for all, and shown with the move out of it', async () => {
  expect(await sees(carol, plan)).toBe(true)
  expect(await move(ada, plan, secret)).toBe('done')
  expect(await sees(carol, plan)).toBe(false)
  expect(await sees(bob, plan)).toBe(true)
  expect(await move(ada, plan, null)).toBe('done')
  expect(await sees(carol, plan)).toBe(true)
})

it('[SY66] what is made in a folder that is not for all was never for all, and nobody else is told of it', async () => {
  const seen: boolean[] = []
  core.log.onCommitted(({ changes }) => {
    for (const { replica } of changes) {
      const known = core.access.known(carol, 'read', workspace, replica)
      seen.push(known?.ok ?? false)
    }
  })
  const hidden = await make('documents.create', { title: 'Born hidden', parent: secret })
  expect(seen).toEqual([false])
  expect(await sees(carol, hidden)).toBe(false)
})

it('[SY66] a folder that is moved takes along what lies in it', async () => {
  const inner = await make('documents.createFolder', { title: 'Inner' })
  await move(ada, plan, inner)
  expect(await sees(carol, plan)).toBe(true)
  expect(await moveFolder(ada, inner, secret)).toBe('done')
  expect(await sees(carol, plan)).toBe(false)
  expect(await sees(carol, inner)).toBe(false)
  expect(await moveFolder(bob, inner, null)).toBe('may-not-move')
  expect(await sees(carol, plan)).toBe(false)
})

it('[SY66] who may only write moves nothing to where others would see it, and who may share does', async () => {
  await move(ada, plan, secret)
  expect(await move(bob, plan, null)).toBe('may-not-move')
  expect(await sees(carol, plan)).toBe(false)
  expect((await open(plan)).getMap('fields').get('parent')).toBe(secret)
  await core.access.grant({
    organisation,
    workspace,
    replica: plan,
    subject: bob as SubjectRef,
    bits: 'rw-',
    canShare: true,
  })
  expect(await move(bob, plan, null)).toBe('done')
  expect(await sees(carol, plan)).toBe(true)
})

it('[SY66] a move takes the right to write at both ends', async () => {
  expect(await move(bob, plan, secret)).toBe('done')
  const other = await make('documents.create', { title: 'Other' })
  expect(await push(carol, other, await edited(other, (fields) => fields.set('parent', secret)))).toBe('may-not-move')
  await core.access.grant({ organisation, workspace, replica: plan, subject: carol as SubjectRef, bits: 'rw-' })
  // Hers to write, but not the folder that it would be taken from.
  expect(await move(carol, plan, null)).toBe('may-not-move')
  const nowhere = 'folder_notthere0000000000000000'
  expect(await push(carol, plan, await edited(plan, (fields) => fields.set('parent', nowhere)))).toBe('may-not-move')
})

it('[SY66] a folder that a guest may read is no place for everybody to put things into', async () => {
  const guest = 'user:account_guest' as SubjectRef
  const shared = await make('documents.createFolder', { title: 'For a guest' })
  await core.access.writeTuples(organisation, {
    adopt: [guest],
    put: [{ object: `organization:${organisation}`, relation: 'guest', subject: guest }],
  })
  await core.access.grant({ organisation, workspace, replica: shared, subject: guest, bits: 'r--' })
  expect(await move(carol, plan, shared)).toBe('may-not-move')
  expect(await move(ada, plan, shared)).toBe('done')
  expect(await sees(guest as PrincipalId, plan)).toBe(true)
  expect(await move(carol, plan, null)).toBe('done')
})

it('[SY66] no other way of writing the place of a document is one around it', async () => {
  await move(ada, plan, secret)
  const ways: ((fields: Y.Map<unknown>, doc: Y.Doc) => void)[] = [
    (fields) => fields.delete('parent'),
    (fields) => fields.set('parent', 7),
    (fields) => fields.set('parent', new Y.Text('nothing')),
    (fields) => fields.set('parent', null),
    (fields, doc) => {
      doc.getText('body').insert(0, 'words before it')
      fields.set('title', 'Harmless')
      fields.delete('parent')
    },
  ]
  for (const way of ways) expect(await push(bob, plan, await edited(plan, way))).toBe('may-not-move')
  // Two steps in one.
  const twice = await edited(plan, (fields) => {
    fields.set('parent', secret)
    fields.set('parent', 'nowhere')
  })
  expect(await push(bob, plan, twice)).toBe('may-not-move')
  expect(await sees(carol, plan)).toBe(false)
  expect(await push(bob, plan, await edited(plan, (fields) => fields.set('title', 'Fine')))).toBe('stored')
})

it('[SY66] folders that are put into each other do not come out of the one around them', async () => {
  const outer = await make('documents.createFolder', { title: 'Outer', parent: secret })
  const inner = await make('documents.createFolder', { title: 'Inner', parent: outer })
  const first = await make('documents.create', { title: 'In', parent: inner })
  // The command refuses it, so it is asked of what decides.
  const moves = openMoves({ ...core, report: (fault) => expect(fault).toBeUndefined() })
  const asked = { workspace, replica: outer, principal: bob, to: inner, isNew: false }
  expect(await moves.judge(asked)).toMatchObject({ ok: false, reason: 'may-not-move' })
  expect(await sees(carol, first)).toBe(false)
})

it('[SY66] of moves that cross, the later one stands in whatever order they begin, and one that is not stored is none', async () => {
  const moves = openMoves({ ...core, report: (fault) => expect(fault).toBeUndefined() })
  const judged = async (to: ReplicaId | undefined) => {
    const move = await moves.judge({ workspace, replica: plan, principal: ada, to, isNew: false })
    if (!move.ok || !move.value) throw new Error('no move')
    return move.value
  }
  const [into, out] = [await judged(secret), await judged(undefined)]
  await out.begin()
  await into.begin()
  expect(await sees(carol, plan)).toBe(true)
  out.settle(true)
  into.settle(true)
  const again = await judged(secret)
  await again.begin()
  expect(await sees(carol, plan)).toBe(false)
  const back = new Promise<void>((resolve) => core.access.onChanged(() => resolve()))
  again.settle(false)
  await back
  expect(await sees(carol, plan)).toBe(true)
})

it('letters in a document that lies in a folder wait for nothing', async () => {
  await move(ada, plan, secret)
  const doc = await open(plan)
  const said: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => said.push(update))
  const text = new Y.XmlText()
  doc.getXmlFragment('content').insert(0, [text])
  text.insert(0, 'x')
  const [first, second] = said as [Uint8Array, Uint8Array]
  expect(await push(bob, plan, first)).toBe('stored')
  const writer = { workspace, principal: bob, device: `device_${'d'.repeat(20)}b` as DeviceId }
  const verdict = core.checkChange({ replica: plan, kind: 'yjs', bytes: second }, writer)
  expect(verdict).not.toBeInstanceOf(Promise)
  if (!(verdict instanceof Promise) && verdict.ok) verdict.value.settle(false)
})
