import { afterAll, beforeAll, expect, it } from 'vitest'
import { isWorkspaceName } from '#server/tenancy/paths.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'
import { differenceFromDescription } from '../testing/described-answer.ts'
import { described, operationFor } from './openapi.ts'
import { operations } from './openapi-operations.ts'

interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

interface Schema {
  readonly $ref?: string
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
}

let server: TestServer
let ada: TestPerson
let document: OpenApi
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  document = (await server.visitor().call('GET', '/api/openapi.json')).body as OpenApi
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

it('every route is described, and nothing that is none', () => {
  const routes = described(server.running.doors)
  const missing = routes.filter((route) => !operationFor(route)).map(({ method, url }) => `${method} ${url}`)
  expect(missing).toEqual([])
  const names = new Set(routes.map(({ method, url }) => `${method} ${url}`))
  expect(Object.keys(operations).filter((name) => !names.has(name))).toEqual([])
})

it('is a description that holds together: every reference is there, every part of a path named, every operation once', () => {
  expect(document.openapi).toBe('3.1.0')
  const text = JSON.stringify(document)
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
    expect(document.components.schemas).toHaveProperty(name)
  expect(text.includes('$defs')).toBe(false)
  const ids: unknown[] = []
  for (const [path, methods] of Object.entries(document.paths)) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const operation of Object.values(methods)) {
      ids.push(operation.operationId)
      const given = (operation.parameters as { name: string; in: string }[]).filter((each) => each.in === 'path')
      expect([path, given.map(({ name }) => name)]).toEqual([path, parts])
      expect(Object.keys(operation.responses as object)).toContain('default')
    }
  }
  expect(new Set(ids).size).toBe(ids.length)
})

it('what is described as needed is what the routes ask for', async () => {
  const [body] = Object.values(
    (
      document.paths['/api/workspaces/{id}/commands/tasks.create']!.post!.requestBody as {
        content: Record<string, { schema: { required: string[]; properties: object } }>
      }
    ).content,
  )
  expect(body?.schema.required).toEqual(['title'])
  expect(Object.keys(body?.schema.properties ?? {})).toContain('dueDate')
  const workspace = await ada.workspace()
  expect((await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, {})).status).toBe(422)
})

it('every JSON answer says which fields it has', () => {
  const shapeOf = (schema: Schema): Schema => {
    const { $ref, items, anyOf } = schema
    if ($ref) return shapeOf(document.components.schemas[$ref.split('/').at(-1) ?? ''] as Schema)
    if (items) return shapeOf(items)
    return anyOf ? { properties: Object.assign({}, ...anyOf.map((each) => shapeOf(each).properties)) } : schema
  }
  const bare: string[] = []
  let described = 0
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      for (const { content } of Object.values(
        responses as Record<string, { content?: Record<string, { schema: Schema }> }>,
      )) {
        const json = content?.['application/json']
        if (!json) continue
        described += 1
        const { properties = {}, description = '' } = shapeOf(json.schema)
        const inPage = properties.items?.items && shapeOf(properties.items)
        const isEmpty = Object.keys((inPage ?? { properties }).properties ?? {}).length === 0
        // Said in so many words where an answer is empty.
        if (isEmpty && !description.startsWith('Nothing')) bare.push(`${method} ${path}`)
      }
    }
  }
  expect(bare).toEqual([])
  expect(described).toBeGreaterThan(80)
})

it('whatever is read answers something, but where the browser is sent on', () => {
  const silent = Object.entries(operations).filter(
    ([name, { answer }]) => name.startsWith('GET ') && answer === undefined,
  )
  expect(silent.map(([, { status }]) => status)).toEqual([303])
})

