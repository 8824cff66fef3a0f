import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openAutomergeReplica } from '#shared/crdt/automerge/automerge-replica.ts'
import { decodeHistoryPage, type HistoryPage } from '#shared/protocol/history-page.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { newDocument } from '../testing/test-device.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  bob = await server.person('bob')
  workspace = await ada.workspace('Plans')
  await bob.join(workspace, { by: ada, role: 'editor' })
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

async function pageOf(person: TestPerson, replica: ReplicaId, query = ''): Promise<HistoryPage> {
  const answer = await fetch(`${server.url}/api/workspaces/${workspace}/replicas/${replica}/changes${query}`, {
    headers: { cookie: person.cookie },
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
  const page = decodeHistoryPage(new Uint8Array(await answer.arrayBuffer()), { workspace, replica })
  if (!page.ok) throw new Error(page.reason)
  return page.value
}

async function newTask(person: TestPerson, title: string): Promise<ReplicaId> {
  return (await person.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title })).body.answer
}

async function rename(person: TestPerson, id: ReplicaId, title: string): Promise<void> {
  await person.call('POST', `/api/workspaces/${workspace}/commands/tasks.rename`, { id, title })
}

it('tells every change of a replica in order, with the author and time that the server has stamped', async () => {
  const from = Date.now()
  const replica = await newTask(ada, 'Paint')
  await rename(ada, replica, 'Paint the door')
  await newTask(ada, 'Something else')
  await rename(bob, replica, 'Paint the door green')
  const { changes, olderBefore, base } = await pageOf(bob, replica)
  expect(changes.map(({ author }) => author)).toEqual([ada.principal, ada.principal, bob.principal])
  const task = openAutomergeReplica({ id: replica, shape: taskType.shape, actor: 'ab'.repeat(16) })
  const titles = changes.map(({ bytes }) => {
    task.apply([bytes])
    return task.fields().title
  })
  expect(titles).toEqual(['Paint', 'Paint the door', 'Paint the door green'])
  expect(changes.every(({ timeMs }) => timeMs >= from && timeMs <= Date.now())).toBe(true)
  expect([olderBefore, base]).toEqual([0, []])
})

it('goes page by page to the beginning', async () => {
  const replica = await newTask(ada, 'Count')
  for (const title of ['one', 'two', 'three', 'four']) await rename(ada, replica, title)
  const { changes: all } = await pageOf(ada, replica)
  const seen: number[] = []
  let before = ''
  for (let page = 0; page < 3; page += 1) {
    const { changes, olderBefore } = await pageOf(ada, replica, `?limit=2${before}`)
    seen.unshift(...changes.map(({ seq }) => seq))
    before = `&before=${olderBefore}`
    expect(olderBefore).toBe(page < 2 ? changes[0]?.seq : 0)
  }
  expect(seen).toEqual(all.map(({ seq }) => seq))
})

it('answers nothing for what is not there, and refuses what is no question', async () => {
  expect((await pageOf(ada, newDocument())).changes).toEqual([])
  const path = (replica: string, query = '') => `/api/workspaces/${workspace}/replicas/${replica}/changes${query}`
  expect((await ada.call('GET', path('nonsense'))).status).toBe(404)
  for (const query of ['?limit=0', '?limit=2001', '?before=0', '?before=x']) {
    expect((await ada.call('GET', path(newDocument(), query))).body.code).toBe('invalid-input')
  }
})

it('a replica of another workspace is not told through one that the caller may read', async () => {
  const replica = await newTask(ada, 'Private')
  const own = await bob.workspace('Own')
  const answer = await fetch(`${server.url}/api/workspaces/${own}/replicas/${replica}/changes`, {
    headers: { cookie: bob.cookie },
  })
  const page = decodeHistoryPage(new Uint8Array(await answer.arrayBuffer()), { workspace: own, replica })
  expect(page).toMatchObject({ ok: true, value: { changes: [] } })
})
