import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startTestServer,
  testPassword,
  type TestAnswer,
  type TestPerson,
  type TestServer,
} from '../testing/test-server.ts'
import { differenceFromDescription } from '../testing/described-answer.ts'
import { openVisitor, type TestVisitor } from '../testing/test-browser.ts'
import { openMailbox, type TestMailbox } from '../testing/test-mailbox.ts'
import { auditActions } from './actions.ts'

/**
 * Every route that changes something leaves an entry in an audit log, with who it was. The list of routes is the server's own: a new one
 * fails here until it is in `acts`, or until somebody says in `elsewhere` or `unnoted` why it is not.
 */
let server: TestServer
let mailbox: TestMailbox
let ada: TestPerson
let bob: TestPerson
let org: string
let workspace: string
let task: string
/** Ids of what earlier acts have made, for later ones. */
const made: Record<string, string> = {}

beforeAll(async () => {
  mailbox = await openMailbox()
  server = await startTestServer({ clock, mail: { smtpUrl: mailbox.smtpUrl, from: 'Nexus <nexus@example.org>' } })
  ada = await server.person('ada')
  bob = await server.person('bob')
  org = (await ada.call('POST', '/api/orgs', { name: 'Acme' })).body.id as string
  workspace = (await ada.call('POST', `/api/orgs/${org}/workspaces`, { name: 'Sales', slug: 'sales' })).body
    .id as string
  task = (await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title: 'Call' })).body
    .answer as string
}, 60_000)
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  await mailbox.close()
})

/** A code of an authenticator app is good once: the time is moved by hand. */
const clock = { offsetMs: 0, now: () => Date.now() + clock.offsetMs }
const later = () => (clock.offsetMs += 60_000)
const codeNow = () => TOTP.generate({ secret: Secret.fromBase32(made.secret ?? ''), timestamp: clock.now() })
const linkIn = (text: string) => /#([\w-]{43})/.exec(text)?.[1] ?? ''
/** Somebody whose account is changed in every way. */
let cleo: TestVisitor
const cleoSignsIn = (password: string) => {
  cleo = openVisitor(server.url)
  return cleo.call('POST', '/api/session', { email: 'cleo@example.org', password })
}

type Act = (path: string) => Promise<TestAnswer>
const o = () => `/api/orgs/${org}`
const w = () => `/api/workspaces/${workspace}`
const at = (person: TestPerson) => encodeURIComponent(person.principal)
const keep = async (name: string, answer: Promise<TestAnswer>) => {
  const { body, ...rest } = await answer
  made[name] = String(body.id ?? '')
  return { ...rest, body: body as unknown }
}

