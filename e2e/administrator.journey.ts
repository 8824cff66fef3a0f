import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStockClient, signJwt, type StockClient } from '../sync-server/testing/stock-client.ts'
import { withinASecond } from '../sync-server/testing/within-a-second.ts'
import { editorOf, newDocument, password, type Person, signIn, textOf } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { keepTyping, type Typist } from './support/typist.ts'

/**
 * An organisation from one file, run by one administrator over REST, the command line and the screens, while two people type in one
 * document the whole time. Who is concerned sees each change at once; those who type lose no letter and see no reload.
 */

const secret = 'what the operator signs with, in this journey'
const nexusYaml = `
organizations:
  - id: acme
    name: Acme Corporation
    quotas: { max_workspaces: 20 }
    workspaces: [{ id: sales, name: Sales Team }, { id: engineering, name: Engineering }]
    members:
      - { user_id: alice@example.org, name: Alice, role: admin, permissions: ["orgs/acme:rwx"] }
      - { user_id: bob@example.org, name: Bob, permissions: ["orgs/acme/sales:rw-"] }
      - { user_id: carol@example.org, name: Carol, permissions: ["orgs/acme/sales:rw-"] }
      - { user_id: agent_sales_001, type: agent, role: assistant, permissions: ["orgs/acme/sales:rw-"] }
  - id: globex
    name: Globex
    members:
      - { user_id: dave@example.org, name: Dave, role: admin }
      - { user_id: erin@example.org, name: Erin, role: member }
auth: { type: jwt, jwt_secret: \${JWT_SECRET} }
`

let server: TestServer
let sales: string
let alice: Person
let bob: Person
let carol: Person
let dave: Person
let typists: readonly Typist[] = []
let plan: string
const stock: StockClient[] = []

beforeAll(async () => {
  server = await startServer({ config: nexusYaml, env: { JWT_SECRET: secret } })
  sales = (await rest('GET', '/api/orgs/acme/workspaces', 'alice@example.org')).items.find(
    ({ slug }: { slug: string }) => slug === 'sales',
  ).id
  const names = ['Alice', 'Bob', 'Carol', 'Dave'] as const
  for (const name of names)
    await rest('PUT', '/api/account/password', `${name.toLowerCase()}@example.org`, { password })
  const people = await Promise.all(names.map((name) => signIn(server, name, `/w/${sales}`)))
  ;[alice, bob, carol, dave] = people as [Person, Person, Person, Person]
})
afterAll(async () => {
  for (const each of typists) await each.stop()
  for (const each of stock) each.close()
  for (const each of [alice, bob, carol, dave]) await each?.browser.close()
  await server?.close()
})

// oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers; the journey looks at it
async function rest(method: string, path: string, user: string, body?: unknown): Promise<any> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${await signJwt(user, { secret })}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

const asAlice = (method: string, path: string, body?: unknown) => rest(method, path, 'alice@example.org', body)

/** An editor of somebody else's making on the document that Bob and Carol type in. */
async function openPlan(user: string): Promise<StockClient> {
  const room = plan.split('/').at(-1) ?? ''
  const client = openStockClient(server.url, { path: 'acme/sales', room, token: await signJwt(user, { secret }) })
  stock.push(client)
  return client
}

const textIn = ({ doc }: StockClient) => String(doc.getXmlFragment('content'))

interface Removal {
  readonly act: () => Promise<unknown>
  /** A session of whoever loses the right that is no screen: it says when the server has told of it. */
  readonly session: StockClient
  /** How the audit log calls it; its time is that of the server, just before the tuples are written. */
  readonly action: 'member.removed' | 'grant.written'
  /** What the person sees, where a screen is open. */
  readonly seen?: Promise<unknown>
}

/** The open session ends within a second after the act; how long it took on the clock of this machine, which does other things as well, is only said. */
async function revoke(what: string, { act, session, action, seen }: Removal): Promise<void> {
  const closed = session.ended().then(({ code }) => ({ code, atMs: Date.now() }))
  const shown = seen?.then(() => Date.now())
  await act()
  const { code, atMs } = await withinASecond(closed)
  expect([4401, 4403]).toContain(code)
  const { items } = await asAlice('GET', `/api/orgs/acme/audit?action=${action}&limit=1`)
  const ms = atMs - items[0].timeMs
  const onScreen = shown ? `, on the screen ${(await shown) - items[0].timeMs} ms` : ''
  console.log(`${what}: the session ended ${ms} ms after the act on the server${onScreen}`)
  expect(ms).toBeGreaterThanOrEqual(0)
}

function nexus(...words: string[]): Promise<{ code: number | null; said: string }> {
  const main = fileURLToPath(new URL('../sync-server/cli/main.ts', import.meta.url))
  const env = { PATH: process.env.PATH, NEXUS_HOST: '127.0.0.1', NEXUS_PORT: String(server.port), NEXUS_API_KEY: key }
  const child = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })))
}
let key = ''

async function membersPage(): Promise<Page> {
  const [{ id }] = (await asAlice('GET', '/api/orgs')) as [{ id: string }]
  const page = await alice.goto(`/organisation/${id}/members`)
  await page.getByRole('heading', { level: 1, name: 'Members' }).waitFor()
  return page
}

