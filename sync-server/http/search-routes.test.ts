import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FoundThings } from '#shared/assistant/search/answer.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { openSearchedWorkspace, type SearchedWorkspace } from '../testing/searched-workspace.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let world: SearchedWorkspace

beforeAll(async () => {
  server = await startTestServer()
  world = await openSearchedWorkspace(server)
  const { make } = world
  await make('folder', 'documents.createFolder', { title: 'Team plans' })
  await make('shared', 'documents.create', { title: 'Harbour budget', parent: world.ids.folder })
  await make('hidden', 'documents.create', { title: 'Harbour secret' })
  await make('task', 'tasks.create', { title: 'Paint the boat', notes: 'Blue paint from the harbour shop' })
  await make('idea', 'ideas.capture', { text: 'Über das 東京都庁 and a café\nsecond line' })
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

async function found(person: TestPerson, q: string): Promise<FoundThings> {
  const answer = await person.call('GET', `/api/workspaces/${world.workspace}/search?q=${encodeURIComponent(q)}`)
  expect(answer.status).toBe(200)
  return answer.body as FoundThings
}

const titles = async (person: TestPerson, q: string) => (await found(person, q)).items.map(({ title }) => title).sort()

describe('search over REST', () => {
  it('finds words of titles and texts, with snippets of plain text', async () => {
    const { owner, ids } = world
    await expect.poll(() => titles(owner, 'harbour')).toEqual(['Harbour budget', 'Harbour secret', 'Paint the boat'])
    const { total, items } = await found(owner, 'harbour shop')
    expect(total).toBe(1)
    const [task] = items
    const snippet = task?.snippet
    expect(snippet?.marks.map(([from, to]) => snippet.text.slice(from, to))).toEqual(['harbour', 'shop'])
    expect(task).toMatchObject({ id: ids.task, type: 'task', title: 'Paint the boat' })
  })

  it('knows phrases, beginnings, what to leave out, kinds, places, accents and scripts without spaces', async () => {
    const { owner } = world
    await expect.poll(() => titles(owner, 'CAFE')).toHaveLength(1)
    expect(await titles(owner, '"blue paint"')).toEqual(['Paint the boat'])
    expect(await titles(owner, '"paint blue"')).toEqual([])
    expect(await titles(owner, 'harb')).toHaveLength(3)
    expect(await titles(owner, 'harb ')).toEqual([])
    expect(await titles(owner, 'harbour -secret')).toEqual(['Harbour budget', 'Paint the boat'])
    expect(await titles(owner, 'harbour type:task')).toEqual(['Paint the boat'])
    expect(await titles(owner, 'harbour in:"team plans"')).toEqual(['Harbour budget'])
    expect(await titles(owner, 'uber')).toHaveLength(1)
    for (const part of ['東京', '京都庁', '庁', '"東京都庁"'])
      expect([part, await titles(owner, part)]).toHaveProperty('1.length', 1)
    expect(await titles(owner, '京東')).toEqual([])
    expect(await titles(owner, 'type:task')).toEqual(['Paint the boat'])
  })

  it('forgives a slip where little holds the very words, and says what stands there instead', async () => {
    const { owner, organisation, ids } = world
    const { total, similar, items } = await found(owner, 'harbuor bugdet')
    expect({ total, similar }).toEqual({ total: 1, similar: 1 })
    expect(items).toMatchObject([{ id: ids.shared, similar: ['harbour', 'budget'] }])
    expect(items[0]?.titleMarks).toHaveLength(2)
    // Three hold the word itself, so that nothing else is looked for.
    expect(await found(owner, 'harbour')).toMatchObject({ total: 3, similar: 0 })
    expect(await titles(owner, '"harbuor"')).toEqual([])
    expect(await titles(owner, 'harbuor in:"team plans" -secret')).toEqual(['Harbour budget'])
    const everywhere = await owner.call('GET', `/api/orgs/${organisation}/search?q=harbuor`)
    expect(everywhere.body).toMatchObject({ total: 3, similar: 3 })
  })

  it.each([
    '',
    ' ',
    '"',
    '""',
    '-',
    '- -',
    '"-',
    'AND',
    'NEAR(',
    'a*b',
    'title:x',
    'type:',
    'in:',
    "';--",
    '{place} : w1',
    '\u0000',
    '*',
  ])('takes %j for words', async (q) => {
    const { owner } = world
    expect(await found(owner, q)).toMatchObject({ total: expect.any(Number) })
  })

  it('what one has in the trash is not found', async () => {
    const { owner, workspace } = world
    const made = await owner.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title: 'Zebra' })
    const id = (made.body as { answer: ReplicaId }).answer
    await expect.poll(() => titles(owner, 'zebra')).toEqual(['Zebra'])
    await owner.call('POST', `/api/workspaces/${workspace}/commands/tasks.trash`, { id })
    await expect.poll(() => titles(owner, 'zebra')).toEqual([])
  })
})

describe('who may search', () => {
  it('a viewer finds what they may read; what is hidden from them is in no count, order or snippet', async () => {
    const { owner, viewer, ids } = world
    await expect.poll(() => titles(viewer, 'harbour')).toHaveLength(3)
    const before = await found(viewer, 'harbour')
    await world.hide('hidden')
    const after = await found(viewer, 'harbour')
    expect(after).toEqual({ total: 2, similar: 0, items: before.items.filter(({ id }) => id !== ids.hidden) })
    for (const typed of ['secret', 'secert', 'secre'])
      expect(await found(viewer, typed)).toEqual({ total: 0, similar: 0, items: [] })
    expect(await found(owner, 'secert')).toMatchObject({ total: 1, similar: 1, items: [{ similar: ['secret'] }] })
    expect((await found(owner, 'secret')).total).toBe(1)
  })

  it('a guest of one document finds that one, and does not learn in which folder it lies', async () => {
    const { guest, workspace, organisation, ids } = world
    await world.share('shared')
    expect(await found(guest, 'harbour')).toMatchObject({ total: 1, items: [{ id: ids.shared }] })
    expect(await found(guest, 'harbour in:"team plans"')).toEqual({ total: 0, similar: 0, items: [] })
    const everywhere = await guest.call('GET', `/api/orgs/${organisation}/search?q=harbour`)
    expect(everywhere.body).toMatchObject({ total: 1, items: [{ id: ids.shared, workspace }] })
  })

  it('to another tenant, somebody revoked and nobody at all there is nothing', async () => {
    const { stranger, revoked, workspace, organisation } = world
    await world.revoke()
    for (const person of [stranger, revoked]) {
      for (const path of [`/api/workspaces/${workspace}`, `/api/orgs/${organisation}`]) {
        const answer = await person.call('GET', `${path}/search?q=harbour`)
        const missing = await person.call('GET', `${path.slice(0, -3)}zzz/search?q=harbour`)
        expect([answer.status, answer.body]).toEqual([404, missing.body])
      }
    }
    const anonymous = await openCaller(server.url).call('GET', `/api/workspaces/${workspace}/search?q=harbour`)
    expect(anonymous.status).toBe(401)
    const anywhere = await openCaller(server.url).call('GET', `/api/orgs/${organisation}/search?q=harbour`)
    expect(anywhere.status).toBe(401)
  })
})