/** In this order; each has to succeed, and to be noted as this action. */
const acts: Readonly<Record<string, readonly [action: keyof typeof auditActions, act: Act]>> = {
  'POST /api/orgs': ['organisation.created', () => ada.call('POST', '/api/orgs', { name: 'Second' })],
  'PATCH /api/orgs/:org': ['organisation.changed', () => ada.call('PATCH', o(), { name: 'Acme Corporation' })],
  'POST /api/workspaces': [
    'workspace.created',
    () => ada.call('POST', '/api/workspaces', { id: `ws_${randomBytes(13).toString('hex')}`, name: 'Mine' }),
  ],
  'POST /api/orgs/:org/workspaces': [
    'workspace.created',
    () => ada.call('POST', `${o()}/workspaces`, { name: 'Engineering' }),
  ],
  'PATCH /api/workspaces/:id': ['workspace.renamed', () => ada.call('PATCH', w(), { name: 'Sales Team' })],
  'POST /api/orgs/:org/members': [
    'member.added',
    () => ada.call('POST', `${o()}/members`, { email: bob.account.email }),
  ],
  'PATCH /api/orgs/:org/members/:user': [
    'member.role-changed',
    () => ada.call('PATCH', `${o()}/members/${bob.account.id}`, { role: 'admin' }),
  ],
  'POST /api/workspaces/:id/invitations': [
    'invitation.made',
    () => keep('workspaceInvitation', ada.call('POST', `${w()}/invitations`, { role: 'editor', expiresInDays: 1 })),
  ],
  'DELETE /api/workspaces/:id/invitations/:invitation': [
    'invitation.revoked',
    () => ada.call('DELETE', `${w()}/invitations/${made.workspaceInvitation}`),
  ],
  'POST /api/invitations/:token/accept': [
    'invitation.accepted',
    async () => bob.call('POST', `/api/invitations/${await ada.invite(workspace as never, 'editor')}/accept`),
  ],
  'PATCH /api/workspaces/:id/members/:account': [
    'grant.written',
    () => ada.call('PATCH', `${w()}/members/${bob.account.id}`, { role: 'viewer' }),
  ],
  'DELETE /api/workspaces/:id/members/:account': [
    'grant.written',
    () => ada.call('DELETE', `${w()}/members/${bob.account.id}`),
  ],
  'PUT /api/workspaces/:id/sharing/:subject': [
    'grant.written',
    () => ada.call('PUT', `${w()}/sharing/${at(bob)}`, { bits: 'r--' }),
  ],
  'DELETE /api/workspaces/:id/sharing/:subject': [
    'grant.written',
    () => ada.call('DELETE', `${w()}/sharing/${at(bob)}`),
  ],
  'PUT /api/workspaces/:id/sharing/:replica/:subject': [
    'grant.written',
    () => ada.call('PUT', `${w()}/sharing/${task}/${at(bob)}`, { bits: 'rw-' }),
  ],
  'DELETE /api/workspaces/:id/sharing/:replica/:subject': [
    'grant.written',
    () => ada.call('DELETE', `${w()}/sharing/${task}/${at(bob)}`),
  ],
  'PATCH /api/workspaces/:id/sharing/:replica': [
    'sharing.inheritance-changed',
    () => ada.call('PATCH', `${w()}/sharing/${task}`, { inherits: false }),
  ],
  'POST /api/workspaces/:id/links': [
    'link.created',
    () => keep('link', ada.call('POST', `${w()}/links`, { replica: task })),
  ],
  'DELETE /api/workspaces/:id/links/:link': ['link.revoked', () => ada.call('DELETE', `${w()}/links/${made.link}`)],
  'POST /api/orgs/:org/teams': [
    'team.created',
    () => keep('team', ada.call('POST', `${o()}/teams`, { name: 'Callers' })),
  ],
  'PATCH /api/orgs/:org/teams/:team': [
    'team.changed',
    () => ada.call('PATCH', `${o()}/teams/${made.team}`, { name: 'Writers' }),
  ],
  'PUT /api/orgs/:org/teams/:team/members/:user': [
    'team.member-added',
    () => ada.call('PUT', `${o()}/teams/${made.team}/members/${bob.account.id}`, { isLead: true }),
  ],
  'DELETE /api/orgs/:org/teams/:team/members/:user': [
    'team.member-removed',
    () => ada.call('DELETE', `${o()}/teams/${made.team}/members/${bob.account.id}`),
  ],
  'DELETE /api/orgs/:org/teams/:team': ['team.removed', () => ada.call('DELETE', `${o()}/teams/${made.team}`)],
  'POST /api/orgs/:org/invitations': [
    'invitation.made',
    () => keep('invitation', ada.call('POST', `${o()}/invitations`, { email: 'new@example.org' })),
  ],
  'DELETE /api/orgs/:org/members/:user/two-factor': [
    'member.factor-reset',
    async () => {
      const { token } = (await ada.call('POST', `${o()}/invitations`, {})).body as { token: string }
      const fay = server.visitor()
      const about = { email: 'fay@example.org', name: 'Fay', password: testPassword, invitation: token }
      await fay.call('POST', '/api/accounts', about)
      made.secret = (await fay.call('POST', '/api/account/two-factor')).body.secret as string
      await fay.call('POST', '/api/account/two-factor/confirm', { code: codeNow() })
      return ada.call('DELETE', `${o()}/members/fay@example.org/two-factor`)
    },
  ],
  'POST /api/orgs/:org/invitations/:invitation/resend': [
    'invitation.resent',
    () => keep('invitation', ada.call('POST', `${o()}/invitations/${made.invitation}/resend`)),
  ],
  'DELETE /api/orgs/:org/invitations/:invitation': [
    'invitation.revoked',
    () => ada.call('DELETE', `${o()}/invitations/${made.invitation}`),
  ],
  'PUT /api/orgs/:org/grants': [
    'grant.written',
    () => ada.call('PUT', `${o()}/grants`, { path: `/orgs/${org}/sales`, subject: bob.principal, bits: 'r--' }),
  ],
  'DELETE /api/orgs/:org/grants': [
    'grant.written',
    () => ada.call('DELETE', `${o()}/grants?path=${encodeURIComponent(`/orgs/${org}/sales`)}&subject=${at(bob)}`),
  ],
  'PUT /api/orgs/:org/relations': [
    'relation.written',
    () =>
      ada.call('PUT', `${o()}/relations`, { path: `/orgs/${org}/sales`, subject: bob.principal, relation: 'viewer' }),
  ],
  'DELETE /api/orgs/:org/relations': [
    'relation.taken',
    () =>
      ada.call(
        'DELETE',
        `${o()}/relations?path=${encodeURIComponent(`/orgs/${org}/sales`)}&subject=${at(bob)}&relation=viewer`,
      ),
  ],
  'PUT /api/orgs/:org/quotas': ['quota.set', () => ada.call('PUT', `${o()}/quotas`, { max_members: 50 })],
  'PUT /api/orgs/:org/workspace-quotas/:workspace': [
    'quota.set',
    () => ada.call('PUT', `${o()}/workspace-quotas/${workspace}`, { max_documents: 500 }),
  ],
  'PUT /api/orgs/:org/secrets/:name': ['secret.stored', () => ada.call('PUT', `${o()}/secrets/mail`, { value: 'x' })],
  'DELETE /api/orgs/:org/secrets/:name': ['secret.revoked', () => ada.call('DELETE', `${o()}/secrets/mail`)],
  'POST /api/orgs/:org/agents': [
    'agent.created',
    () => keep('agent', ada.call('POST', `${o()}/agents`, { slug: 'helper', name: 'Helper' })),
  ],
  'PATCH /api/orgs/:org/agents/:agent': [
    'agent.changed',
    () => ada.call('PATCH', `${o()}/agents/${made.agent}`, { name: 'Scribe' }),
  ],
  'POST /api/workspaces/:id/schedules': [
    'schedule.made',
    () => {
      const series = { rule: 'FREQ=DAILY', timeZone: 'Europe/Berlin', startAt: clock.now() + 86_400_000 }
      return keep('schedule', ada.call('POST', `${w()}/schedules`, { text: 'What is due?', ...series }))
    },
  ],
  'PATCH /api/workspaces/:id/schedules/:schedule': [
    'schedule.changed',
    () => ada.call('PATCH', `${w()}/schedules/${made.schedule}`, { isEnabled: false }),
  ],
  'DELETE /api/workspaces/:id/schedules/:schedule': [
    'schedule.removed',
    () => ada.call('DELETE', `${w()}/schedules/${made.schedule}`),
  ],
  'DELETE /api/orgs/:org/agents/:agent': ['agent.removed', () => ada.call('DELETE', `${o()}/agents/${made.agent}`)],
  'POST /api/orgs/:org/keys': ['key.created', () => keep('orgKey', ada.call('POST', `${o()}/keys`, { name: 'ci' }))],
  'DELETE /api/orgs/:org/keys/:key': ['key.revoked', () => ada.call('DELETE', `${o()}/keys/${made.orgKey}`)],
  'POST /api/keys': ['key.created', () => keep('key', ada.call('POST', '/api/keys', { name: 'mine' }))],
  'DELETE /api/keys/:key': ['key.revoked', () => ada.call('DELETE', `/api/keys/${made.key}`)],
  'POST /api/orgs/:org/ownership': [
    'ownership.transferred',
    () => ada.call('POST', `${o()}/ownership`, { to: bob.account.id, admin: false }),
  ],
  'DELETE /api/orgs/:org/members/:user': [
    'member.removed',
    () => ada.call('DELETE', `${o()}/members/${bob.account.id}`),
  ],
  'DELETE /api/orgs/:org': [
    'organisation.erased',
    async () => {
      const { id } = (await ada.call('POST', '/api/orgs', { name: 'To go' })).body as { id: string }
      return ada.call('DELETE', `/api/orgs/${id}`, { name: 'To go' })
    },
  ],
  'POST /api/accounts': [
    'account.made',
    () =>
      server
        .visitor()
        .call('POST', '/api/accounts', { email: 'cleo@example.org', name: 'Cleo', password: testPassword }),
  ],
  'POST /api/session': ['session.opened', () => cleoSignsIn(testPassword)],
  'PUT /api/account/password': [
    'password.changed',
    () => cleo.call('PUT', '/api/account/password', { password: 'another good password', current: testPassword }),
  ],
  'POST /api/account/email': [
    'account.verification-asked',
    () => cleo.call('POST', '/api/account/email', { email: 'cleo@example.net' }),
  ],
  'POST /api/email-verifications': [
    'account.email-verified',
    async () => {
      const { text } = await mailbox.mail('cleo@example.net', /Confirm/)
      return cleo.call('POST', '/api/email-verifications', { token: linkIn(text) })
    },
  ],
  'POST /api/password-resets': [
    'password.reset-asked',
    () => server.visitor().call('POST', '/api/password-resets', { email: 'cleo@example.net' }),
  ],
  'POST /api/password-resets/confirm': [
    'password.reset',
    async () => {
      const { text } = await mailbox.mail('cleo@example.net', /new password/)
      const body = { token: linkIn(text), password: testPassword }
      return server.visitor().call('POST', '/api/password-resets/confirm', body)
    },
  ],
  'POST /api/account/two-factor/confirm': [
    'two-factor.turned-on',
    async () => {
      cleo = openVisitor(server.url)
      await cleo.call('POST', '/api/session', { email: 'cleo@example.net', password: testPassword })
      made.secret = (await cleo.call('POST', '/api/account/two-factor')).body.secret as string
      return cleo.call('POST', '/api/account/two-factor/confirm', { code: codeNow() })
    },
  ],
  'POST /api/session/second-step': [
    'session.opened',
    async () => {
      later()
      const visitor = openVisitor(server.url)
      await visitor.call('POST', '/api/session', { email: 'cleo@example.net', password: testPassword })
      return visitor.call('POST', '/api/session/second-step', { code: codeNow() })
    },
  ],
  'POST /api/account/two-factor/recovery-codes': [
    'two-factor.recovery-codes-made',
    () => {
      later()
      return cleo.call('POST', '/api/account/two-factor/recovery-codes', { code: codeNow() })
    },
  ],
  'DELETE /api/account/two-factor': [
    'two-factor.turned-off',
    () => {
      later()
      return cleo.call('DELETE', '/api/account/two-factor', { code: codeNow() })
    },
  ],
  'DELETE /api/account/sessions/:session': [
    'session.revoked',
    async () => {
      const { body } = await cleo.call('GET', '/api/account/sessions')
      const other = (body as { id: string; isThis: boolean }[]).find(({ isThis }) => !isThis)
      return cleo.call('DELETE', `/api/account/sessions/${other?.id}`)
    },
  ],
  'DELETE /api/account/sessions': ['session.all-revoked', () => cleo.call('DELETE', '/api/account/sessions')],
  'DELETE /api/sessions': ['session.all-revoked', () => cleo.call('DELETE', '/api/sessions')],
  'DELETE /api/session': ['session.closed', () => bob.call('DELETE', '/api/session')],
}

