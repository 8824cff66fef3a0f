import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import type { ContentNode } from '#shared/crdt/content.ts'
import { newDocument } from '../testing/test-device.ts'
import {
  openCaller,
  startTestServer,
  type TestCaller,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'

const clock = { timeMs: Date.UTC(2026, 0, 1), now: () => clock.timeMs }
const dayMs = 24 * 60 * 60_000

let server: TestServer
let ada: TestPerson
let bob: TestPerson
let workspace: WorkspaceId
let shown: ReplicaId
let secret: ReplicaId

const picture = new TextEncoder().encode('a picture')
const otherFile = new TextEncoder().encode('a file of another document')
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

beforeAll(async () => {
  server = await startTestServer({ clock })
  ada = await server.person('ada')
  bob = await server.person('bob')
  workspace = await ada.workspace('Secret plans')
  for (const bytes of [picture, otherFile])
    await ada.call('PUT', `/api/workspaces/${workspace}/blobs/${hashOf(bytes)}`, bytes, { 'content-type': 'image/png' })
  shown = await write('Shown to all', [
    { type: 'paragraph', content: [{ type: 'text', text: 'Come <b>and</b> see' }] },
    { type: 'paragraph', content: [{ type: 'image', attrs: { src: `blob:${hashOf(picture)}`, alt: 'Us' } }] },
    { type: 'paragraph', content: [{ type: 'documentLink', attrs: { id: newDocument(), target: 'Elsewhere' } }] },
  ])
  secret = await write('Not for others', [])
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

async function write(title: string, content: readonly ContentNode[]): Promise<ReplicaId> {
  const id = newDocument()
  const replica = openYjsReplica({ id, shape: documentType.shape, actor: '1'.repeat(32) })
  replica.patch({ title })
  if ('writeContent' in replica)
    (replica as { writeContent(nodes: readonly ContentNode[]): void }).writeContent(content)
  const device = await ada.device()
  const [settled] = await device.push(workspace, [{ replica: id, kind: 'yjs', bytes: replica.save() }])
  expect(settled).not.toHaveProperty('refused')
  await device.close()
  return id
}

const create = (by: TestPerson, body: object) => by.call('POST', `/api/workspaces/${workspace}/links`, body)
const visit = (token: string, caller: TestCaller = server.visitor()) => caller.call('GET', `/share/${token}`)
const form = (caller: TestCaller, path: string, body = '') =>
  caller.call('POST', path, new TextEncoder().encode(body), { 'content-type': 'application/x-www-form-urlencoded' })
const token = async (body: object = {}) => (await create(ada, { replica: shown, ...body })).body.token as string

describe('the page of a public link', () => {
  it('shows the thing as it is now, its pictures, and nothing else of the tenant', async () => {
    const page = await visit(await token())
    expect(page.status).toBe(200)
    expect(page.body).toContain('<h1>Shown to all</h1>')
    expect(page.body).toContain('Come &lt;b&gt;and&lt;/b&gt; see')
    for (const hidden of ['Secret plans', 'ada', workspace, 'document_', 'Open in Nexus', '<script', 'ws_', 'org_'])
      expect([hidden, page.body.includes(hidden)]).toEqual([hidden, false])
  })

  it('runs nothing, loads nothing from elsewhere, and is found by no search engine', async () => {
    const page = await visit(await token())
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src 'self'; form-action 'self'/)
    expect(policy).toContain("frame-ancestors 'none'")
    const style = /<style>([\s\S]*)<\/style>/.exec(page.body)?.[1] ?? ''
    expect(policy).toContain(createHash('sha256').update(style).digest('base64'))
    expect(page.body).not.toMatch(/ style=| on\w+=/)
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'cache-control': 'private, no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
  })

  it('brings the files that the thing shows, and no others of its workspace', async () => {
    const at = `/share/${await token()}/files`
    const file = await server.visitor().call('GET', `${at}/${hashOf(picture)}`)
    expect([file.status, file.body, file.headers.get('cache-control')]).toEqual([200, 'a picture', 'private, no-store'])
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
    for (const hash of [hashOf(otherFile), '0'.repeat(64), '..%2f..%2fcontrol.sqlite'])
      expect([hash, (await server.visitor().call('GET', `${at}/${hash}`)).status]).toEqual([hash, 404])
  })

  it('also of a task and an idea; there is none of a board', async () => {
    const run = async (name: string, input: object) =>
      (await ada.call('POST', `/api/workspaces/${workspace}/commands/${name}`, input)).body.answer
    const task = await run('tasks.create', { title: 'Call <Grace>' })
    const page = await visit((await create(ada, { replica: task })).body.token)
    expect(page.body).toContain('<h1>Call &lt;Grace&gt;</h1>')
    expect(page.body).toContain('<dt>Status</dt><dd>To do</dd>')
    const idea = await run('ideas.capture', { text: 'First line\nand more' })
    expect((await visit((await create(ada, { replica: idea })).body.token)).body).toContain(
      '<h1>First line</h1><div class="plain">and more</div>',
    )
    const board = await run('whiteboards.create', { title: 'B' })
    expect((await create(ada, { replica: board.id ?? board })).body.code).toBe('no-public-page')
  })

  it('of a folder lists what lies in it, each to be read; what is kept from it, moved out or thrown away is not there', async () => {
    const run = async (name: string, input: object) =>
      (await ada.call('POST', `/api/workspaces/${workspace}/commands/${name}`, input)).body.answer
    const { id: folder } = await run('documents.createFolder', { title: 'For <all>' })
    const { id: inner } = await run('documents.createFolder', { title: 'Deeper', parent: folder })
    const inFolder = async (title: string, parent: string) =>
      (await run('documents.create', { title, parent })).id as string
    const [plan, deep, kept, thrown] = [
      await inFolder('The plan', folder),
      await inFolder('The depth', inner),
      await inFolder('Salaries', folder),
      await inFolder('Thrown away', folder),
    ]
    await ada.call('PATCH', `/api/workspaces/${workspace}/sharing/${kept}`, { inherits: false })
    await run('documents.trash', { id: thrown })
    const made = await create(ada, { replica: folder })
    expect(made.status).toBe(201)
    const { token: secretOf, id } = made.body
    const page = await visit(secretOf)
    expect(page.body).toContain('<h1>For &lt;all&gt;</h1>')
    const listed = [...String(page.body).matchAll(/href="([^"]+)">([^<]+)</g)].map(([, href, title]) => [title, href])
    expect(Object.fromEntries(listed)).toEqual({
      'The plan': `/share/${secretOf}/things/${plan}`,
      'The depth': `/share/${secretOf}/things/${deep}`,
    })
    expect(page.body).toContain('<b>Deeper</b>')
    for (const word of ['Salaries', 'Thrown away', 'Not for others', 'Shown to all'])
      expect(page.body).not.toContain(word)
    const at = (thing: string) => server.visitor().call('GET', `/share/${secretOf}/things/${thing}`)
    expect((await at(plan)).body).toContain('<h1>The plan</h1>')
    expect((await at(deep)).body).toContain('Back to the folder')
    for (const hidden of [kept, thrown, shown, secret, 'document_nothing', '..%2f..'])
      expect([hidden, (await at(hidden)).status]).toEqual([hidden, 404])
    expect(await run('documents.move', { id: plan, parent: null, position: 'a0' })).toBeDefined()
    expect((await at(plan)).status).toBe(404)
    await ada.call('DELETE', `/api/workspaces/${workspace}/links/${id}`)
    for (const path of ['', `/things/${deep}`])
      expect((await server.visitor().call('GET', `/share/${secretOf}${path}`)).status).toBe(404)
  })

  it('of what is thrown away is gone', async () => {
    const task = (await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title: 'T' })).body
      .answer
    const link = (await create(ada, { replica: task })).body.token
    expect((await visit(link)).status).toBe(200)
    await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.trash`, { id: task })
    expect((await visit(link)).status).toBe(404)
  })
})

describe('a link', () => {
  it('that never was, has expired or was taken back answers alike', async () => {
    const gone = await create(ada, { replica: shown })
    const late = await create(ada, { replica: shown, expiresInDays: 1 })
    const locked = await create(ada, { replica: shown, password: 'open sesame' })
    for (const { body } of [gone, locked]) await ada.call('DELETE', `/api/workspaces/${workspace}/links/${body.id}`)
    clock.timeMs += dayMs
    const never = await visit('0'.repeat(78))
    expect([never.status, never.body.includes('There is nothing here')]).toEqual([404, true])
    const own = gone.body.token.slice(0, 26)
    for (const each of [gone.body.token, late.body.token, locked.body.token, own + '0'.repeat(52), 'x', own]) {
      for (const path of [`/share/${each}`, `/share/${each}/files/${hashOf(picture)}`]) {
        const answer = await server.visitor().call('GET', path)
        expect([path, answer.status, answer.body]).toEqual([path, 404, never.body])
      }
      expect((await form(server.visitor(), `/share/${each}`, 'password=open sesame')).body).toBe(never.body)
      expect((await form(ada, `/share/${each}/open`)).body).toBe(never.body)
    }
  })

  it('has its token shown once and nowhere kept', async () => {
    const made = (await create(ada, { replica: shown, role: 'editor', expiresInDays: 9, password: 'word' })).body
    expect(made).toMatchObject({
      role: 'editor',
      hasPassword: true,
      createdBy: 'ada',
      expiresAt: clock.timeMs + 9 * dayMs,
    })
    const state = (await ada.call('GET', `/api/workspaces/${workspace}/sharing/${shown}`)).body
    const { token: once, ...rest } = made
    expect(state.links).toContainEqual(rest)
    expect(JSON.stringify(state)).not.toContain(once)
    const organisation = (await ada.call('GET', '/api/orgs')).body[0].id
    const all = (await ada.call('GET', `/api/orgs/${organisation}/links`)).body.items
    expect(all).toContainEqual({ ...rest, workspace, workspaceName: 'Secret plans', title: 'Shown to all' })
    await ada.call('DELETE', `/api/workspaces/${workspace}/links/${made.id}`)
  })

  it('is made and taken back by those alone who may share the thing', async () => {
    const [editor, stranger] = [await server.person('editor'), await server.person('stranger')]
    await editor.join(workspace, { by: ada, role: 'editor' })
    const { id } = (await create(ada, { replica: shown })).body
    const remove = (by: TestCaller) => by.call('DELETE', `/api/workspaces/${workspace}/links/${id}`)
    expect((await create(editor, { replica: shown })).status).toBe(403)
    expect((await remove(editor)).status).toBe(403)
    for (const caller of [stranger, bob]) {
      expect((await create(caller, { replica: shown })).status).toBe(404)
      expect((await remove(caller)).status).toBe(404)
    }
    expect((await openCaller(server.url).call('POST', `/api/workspaces/${workspace}/links`, {})).status).toBe(401)
    expect((await create(ada, { replica: newDocument() })).status).toBe(404)
    expect((await remove(ada)).status).toBe(204)
  })

  it('reads that one thing at no other door', async () => {
    const link = await token()
    for (const path of [
      `/api/workspaces/${workspace}/members`,
      `/api/workspaces/${workspace}/replicas/${shown}/changes`,
    ])
      expect((await server.visitor().call('GET', path, undefined, { authorization: `Bearer ${link}` })).status).toBe(
        401,
      )
  })
})

describe('a password', () => {
  it('is asked for, limited in guesses, and remembered for that link alone', async () => {
    const [locked, other] = [await token({ password: 'open sesame' }), await token({ password: 'open sesame' })]
    const visitor = server.visitor() as TestCaller & { cookie: string }
    const asked = await visit(locked, visitor)
    expect([asked.status, asked.body.includes('Shown to all')]).toEqual([401, false])
    expect((await visitor.call('GET', `/share/${locked}/files/${hashOf(picture)}`)).status).toBe(404)
    const wrong = await form(visitor, `/share/${locked}`, 'password=sesame')
    expect([wrong.status, wrong.body.includes('That is not the password.')]).toEqual([403, true])
    const right = await form(visitor, `/share/${locked}`, 'password=open+sesame')
    expect([right.status, right.headers.get('location')]).toEqual([303, `/share/${locked}`])
    const cookie = right.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      new RegExp(`^nexus_share=[^;]+; Path=/share/${locked}; Max-Age=\\d+; HttpOnly; SameSite=Lax$`),
    )
    visitor.cookie = cookie.split(';')[0] ?? ''
    expect((await visit(locked, visitor)).body).toContain('Shown to all')
    expect((await visit(other, visitor)).status).toBe(401)
    clock.timeMs += dayMs
    expect((await visit(locked, visitor)).status).toBe(401)
    for (let guess = 0; guess < 8; guess += 1) await form(server.visitor(), `/share/${locked}`, `password=${guess}`)
    expect((await form(server.visitor(), `/share/${locked}`, 'password=open+sesame')).status).toBe(429)
    clock.timeMs += dayMs
  })

  it('is not taken from a page of another origin', async () => {
    const path = `/share/${await token({ password: 'open sesame' })}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' }
    const body = new TextEncoder().encode('password=open+sesame')
    expect((await server.visitor().call('POST', path, body, headers)).body.code).toBe('foreign-origin')
  })
})

