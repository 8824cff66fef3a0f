import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let vera: TestPerson
let mallory: TestPerson
let workspace: WorkspaceId
let base: string
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  workspace = await ada.workspace('Sales')
  const [{ organisation }] = (await ada.call('GET', '/api/workspaces')).body.filter(
    (each: { id: string }) => each.id === workspace,
  )
  base = `/api/orgs/${organisation}/${workspace}`
  vera = await server.person('vera')
  await vera.join(workspace, { by: ada, role: 'viewer' })
  mallory = await server.person('mallory')
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const markdown = { 'content-type': 'text/markdown' }
const put = (path: string, text: string, headers = {}) =>
  ada.call('PUT', `${base}/${path}`, new TextEncoder().encode(text), { ...markdown, ...headers })
const get = (path: string, headers = {}) => ada.call('GET', `${base}/${path}`, undefined, headers)

describe('documents', () => {
  it('are written as Markdown, folders and all, and read back as they were', async () => {
    const made = await put(
      'documents/plans/2026/proposal',
      '---\ntitle: Proposal\ntags:\n  - deal\n---\n\n# Why\n\nBecause.\n',
    )
    expect(made).toMatchObject({
      status: 201,
      body: { type: 'document', title: 'Proposal', path: 'documents/plans/2026/proposal', tags: ['deal'] },
    })
    expect(made.headers.get('location')).toBe(`${base}/documents/plans/2026/proposal`)
    const read = await get('documents/plans/2026/proposal')
    expect(read.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(read.body).toMatch(/^---\ntitle: Proposal\ntags:\n {2}- deal\n---\n\n# Why\n\nBecause.\n$/)
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'))
    // What was read is written back: nothing changes, not even the tag.
    const again = await put('documents/plans/2026/proposal.md', read.body)
    expect([again.status, again.headers.get('etag')]).toEqual([200, made.headers.get('etag')])
    const list = await get('documents/plans')
    expect(list.body.items).toMatchObject([{ type: 'folder', path: 'documents/plans/2026' }])
    expect((await get('documents/plans/2026/proposal.json')).body).toMatchObject({
      title: 'Proposal',
      words: expect.any(Number),
    })
    expect((await get('documents/plans/2026/proposal', { accept: 'application/json' })).body.type).toBe('document')
  })

  it('an edit from an older version merges with what others wrote since, and one that insists on its version is refused', async () => {
    await put('documents/shared', 'First line.\n\nLast line.\n')
    const read = await get('documents/shared')
    const etag = read.headers.get('etag') ?? ''
    const text = String(read.body)
    await put('documents/shared', text.replace('Last line.', 'Last line, by Bob.'))
    const stale = await put('documents/shared', text.replace('First', 'Very first'), { 'if-match': etag })
    expect(stale).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } })
    expect((await put('documents/shared', text.replace('First', 'Very first'), { 'nexus-base': etag })).status).toBe(
      200,
    )
    expect((await get('documents/shared')).body).toContain('Very first line.\n\nLast line, by Bob.\n')
    expect((await get('documents/shared', { 'if-none-match': etag })).status).toBe(200)
    const now = (await get('documents/shared')).headers.get('etag') ?? ''
    expect((await get('documents/shared', { 'if-none-match': now })).status).toBe(304)
    expect((await put('documents/shared', 'x', { 'if-none-match': '*' })).status).toBe(412)
    expect((await put('documents/shared', 'x', { 'nexus-base': '"zz.00000000"' })).body.code).toBe('base-gone')
  })

  it('links and files stay what they were when a text is written back', async () => {
    const bytes = new TextEncoder().encode('a picture')
    const hash = createHash('sha256').update(bytes).digest('hex')
    await ada.call('PUT', `/api/workspaces/${workspace}/blobs/${hash}`, bytes, { 'content-type': 'image/png' })
    const target = (await put('documents/target', 'x')).body.id
    const content = [
      {
        type: 'paragraph',
        content: [
          { type: 'documentLink', attrs: { id: target, target: 'Target' } },
          { type: 'image', attrs: { src: `blob:${hash}`, alt: 'A picture', name: 'p.png' } },
        ],
      },
    ]
    const made = await ada.call('POST', `/api/workspaces/${workspace}/commands/documents.create`, {
      title: 'Linking',
      content,
    })
    const text = String((await get('documents/linking')).body)
    expect(text).toContain(`![A picture](/api/workspaces/${workspace}/blobs/${hash})`)
    expect((await put('documents/linking', `${text}\nMore.\n`)).status).toBe(200)
    const row = (await get(`documents/${made.body.answer.id}.json`)).body
    expect(row.links).toEqual([target])
    expect(String((await get('documents/linking')).body)).toBe(`${text}\nMore.\n`)
  })

  it('a title that would make another path is refused, so that doing it again makes nothing twice', async () => {
    expect((await put('documents/one', '---\ntitle: Two\n---\n')).body.code).toBe('name-differs')
    const posted = await ada.call(
      'POST',
      `${base}/documents`,
      new TextEncoder().encode('# From a heading\n\nText\n'),
      markdown,
    )
    expect(posted).toMatchObject({ status: 201, body: { path: 'documents/from-a-heading' } })
    expect((await put('tasks/one', 'text')).status).toBe(422)
    expect((await put('documents', 'text')).status).toBe(422)
    expect((await ada.call('DELETE', `${base}/documents/from-a-heading`)).status).toBe(204)
    expect((await get('documents/from-a-heading')).status).toBe(404)
  })
})