/** With ceremonies of their own, of which the tests are elsewhere: what they are noted as, and who does it. */
const elsewhere: Readonly<Record<string, readonly [action: keyof typeof auditActions, file: string]>> = {
  'POST /api/session/passkey': ['passkey.refused', 'identity/passkeys.ts'],
  'POST /api/account/passkeys': ['passkey.added', 'identity/passkeys.ts'],
  'PATCH /api/account/passkeys/:passkey': ['passkey.renamed', 'identity/passkeys.ts'],
  'DELETE /api/account/passkeys/:passkey': ['passkey.removed', 'identity/passkeys.ts'],
  'POST /api/account/providers/:provider': ['provider.linked', 'identity/providers.ts'],
  'DELETE /api/account/providers/:provider': ['provider.unlinked', 'identity/providers.ts'],
  'DELETE /api/accounts/:account/two-factor': ['two-factor.reset', 'identity/two-factor.ts'],
  'POST /api/workspaces/:id/jobs/:job/cancel': ['assistant.cancelled', 'http/job-routes.ts'],
  'PUT /api/orgs/:org/assistant/provider': ['assistant.provider-changed', 'ai/providers/providers.ts'],
  'POST /api/orgs/:org/assistant/provider/test': ['assistant.provider-tested', 'ai/providers/providers.ts'],
  'DELETE /api/orgs/:org/assistant/provider': ['assistant.provider-removed', 'ai/providers/providers.ts'],
  'PUT /api/orgs/:org/suspension': ['organisation.suspended', 'tenancy/organisations.ts'],
  'POST /api/imports/organisation': ['organisation.imported', 'tenancy/data-export/import-organisation.ts'],
  // Where there is nothing to let go of nothing is noted.
  'POST /api/orgs/:org/retention': ['retention.applied', 'tenancy/retention/retention.ts'],
  // What a plan changes is done by the doors above.
  'POST /api/provision': ['grant.written', 'tenancy/grants.ts'],
}

