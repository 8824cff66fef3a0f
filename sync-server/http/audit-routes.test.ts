import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '#shared/protocol/rest-admin.ts'
import { verifyExport } from '#server/audit/verify-export.ts'
import {
  openCaller,
  startTestServer,
  type TestCaller,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'

let server: TestServer
let ada: TestPerson
let org: string
/** Everybody who must not see anything of it. */
const others: Record<string, { caller: TestCaller; status: number }> = {}
const url = (path: string) => `/api/orgs/${org}${path}`

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
  org = (await ada.call('POST', '/api/orgs', { name: 'Acme' })).body.id as string
  for (const role of ['member', 'guest'] as const) {
    const person = await server.person(role)
    const added = await ada.call('POST', url('/members'), { email: person.account.email, role })
    expect(added.status).toBe(201)
    others[role] = { caller: person, status: 403 }
  }
  const eve = await server.person('eve')
  await eve.call('POST', '/api/orgs', { name: 'Elsewhere' })
  others.tenant = { caller: eve, status: 404 }
  const rita = await server.person('rita')
  await ada.call('POST', url('/members'), { email: rita.account.email, role: 'admin' })
  expect((await rita.call('GET', url('/audit'))).status).toBe(200)
  expect((await ada.call('DELETE', url(`/members/${rita.account.id}`))).status).toBe(204)
  others.revoked = { caller: rita, status: 404 }
  others.anonymous = { caller: openCaller(server.url), status: 401 }
}, 60_000)
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

const entries = async (query = ''): Promise<AuditEntry[]> => (await ada.call('GET', url(`/audit?${query}`))).body.items

/** JSON lines, which are no JSON. */
const exported = (query = '') =>
  fetch(`${server.url}${url(`/audit/export${query}`)}`, { headers: { cookie: ada.cookie } })

describe('the audit log', () => {
  it('tells administrators who did what, in words, from where', async () => {
    const [entry] = await entries('action=member.removed')
    expect(entry).toMatchObject({
      action: 'member.removed',
      sentence: 'removed a member',
      actor: ada.principal,
      actorName: 'ada',
      outcome: 'done',
      address: '127.0.0.1',
      isErased: false,
    })
  })

  it('comes in pages, newest first, and is narrowed', async () => {
    const all = await entries('limit=200')
    expect(all.length).toBeGreaterThan(4)
    expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => all.length - index))
    const paged: AuditEntry[] = []
    let next: string | undefined = ''
    while (next !== undefined) {
      const page: { items: AuditEntry[]; next?: string } = (
        await ada.call('GET', url(`/audit?limit=2${next && `&after=${next}`}`))
      ).body
      paged.push(...page.items)
      next = page.next
    }
    expect(paged).toEqual(all)
    expect(await entries('actor=user:nobody')).toEqual([])
    expect((await entries('action=member.')).every(({ action }) => action.startsWith('member.'))).toBe(true)
    expect(await entries(`to=${all.at(-1)?.timeMs}`)).toEqual([])
    expect(await entries(`from=${all[0]?.timeMs}&to=2999-01-01`)).not.toEqual([])
    for (const wrong of ['limit=0', 'limit=x', 'outcome=perhaps', 'from=yesterday'])
      expect([wrong, (await ada.call('GET', url(`/audit?${wrong}`))).status]).toEqual([wrong, 422])
    // Nothing of a query is SQL.
    expect(await entries(`actor=${encodeURIComponent("' OR 1=1 --")}`)).toEqual([])
  })

  it('is exported as it is filtered on the screen, by the words of the same filters', async () => {
    const { createdAt } = (await ada.call('GET', url(''))).body as { createdAt: number }
    for (const query of [
      `actor=${ada.principal}`,
      'action=member.',
      'outcome=refused',
      `from=${createdAt}`,
      'to=2000-01-01',
    ]) {
      const listed = await entries(`limit=200&${query}`)
      const answer = await exported(`?${query}`)
      expect(answer.headers.get('content-disposition')).toContain(`audit-selection-${org}.jsonl`)
      const [head, ...lines] = (await answer.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(head).toMatchObject({ format: 'nexus audit selection 1', log: org })
      // That it is taken is noted before, and may be among them.
      const older = lines.filter(({ number }) => number <= (listed[0]?.number ?? 0))
      expect(older.map(({ number, sentence, isErased }) => ({ number, sentence, isErased }))).toEqual(
        listed.map(({ number, sentence, isErased }) => ({ number, sentence, isErased })),
      )
      const [latest] = await entries('limit=1')
      expect(latest).toMatchObject({ action: 'audit.exported', body: { filter: expect.any(Object) } })
    }
    expect((await exported('?outcome=maybe')).status).toBe(422)
  })

  it('is exported whole, with an end that is signed, and that is in the log', async () => {
    const answer = await exported()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toContain(`audit-${org}.jsonl`)
    const file = join(server.dataFolder, 'export.jsonl')
    const text = await answer.text()
    writeFileSync(file, text)
    const [latest] = await entries('limit=1')
    expect(latest).toMatchObject({ action: 'audit.exported', actor: ada.principal })
    expect(await verifyExport(file)).toMatchObject({ log: org, entries: latest?.number, faults: [] })
    expect(text).not.toContain('Elsewhere')
  })

  it('has the attempts of those who were refused, in the log of whom they wanted something', async () => {
    for (const { caller, status } of Object.values(others)) {
      expect((await caller.call('GET', url('/audit'))).status).toBe(status)
      expect((await caller.call('GET', url('/audit/export'))).status).toBe(status)
    }
    await settled()
    const refused = await entries('action=access.refused&outcome=refused&limit=200')
    const actors = new Set(refused.map(({ actor }) => actor))
    const people = ['member', 'guest', 'tenant', 'revoked'].map(
      (name) => (others[name]?.caller as TestPerson | undefined)?.principal ?? '',
    )
    for (const actor of [...people, 'anonymous']) expect([actor, actors.has(actor as never)]).toEqual([actor, true])
    expect(refused.some(({ object }) => object === 'route:GET /api/orgs/:org/audit/export')).toBe(true)
  })

  it('does not grow with every attempt of who does not stop', async () => {
    const { caller } = others.tenant ?? {}
    const before = (await entries('limit=1'))[0]?.number ?? 0
    for (let n = 0; n < 60; n += 1) await caller?.call('DELETE', url('/secrets/none'))
    await settled()
    const after = (await entries('limit=1'))[0]?.number ?? 0
    expect(after - before).toBeLessThanOrEqual(20)
  })

  it('makes nothing of an organisation that is none', async () => {
    const { caller } = others.tenant ?? {}
    const none = `org_${'0'.repeat(26)}`
    expect((await caller?.call('GET', `/api/orgs/${none}/audit`))?.status).toBe(404)
    await settled()
    expect((await caller?.call('GET', `/api/orgs/${none}/secrets`))?.status).toBe(404)
    const { readdirSync } = await import('node:fs')
    expect(readdirSync(join(server.dataFolder, 'orgs')).some((name) => name.startsWith(none))).toBe(false)
  })
})

