import type * as Crypto from 'node:crypto'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { fakeClock, seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { noMailer } from '#server/mail/mailer.ts'
import type { AccountStore } from '#server/storage/account-store.ts'
import { openMailProofs } from './mail-proofs.ts'
import { nowhere } from './where.ts'
import { openMailbox, type TestMailbox } from '../testing/test-mailbox.ts'
import { openCaller, startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

/**
 * Whether there is an account of an address must not be told by how long an answer takes. Time can not be compared on a busy machine, so
 * what takes it is counted: every derivation of a key from a password, and every statement that a database is asked.
 */
const work = vi.hoisted(() => ({ derivations: 0, statements: [] as string[] }))
vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof Crypto>()
  const scrypt = ((...asked: Parameters<typeof original.scrypt>) => {
    work.derivations += 1
    original.scrypt(...asked)
  }) as typeof original.scrypt
  return { ...original, scrypt }
})

interface Statement {
  readonly source: string
}

/** All statements of all databases of this process go by the one prototype that they have. */
function countStatements(): () => void {
  const database = new Database(':memory:')
  const prototype = Object.getPrototypeOf(database.prepare('SELECT 1')) as Record<string, unknown>
  database.close()
  const names = ['run', 'get', 'all'] as const
  const before = names.map((name) => prototype[name])
  for (const name of names) {
    const act = prototype[name] as (...asked: unknown[]) => unknown
    prototype[name] = function counted(this: Statement, ...asked: unknown[]) {
      work.statements.push(this.source)
      return act.apply(this, asked)
    }
  }
  return () => names.forEach((name, at) => (prototype[name] = before[at]))
}

let stop: () => void
let mailbox: TestMailbox
let server: TestServer
let ada: TestPerson
let org: string
beforeAll(async () => {
  mailbox = await openMailbox()
  stop = countStatements()
})
afterAll(async () => {
  stop()
  await mailbox.close()
})
beforeEach(async () => {
  server = await startTestServer({ mail: { smtpUrl: mailbox.smtpUrl, from: 'nexus@example.org' } })
  ada = await server.person('ada')
  org = (await ada.call('POST', '/api/orgs', { name: 'Acme' })).body.id
  await server.person('known')
  return async () => {
    expect(server.faults).toEqual([])
    await server.close()
  }
})

const known = 'known@example.org'
const unknown = 'nobody@example.org'

/** Of one request, until everything that it has set off is done. */
async function workOf(act: () => Promise<{ status: number }>): Promise<{ derivations: number; statements: string[] }> {
  work.derivations = 0
  work.statements = []
  await act()
  // What leaves later does so before the event loop rests.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  return { derivations: work.derivations, statements: work.statements.filter(isOfRequests) }
}

/** What goes on by itself, whoever asks: the sorter's and the background's own statements. */
function isOfRequests(source: string): boolean {
  return /accounts|sessions|audit_entries|mail_tokens|invitations|organisation_roles|account_links/.test(source)
}

const signIn = (email: string) => () =>
  openCaller(server.url).call('POST', '/api/session', { email, password: 'not the right one' })
const askReset = (email: string) => () => openCaller(server.url).call('POST', '/api/password-resets', { email })
const invite = (email: string) => () => ada.call('POST', `/api/orgs/${org}/invitations`, { email })

it('the counting counts: a wrong password is one derivation and some statements', async () => {
  await signIn(known)()
  const { derivations, statements } = await workOf(signIn(known))
  expect(derivations).toBe(1)
  expect(statements.some((source) => source.includes('FROM accounts'))).toBe(true)
})

it.each([
  ['known', known],
  ['unknown', unknown],
])('the first sign-in after a start derives two keys for a %s address', async (_name, email) => {
  expect((await workOf(signIn(email))).derivations).toBe(2)
})

it.each([
  ['a sign-in', signIn],
  ['an invitation', invite],
])('%s takes the same work for known and unknown addresses', async (_name, ask) => {
  // Once for what is made when it is first needed.
  await ask('first@example.org')()
  const forUnknown = await workOf(ask(unknown))
  const forKnown = await workOf(ask(known))
  expect(forKnown).toEqual(forUnknown)
})

it('a reset that is asked for is answered before anything is looked up; then both are one look and one commit', async () => {
  await askReset('first@example.org')()
  const forUnknown = (await workOf(askReset(unknown))).statements
  const forKnown = (await workOf(askReset(known))).statements
  // The token of the mail is written in the transaction of the note that both leave.
  expect(forKnown.filter((source) => !source.includes('mail_tokens'))).toEqual(forUnknown)
  const said: string[] = []
  const control = new Proxy({} as AccountStore, {
    get: (_target, name) => () => {
      said.push(String(name))
      return Promise.resolve()
    },
  })
  const ports = { control, identity: { allEnded: () => undefined }, mailer: { ...noMailer, isSetUp: true } }
  const rest = {
    clock: fakeClock(),
    random: seededRandom(1),
    cost: { n: 2, r: 1, p: 1 },
    site: () => '',
    report: () => undefined,
  }
  const proofs = openMailProofs({ ...ports, ...rest })
  expect(proofs.askReset(known, nowhere)).toMatchObject({ ok: true })
  expect(said).toEqual([])
  await proofs.settled()
  expect(said).toEqual(['accountByEmail', 'noteAccess'])
})

it('an account without a password takes the same work as well', async () => {
  await signIn('first@example.org')()
  const forUnknown = await workOf(signIn(unknown))
  const database = new Database(`${server.dataFolder}/control.sqlite`)
  database.prepare("UPDATE accounts SET password = '' WHERE email = ?").run(known)
  database.close()
  expect(await workOf(signIn(known))).toEqual(forUnknown)
})