/** What is no administrative act, and why. */
const unnoted: Readonly<Record<string, string>> = {
  'POST /api/session/token': 'a ticket of a session that is open, for five minutes',
  'POST /api/session/proof': 'opens nothing by itself; a wrong one is noted',
  'POST /api/session/passkey/options': 'a question',
  'POST /api/account/passkeys/options': 'a question',
  'POST /api/session/providers/:provider': 'a question; who comes back is noted',
  'POST /api/account/two-factor': 'nothing is on before it is confirmed',
  'POST /api/workspaces/:id/commands/:name': 'content: the log has it, with its author',
  'PUT /api/workspaces/:id/blobs/:hash': 'content',
  'PUT /api/orgs/:org/:workspace/context.json': 'content',
  'PUT /api/orgs/:org/:workspace/*': 'content',
  'POST /api/orgs/:org/:workspace/*': 'content',
  'DELETE /api/orgs/:org/:workspace/*': 'content',
  'POST /share/:token': 'reading by a link, whose last use the link knows',
  'POST /share/:token/open': 'reading by a link',
}

const unsafeRoutes = () =>
  server.running.doors
    .filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
    .map(({ method, url }) => `${method} ${url}`)

interface Entry {
  readonly action: string
  readonly actor: string
  readonly outcome: string
}

