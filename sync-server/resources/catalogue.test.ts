import { afterEach, beforeEach, expect, it } from 'vitest'
import { openCore, type Core } from '#server/app/core.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serverDefaults, systemClock, systemRandom } from '#server/app/start-server.ts'
import {
  mintId,
  type AccountId,
  type PrincipalId,
  type ReplicaId,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { commandNamed } from '#shared/rooms/all-rooms.ts'
import { collectionNamed, slugOf } from './collections.ts'
import { namesFor, type Sight } from './names.ts'

let core: Core
let folder: string
let workspace: WorkspaceId
let principal: PrincipalId
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-catalogue-'))
  core = await openCore({ ...serverDefaults, dataFolder: folder, passwordCost: { n: 2, r: 1, p: 1 } })
  const account = mintId<AccountId>('account', systemRandom)
  const record = { id: account, email: 'ada@example.org', name: 'Ada', password: '', createdAt: systemClock.now() }
  await core.storage.control.insertAccount(record, { asFirst: false })
  workspace = mintId<WorkspaceId>('ws', systemRandom)
  await core.tenancy.createWorkspace({ id: workspace, name: 'Sales', account })
  principal = userPrincipal(account)
})
afterEach(async () => {
  await core.close()
  rmSync(folder, { recursive: true })
})

async function run(name: string, input: unknown): Promise<ReplicaId> {
  const command = commandNamed(name)!
  const outcome = await core.commands.run({ workspace, principal, command, input })
  if (!outcome.ok) throw new Error(outcome.detail ?? outcome.reason)
  const value = outcome.value as { id: ReplicaId } | ReplicaId
  return typeof value === 'object' ? value?.id : value
}

const whole: Sight = { isWhole: true, mayRead: () => true, stamp: '' }
const only = (...ids: ReplicaId[]): Sight => ({
  isWhole: false,
  mayRead: (id) => ids.includes(id),
  stamp: ids.join(' '),
})

async function names(view: Sight = whole) {
  const shelf = await core.catalogue.of(workspace)
  return namesFor(shelf!, { principal, view })
}

const pathOf = async (id: ReplicaId, view?: Sight) => (await names(view)).partsOf(id)?.join('/')
async function found(path: string, view?: Sight) {
  const thing = (await names(view)).find(path.split('/'))
  return thing?.kind === 'thing' ? thing.row.id : undefined
}

it('things are found by what they are called, as soon as they are acknowledged', async () => {
  const plans = await run('documents.createFolder', { title: 'Plans & Pläne' })
  const proposal = await run('documents.create', { title: 'Proposal', parent: plans })
  const task = await run('tasks.create', { title: 'Call Grace!' })
  const idea = await run('ideas.capture', { text: 'A new line #idea\nand the rest' })
  expect(await pathOf(proposal)).toBe('documents/plans-plane/proposal')
  expect(await pathOf(task)).toBe('tasks/call-grace')
  expect(await pathOf(idea)).toBe('ideas/a-new-line')
  for (const id of [plans, proposal, task, idea]) expect(await found((await pathOf(id))!)).toBe(id)
  expect(await found(`documents/${plans}/proposal`)).toBe(proposal)
  expect(await found(`tasks/${task}`)).toBe(task)
  expect(await found(`ideas/${task}`)).toBeUndefined()
  await run('tasks.rename', { id: task, title: 'Write to Grace' })
  expect([await found('tasks/call-grace'), await found('tasks/write-to-grace')]).toEqual([undefined, task])
  expect(core.catalogue.known(workspace)?.rows.get(task)?.value).toMatchObject({ title: 'Write to Grace' })
})

it('namesakes are told apart, and what was thrown away leaves its name to the next', async () => {
  const first = await run('documents.create', { title: 'Notes', createdAt: 1 })
  const second = await run('documents.create', { title: 'notes', createdAt: 2 })
  const path = (await pathOf(second))!
  expect(path).toMatch(/^documents\/notes~[0-9a-z]{8}$/)
  expect([await found('documents/notes'), await found(path)]).toEqual([first, second])
  await run('documents.trash', { id: first })
  expect([await found('documents/notes'), await found(path), await pathOf(first)]).toEqual([second, second, undefined])
})

it('a reader of some things sees names among those only', async () => {
  const secret = await run('documents.createFolder', { title: 'Secret' })
  await run('documents.create', { title: 'Notes', createdAt: 1 })
  const shared = await run('documents.create', { title: 'Notes', createdAt: 2, parent: secret })
  const view = only(shared)
  expect(await pathOf(shared, view)).toBe('documents/notes')
  expect(await found('documents/notes', view)).toBe(shared)
  for (const path of ['documents/secret', 'documents/secret/notes', `documents/${secret}`])
    expect([path, await found(path, view)]).toEqual([path, undefined])
  const place = { collection: collectionNamed('documents')!, folder: undefined }
  expect((await names(view)).inside(place).map(({ id }) => id)).toEqual([shared])
  await run('documents.trashFolder', { id: secret })
  expect(await found('documents/notes', view)).toBeUndefined()
})

it('paths go both ways, from the organisation down', async () => {
  const proposal = await run('documents.create', { title: 'Proposal' })
  const organisation = (await core.storage.control.organisationOfWorkspace(workspace))!
  await core.storage.control.nameId({ kind: 'organisation', scope: '', slug: 'acme' }, organisation)
  await core.storage.control.nameId({ kind: 'workspace', scope: organisation, slug: 'sales' }, workspace)
  const targets = { '/orgs/acme': { organisation }, '/orgs/acme/sales': { organisation, workspace } }
  for (const [path, target] of Object.entries({
    ...targets,
    '/orgs/acme/sales/documents/proposal': { organisation, workspace, replica: proposal },
  })) {
    expect(await core.paths.resolve(path)).toEqual(target)
    expect(await core.paths.pathOf(target)).toBe(path)
  }
  expect(await core.paths.resolve(`orgs/${organisation}/${workspace}`)).toEqual({ organisation, workspace })
  for (const path of ['', '/', 'acme/sales', '/orgs/other', '/orgs/acme/other', '/orgs/acme/sales/documents/gone'])
    expect([path, await core.paths.resolve(path)]).toEqual([path, undefined])
  const blind = { principal, viewOf: async () => undefined }
  expect(await core.paths.resolve('/orgs/acme/sales', blind)).toBeUndefined()
})

it('slugs are of letters and digits of any script, and never empty', () => {
  const slugs = ['Ça va?', 'Ünïcode  Straße', '会議の記録', '!!!', '', 'a/b..c', 'X'.repeat(200)].map(slugOf)
  expect(slugs).toEqual(['ca-va', 'unicode-straße', '会議の記録', 'untitled', 'untitled', 'a-b-c', 'x'.repeat(80)])
})