describe('Open in Nexus', () => {
  it('is offered to those who are signed in, and makes them guests with the link’s role on that one thing', async () => {
    const link = await token({ role: 'editor' })
    expect((await visit(link, bob)).body).toContain('Open in Nexus')
    expect((await form(server.visitor(), `/share/${link}/open`)).status).toBe(404)
    const opened = await form(bob, `/share/${link}/open`)
    expect([opened.status, opened.headers.get('location')]).toEqual([303, `/w/${workspace}/documents/${shown}`])
    expect((await bob.call('GET', '/api/workspaces')).body).toContainEqual(expect.objectContaining({ id: workspace }))
    const history = (replica: ReplicaId) => bob.call('GET', `/api/workspaces/${workspace}/replicas/${replica}/changes`)
    expect((await history(shown)).status).toBe(200)
    expect((await history(secret)).status).toBe(404)
    expect((await bob.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(404)
    const state = (await ada.call('GET', `/api/workspaces/${workspace}/sharing/${shown}`)).body
    expect(state.grants).toContainEqual(
      expect.objectContaining({ subject: bob.principal, bits: 'rw-', isDirect: true }),
    )
    // Opened once more it takes nothing away from who has more.
    expect((await form(ada, `/share/${link}/open`)).status).toBe(303)
    expect((await ada.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(200)
  })
})