describe('an administrator at work while people type', () => {
  it('the file has made the organisation, and two of it begin to type in one document', async () => {
    plan = await newDocument(bob, 'Plan for the quarter')
    await bob.page().keyboard.type('Bob:')
    await bob.page().keyboard.press('Enter')
    await bob.page().keyboard.type('Carol:')
    await carol.goto(plan)
    await expect.poll(() => textOf(carol.page())).toContain('Carol:')
    await editorOf(bob.page()).getByText('Bob:').click()
    await bob.page().keyboard.press('End')
    await editorOf(carol.page()).getByText('Carol:').click()
    await carol.page().keyboard.press('End')
    typists = [await keepTyping(bob.page(), 'b'), await keepTyping(carol.page(), 'c')]
  })

  it('over REST: somebody is let in to read, then to write, then to read again, and out', async () => {
    const outside = await openPlan('erin@example.org')
    expect((await outside.ended()).code).toBe(4403)
    const member = { email: 'erin@example.org', role: 'member', workspaces: [{ workspace: sales, bits: 'r--' }] }
    expect(await asAlice('POST', '/api/orgs/acme/members', member)).toMatchObject({ member: { name: 'Erin' } })
    const reading = await openPlan('erin@example.org')
    await reading.synced()
    expect(textIn(reading)).toContain('Carol:')
    // She reads along: what is typed from now on comes to her.
    const before = textIn(reading).length
    await reading.until(() => textIn(reading).length > before)
    const grants = '/api/orgs/acme/grants'
    await asAlice('PUT', grants, { path: '/orgs/acme/sales', subject: 'erin@example.org', bits: 'rw-' })
    reading.doc.getMap('notes').set('erin', 'was here')
    const agent = await openPlan('agent_sales_001')
    await agent.until(() => agent.doc.getMap('notes').get('erin') === 'was here')

    await asAlice('PUT', grants, { path: '/orgs/acme/sales', subject: 'erin@example.org', bits: 'r--' })
    reading.doc.getMap('notes').set('erin', 'should not')
    expect((await reading.ended()).code).toBe(4403)
    const again = await openPlan('erin@example.org')
    await again.synced()
    expect(again.doc.getMap('notes').get('erin')).toBe('was here')
    await revoke('removed over REST', {
      act: () => asAlice('DELETE', '/api/orgs/acme/members/erin@example.org'),
      session: again,
      action: 'member.removed',
    })
    agent.close()
  })

  it('over the command line: somebody is added with a key, changed and removed, and an agent loses its right', async () => {
    key = (await asAlice('POST', '/api/orgs/acme/keys', { name: 'console', scopes: ['read', 'write', 'admin'] })).token
    const added = await nexus(
      'admin',
      'add-user',
      '--org',
      'acme',
      '--user',
      'dave@example.org',
      '--workspaces',
      'sales:r--',
    )
    expect(added).toMatchObject({ code: 0 })
    const page = await dave.goto(plan)
    await expect.poll(() => textOf(page)).toContain('Carol:')
    await expect.poll(() => editorOf(page).getAttribute('contenteditable')).not.toBe('true')

    expect(await nexus('setfacl', '/orgs/acme/sales', 'user:dave@example.org:rw-')).toMatchObject({ code: 0 })
    await expect.poll(() => editorOf(page).getAttribute('contenteditable')).toBe('true')
    expect((await nexus('getfacl', '/orgs/acme/sales')).said).toContain('user:dave@example.org:rw-')

    const agent = await openPlan('agent_sales_001')
    await agent.synced()
    await revoke('an agent, by setfacl', {
      act: () => nexus('setfacl', '/orgs/acme/sales', '-x', 'agent:agent_sales_001'),
      session: agent,
      action: 'grant.written',
    })
    const session = await openPlan('dave@example.org')
    await session.synced()
    await revoke('removed over the command line', {
      act: () => nexus('admin', 'remove-user', '--org', 'acme', '--user', 'dave@example.org'),
      session,
      action: 'member.removed',
      seen: page
        .getByText(/no longer have access/i)
        .first()
        .waitFor(),
    })
    // Six processes, which on a full machine take their time to start.
  }, 300_000)

  it('on the screens: somebody is added, becomes a reader, and is removed by name', async () => {
    const page = await membersPage()
    await page.getByRole('button', { name: 'Add member' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('dave@example.org')
    await dialog.getByRole('combobox', { name: 'Rights in Sales Team' }).click()
    await page
      .getByRole('option', { name: /edit|write/i })
      .first()
      .click()
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'More about Dave' }).waitFor()

    const theirs = await dave.goto(plan)
    await expect.poll(() => textOf(theirs)).toContain('Carol:')
    await expect.poll(() => editorOf(theirs).getAttribute('contenteditable')).toBe('true')
    await page.getByRole('button', { name: 'More about Dave' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('Dave')
    const removed = page.waitForResponse((answer) => answer.request().method() === 'DELETE')
    const session = await openPlan('dave@example.org')
    await session.synced()
    await revoke('removed on the screen', {
      session,
      action: 'member.removed',
      act: async () => {
        await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
        expect((await removed).status()).toBe(204)
      },
      seen: theirs
        .getByText(/no longer have access/i)
        .first()
        .waitFor(),
    })
    await page.getByText('Dave was removed.').waitFor()
  })

  it('those who typed all along have lost no letter, were not reloaded, and kept their connection', async () => {
    const typed = []
    for (const each of typists) typed.push(await each.stop())
    for (const person of [bob, carol])
      for (const text of typed) await expect.poll(() => textOf(person.page())).toContain(text)
    for (const person of [bob, carol]) {
      await expect.poll(() => person.status()).toMatch(/^Synced at/)
      person.browser.expectNoProblems()
    }
    for (const text of typed) expect(text.split(' ').length).toBeGreaterThan(50)
    expect(typists.map(({ disturbances }) => disturbances())).toEqual([[], []])
  })
})