/** Of all logs, by their own place in it. */
function entries(): Map<string, Entry> {
  const paths = ['control.sqlite', ...databases()]
  return new Map(
    paths.flatMap((path) => {
      const database = new Database(join(server.dataFolder, path), { readonly: true })
      const all = database
        .prepare<[], Entry & { number: number }>('SELECT number, action, actor, outcome FROM audit_entries')
        .all()
      database.close()
      return all.map(({ number, ...rest }) => [`${path} ${number}`, rest] as const)
    }),
  )
}

function databases(): string[] {
  const control = new Database(join(server.dataFolder, 'control.sqlite'), { readonly: true })
  const ids = control
    .prepare<[], string>('SELECT organisation FROM account_links UNION SELECT organisation FROM workspace_homes')
    .pluck()
    .all()
  control.close()
  return ids.map((id) => `orgs/${id}.sqlite`).filter((path) => existsSync(join(server.dataFolder, path)))
}

describe('every route that changes something', () => {
  it('is here', () => {
    const known = new Set([...Object.keys(acts), ...Object.keys(elsewhere), ...Object.keys(unnoted)])
    expect(unsafeRoutes().filter((route) => !known.has(route))).toEqual([])
    expect([...known].filter((route) => !unsafeRoutes().includes(route))).toEqual([])
  })

  it.each(Object.keys(acts))('%s leaves an entry', async (route) => {
    const [action, act] = acts[route] as (typeof acts)[string]
    const before = entries()
    const answer = await act(route)
    const { status, body } = answer
    expect([route, status < 300 ? 'done' : body]).toEqual([route, 'done'])
    expect(differenceFromDescription(route, answer)).toBeUndefined()
    const added = [...entries()].flatMap(([place, entry]) => (before.has(place) ? [] : [entry]))
    expect(added).toContainEqual({
      action,
      actor: expect.stringMatching(/^(user:|anonymous|operator)/),
      outcome: 'done',
    })
  })

  it('with a ceremony of its own is noted by who is named here', () => {
    for (const [route, [action, file]] of Object.entries(elsewhere)) {
      const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
      expect([route, text.includes(action)]).toEqual([route, true])
    }
  })
})

it('whatever is noted has a sentence', () => {
  const actions = new Set([...entries().values()].map(({ action }) => action))
  expect([...actions].filter((action) => !Object.hasOwn(auditActions, action))).toEqual([])
})