it('what is read answers as it is described', async () => {
  const org = (await ada.call('POST', '/api/orgs', { name: 'Shapes' })).body.id as string
  const workspace = (await ada.call('POST', `/api/orgs/${org}/workspaces`, { name: 'Sales' })).body.id as string
  const bob = await server.person('bob')
  await ada.call('POST', `/api/orgs/${org}/members`, { email: bob.account.email, role: 'guest' })
  const document = (await ada.call('POST', `/api/workspaces/${workspace}/commands/documents.create`, { title: 'Plan' }))
    .body.answer.id as string
  await ada.call('PUT', `/api/workspaces/${workspace}/sharing/${document}/${bob.account.email}`, { bits: 'rw-' })
  await ada.call('POST', `/api/workspaces/${workspace}/links`, { replica: document, password: 'secret' })
  await ada.call('POST', `/api/orgs/${org}/teams`, { name: 'Team' })
  await ada.call('POST', `/api/orgs/${org}/invitations`, { email: 'new@example.org' })
  await ada.call('PUT', `/api/orgs/${org}/secrets/mail`, { value: 'x' })
  await ada.call('POST', `/api/orgs/${org}/keys`, { name: 'ci' })
  await ada.call('POST', '/api/keys', { name: 'mine' })
  await ada.invite(workspace as never, 'viewer')
  const token = (await ada.call('POST', `/api/orgs/${org}/invitations`, { workspace })).body.token as string
  const agent = (await ada.call('GET', `/api/orgs/${org}/agents`)).body.items[0].id as string
  const of: Record<string, string> = {
    org,
    id: workspace,
    replica: document,
    workspace,
    token,
    subject: bob.principal,
    agent,
  }
  const query: Record<string, string> = {
    '/api/orgs/:org/access': `?subject=${bob.principal}&path=/orgs/${org}/${workspace}`,
    '/api/orgs/:org/grants': `?path=/orgs/${org}/${workspace}`,
    '/api/orgs/:org/relations': `?path=/orgs/${org}/${workspace}`,
    '/api/orgs/:org/directory': '?query=a',
    '/api/workspaces/:id/search': '?query=plan',
    '/api/orgs/:org/search': '?query=plan',
  }
  const read: string[] = []
  for (const { method, url } of described(server.running.doors)) {
    const { answerType = 'application/json', answer } = operations[`${method} ${url}`] ?? {}
    if (method !== 'GET' || answer === undefined || answerType !== 'application/json' || url.includes('*')) continue
    // What needs more than this is looked at where it is made.
    const names = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
    if (names.some((name) => of[name] === undefined) || url.includes('/conversations/')) continue
    const path = url.replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(of[name] ?? ''))
    const got = await ada.call('GET', `${path}${query[url] ?? ''}`)
    expect(differenceFromDescription(`${method} ${url}`, got)).toBeUndefined()
    read.push(url)
  }
  expect(read.length).toBeGreaterThan(25)
})

it('things answer as they are described', async () => {
  const workspace = await ada.workspace('Described')
  const { organisation } = (await ada.call('GET', '/api/workspaces')).body.find(
    (each: { id: string }) => each.id === workspace,
  )
  const made = await ada.call('PUT', `/api/orgs/${organisation}/${workspace}/tasks/one`, {})
  const get = document.paths['/api/orgs/{org}/{workspace}/{path}']?.put as {
    responses: Record<string, { content: Record<string, { schema: { required: string[] } }> }>
  }
  const { required } = get.responses['200']!.content['application/json']!.schema
  expect(Object.keys(made.body)).toEqual(expect.arrayContaining(required))
})

it('the page for people has every operation, runs no scripts and fetches nothing', async () => {
  const page = await server.visitor().call('GET', '/api/docs')
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/)
  for (const path of Object.keys(document.paths)) expect([path, page.body.includes(`>${path}<`)]).toEqual([path, true])
  expect(page.body).not.toMatch(/<script|<link|src=|https?:\/\//)
})

it('no workspace can be called like something else below an organisation', () => {
  const words = server.running.doors.flatMap(({ url }) => /^\/api\/orgs\/:org\/([a-z-]+)/.exec(url)?.[1] ?? [])
  expect(new Set(words).size).toBeGreaterThan(10)
  expect(words.filter(isWorkspaceName)).toEqual([])
})