/** What was refused before has been noted: it does not wait for its answer, and stores settle in order. */
async function settled(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await ada.call('GET', '/api/session')
}

describe('secrets', () => {
  it('go in, are listed and revoked by administrators, and come out of no door', async () => {
    const canary = 'canary-that-nobody-hears'
    const put = (value: string) => ada.call('PUT', url('/secrets/mail.smtp'), { value })
    const made = await put(canary)
    expect([made.status, made.body]).toEqual([
      201,
      {
        name: 'mail.smtp',
        version: 1,
        createdAt: expect.any(Number),
        versions: [{ version: 1, createdAt: expect.any(Number) }],
      },
    ])
    expect((await put(`${canary} again`)).body).toMatchObject({
      version: 2,
      versions: [{ version: 2 }, { version: 1 }],
    })
    const listed = await ada.call('GET', url('/secrets'))
    expect(listed.body.items).toMatchObject([{ name: 'mail.smtp', version: 2 }])
    const told = JSON.stringify([made.body, listed.body, await entries('limit=200'), await (await exported()).text()])
    expect(told).not.toContain(canary)
    expect((await ada.call('DELETE', url('/secrets/mail.smtp?version=1'))).status).toBe(204)
    expect((await ada.call('DELETE', url('/secrets/mail.smtp?version=1'))).status).toBe(404)
    expect((await ada.call('DELETE', url('/secrets/mail.smtp'))).status).toBe(204)
    expect((await ada.call('GET', url('/secrets'))).body).toEqual({ items: [] })
    expect((await entries('object=secret:mail.smtp')).map(({ action }) => action)).toEqual([
      'secret.revoked',
      'secret.revoked',
      'secret.stored',
      'secret.stored',
    ])
  })

  it('with wrong words are refused, without the value in the answer', async () => {
    for (const [name, body] of [
      ['..', { value: 'canary' }],
      ['a%20b', { value: 'canary' }],
      ['x', { value: '' }],
      ['x', { value: ['canary'] }],
      ['x', { canary: 1 }],
      ['x', { value: 'canary'.repeat(20_000) }],
    ] as const) {
      const answer = await ada.call('PUT', url(`/secrets/${name}`), body)
      expect([404, 413, 422]).toContain(answer.status)
      expect(JSON.stringify(answer.body)).not.toContain('canary')
    }
    expect((await ada.call('GET', url('/secrets'))).body).toEqual({ items: [] })
  })

  it('are nothing to anybody else', async () => {
    await ada.call('PUT', url('/secrets/one'), { value: 'value' })
    for (const [who, { caller, status }] of Object.entries(others)) {
      const answers = [
        await caller.call('GET', url('/secrets')),
        await caller.call('PUT', url('/secrets/one'), { value: 'theirs' }),
        await caller.call('DELETE', url('/secrets/one')),
      ]
      expect([who, ...answers.map((answer) => answer.status)]).toEqual([who, status, status, status])
    }
    expect((await ada.call('GET', url('/secrets'))).body.items).toMatchObject([{ name: 'one', version: 1 }])
  })
})