describe('records', () => {
  it('are made, read, changed field by field and thrown away', async () => {
    const made = await ada.call('PUT', `${base}/tasks/call-grace`, {
      title: 'Call Grace',
      priority: 'high',
      labels: ['phone'],
    })
    expect(made).toMatchObject({
      status: 201,
      body: { type: 'task', priority: 'high', status: 'todo', labels: ['phone'], path: 'tasks/call-grace' },
    })
    const etag = made.headers.get('etag') ?? ''
    const changed = await ada.call(
      'PUT',
      `${base}/tasks/call-grace`,
      { ...made.body, status: 'done', dueDate: '2026-12-24' },
      { 'if-match': etag },
    )
    expect(changed).toMatchObject({ status: 200, body: { status: 'done', dueDate: '2026-12-24', priority: 'high' } })
    expect((await ada.call('PUT', `${base}/tasks/call-grace`, { status: 'todo' }, { 'if-match': etag })).status).toBe(
      412,
    )
    const later = await ada.call('PUT', `${base}/tasks/call-grace`, { dueTime: '14:30' })
    expect(later.body).toMatchObject({ dueDate: '2026-12-24', dueTime: '14:30' })
    for (const wrong of [{ status: 'never' }, { nonsense: 1 }, { title: '' }, { position: 'a' }])
      expect((await ada.call('PUT', `${base}/tasks/call-grace`, wrong)).body.code).toBe('invalid-input')
    // Refused as a whole: the title was first in line.
    await ada.call('PUT', `${base}/tasks/call-grace`, { title: 'Other', status: 'never' })
    expect((await get('tasks/call-grace')).status).toBe(200)
    const gone = await ada.call('DELETE', `${base}/tasks/call-grace`, undefined, { 'if-match': etag })
    expect(gone.status).toBe(412)
    expect((await ada.call('DELETE', `${base}/tasks/call-grace`)).status).toBe(204)
    expect((await get('tasks/call-grace')).status).toBe(404)
  })

  it('come in pages that miss nothing and repeat nothing while others write', async () => {
    const titles = Array.from({ length: 25 }, (_, index) => `Idea ${index}`)
    for (const text of titles) await ada.call('POST', `${base}/ideas`, { text })
    const seen: string[] = []
    let next: string | undefined = `${base}/ideas?limit=10`
    let pages = 0
    while (next) {
      const page = await ada.call('GET', next)
      seen.push(...page.body.items.map((item: { title: string }) => item.title))
      next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
      expect(next !== undefined).toBe(page.body.next !== undefined)
      if (pages++ === 0) await ada.call('DELETE', `${base}/ideas/idea-9`)
    }
    expect([pages, seen]).toEqual([3, titles])
    expect((await get('ideas?limit=0')).status).toBe(422)
    expect((await ada.call('GET', base)).body.collections).toContainEqual({ name: 'ideas', path: 'ideas', things: 24 })
  })
})

it('context.json says what a workspace is about, and what was changed last', async () => {
  const empty = await get('context.json')
  expect(empty.body).toMatchObject({ topics: [], focus: '', things: [] })
  await ada.call('PUT', `${base}/tasks/close-the-deal`, {})
  const said = { topics: ['renewals', 'pricing'], focus: 'Closing Acme', things: ['tasks/close-the-deal'] }
  const written = await ada.call('PUT', `${base}/context.json`, said)
  expect(written.body).toMatchObject({
    focus: 'Closing Acme',
    things: [{ path: 'tasks/close-the-deal' }],
    changedBy: ada.principal,
  })
  expect(new Set(written.body.topics)).toEqual(new Set(said.topics))
  expect(written.body.recent[0].path).toBe('tasks/close-the-deal')
  await ada.call('PUT', `${base}/context.json`, { focus: 'Next one' })
  expect((await vera.call('GET', `${base}/context.json`)).body).toMatchObject({
    focus: 'Next one',
    topics: written.body.topics,
  })
  expect((await vera.call('PUT', `${base}/context.json`, { focus: 'x' })).status).toBe(403)
  const etag = (await get('context.json')).headers.get('etag') ?? ''
  expect((await get('context.json', { 'if-none-match': etag })).status).toBe(304)
  expect((await ada.call('PUT', `${base}/context.json`, { things: ['tasks/nothing'] })).status).toBe(422)
})

it('who may not is refused, and what is not to be seen looks like what is not there', async () => {
  await ada.call('PUT', `${base}/tasks/secret-plan`, {})
  const elsewhere = base.replace(/ws_\w+$/, 'ws_00000000000000000000000000')
  const routes = [
    ['GET', ''],
    ['GET', '/tasks'],
    ['GET', '/tasks/secret-plan'],
    ['PUT', '/tasks/secret-plan'],
    ['PUT', '/tasks/new-one'],
    ['POST', '/tasks'],
    ['DELETE', '/tasks/secret-plan'],
    ['GET', '/context.json'],
    ['PUT', '/context.json'],
  ] as const
  for (const [method, path] of routes) {
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    const [hidden, absent] = [
      await mallory.call(method, base + path, body),
      await mallory.call(method, elsewhere + path, body),
    ]
    expect([method, path, hidden.status]).toEqual([method, path, 404])
    expect(hidden.body).toEqual(absent.body)
    expect((await openCaller(server.url).call(method, base + path, body)).status).toBe(401)
    const reading = await vera.call(method, base + path, body)
    expect([method, path, reading.status]).toEqual([method, path, method === 'GET' ? 200 : 403])
  }
  expect((await get('tasks/no-such-plan')).body).toEqual((await get('nothing/at-all')).body)
})
