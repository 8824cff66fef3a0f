import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, testPassword, type TestPerson, type TestServer } from '../testing/test-server.ts'

const dayMs = 24 * 60 * 60_000
const clock = { timeMs: Date.UTC(2026, 0, 1), now: () => clock.timeMs }

let post: Post
let server: TestServer
let ada: TestPerson
let org: string
const url = (path = '') => `/api/orgs/${org}/invitations${path}`

beforeAll(async () => {
  post = await openPost()
  const mail = { smtpUrl: `smtp://127.0.0.1:${post.port}`, from: 'Nexus <nexus@example.org>' }
  const publicUrl = new URL('http://localhost')
  server = await startTestServer({ clock, mail, publicUrl, signUp: 'open', tell: (sentence) => told.push(sentence) })
  ada = await server.person('ada')
  org = (await ada.call('POST', '/api/orgs', { name: 'Acme <Ltd>' })).body.id
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  await post.close()
})
const told: string[] = []

const invite = (body: object) => ada.call('POST', url(), body)
const accept = (person: TestPerson, token: string) => person.call('POST', `/api/invitations/${token}/accept`)

describe('an invitation to an address', () => {
  it('goes there by mail, as text and as HTML, with a link that works for that address alone', async () => {
    const made = await invite({ email: 'Bob@example.org', role: 'member' })
    expect(made).toMatchObject({ status: 201, body: { email: 'bob@example.org', wasSent: true, usesLeft: 1 } })
    const mail = post.taken().find(({ body }) => body.includes(made.body.token))
    expect(mail?.to).toEqual(['bob@example.org'])
    expect(mail?.body).toContain('Subject: ada invites you to Acme <Ltd>')
    expect(mail?.body).toContain('multipart/alternative')
    expect(mail?.body).toContain(`http://localhost/invite/${made.body.token}`)
    expect(mail?.body).toContain('Acme &lt;Ltd&gt;')
    expect(mail?.body).not.toMatch(/<script|<img/)

    const [bob, eve] = [await server.person('bob'), await server.person('eve')]
    expect((await accept(eve, made.body.token)).body).toMatchObject({ status: 403, code: 'wrong-address' })
    expect((await accept(bob, made.body.token)).body).toEqual({ organisation: org })
    expect((await bob.call('GET', `/api/orgs/${org}`)).body.role).toBe('member')
    expect((await eve.call('GET', `/api/orgs/${org}`)).status).toBe(404)
    // Once more is no harm for whom it was, and it is not open any more.
    expect((await accept(bob, made.body.token)).status).toBe(200)
    expect((await ada.call('GET', url())).body.items).toEqual([])
  })

  it('lets an account be made by that address alone, where accounts are by invitation', async () => {
    const closed = await startTestServer({ signUp: 'invited' })
    const owner = await closed.person('owner')
    const own = (await owner.call('POST', '/api/orgs', { name: 'Closed' })).body.id
    const body = { email: 'new@example.org', role: 'guest' }
    const { token, wasSent } = (await owner.call('POST', `/api/orgs/${own}/invitations`, body)).body
    expect(wasSent).toBe(false)
    const signUp = (email: string) =>
      closed.visitor().call('POST', '/api/accounts', { email, name: 'N', password: testPassword, invitation: token })
    expect((await signUp('other@example.org')).body.code).toBe('wrong-address')
    expect((await signUp('new@example.org')).status).toBe(201)
    expect((await signUp('third@example.org')).status).toBe(403)
    await closed.close()
  })

  it('is sent again with another token; the one before is worth nothing', async () => {
    const made = (await invite({ email: 'cora@example.org', expiresInDays: 3 })).body
    post.taken()
    clock.timeMs += 2 * dayMs
    const again = (await ada.call('POST', url(`/${made.id}/resend`))).body
    expect(again).toMatchObject({ id: made.id, wasSent: true })
    expect(again.expiresAt).toBe(clock.timeMs + 3 * dayMs)
    expect(post.taken().some(({ body }) => body.includes(again.token))).toBe(true)
    const cora = await server.person('cora')
    expect((await accept(cora, made.token)).status).toBe(410)
    expect((await accept(cora, again.token)).status).toBe(200)
    expect((await ada.call('POST', url('/invitation_none/resend'))).status).toBe(404)
  })

  it('that can not be sent is made all the same, and whoever runs the server is told why', async () => {
    post.refuse = true
    const made = await invite({ email: 'full@example.org' })
    expect(made).toMatchObject({ status: 201, body: { wasSent: false, token: expect.any(String) } })
    expect(told.at(-1)).toMatch(/^A mail could not be sent: /)
    post.refuse = false
    await ada.call('DELETE', url(`/${made.body.id}`))
  })
})

it('mail to more addresses than an office has is slowed down, links are not', async () => {
  const spammer = await server.person('spammer')
  const own = (await spammer.call('POST', '/api/orgs', { name: 'Buy now' })).body.id
  const send = (body: object) => spammer.call('POST', `/api/orgs/${own}/invitations`, body)
  const statuses: number[] = []
  for (let at = 0; at < 105; at += 1) statuses.push((await send({ email: `victim${at}@example.org` })).status)
  expect(statuses.slice(0, 100).every((status) => status === 201)).toBe(true)
  expect(statuses.at(-1)).toBe(429)
  expect((await send({ role: 'guest' })).status).toBe(201)
  const mails = post.taken().filter(({ to }) => to[0]?.startsWith('victim'))
  expect(mails.length).toBe(statuses.filter((status) => status === 201).length)
})

describe('a link to pass on', () => {
  it('serves so many and no more, also when they come at once', async () => {
    const { token } = (await invite({ role: 'guest', maxUses: 2 })).body
    const people = await Promise.all(['p1', 'p2', 'p3', 'p4'].map((name) => server.person(name)))
    const statuses = (await Promise.all(people.map((each) => accept(each, token)))).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 410, 410])
    expect((await server.visitor().call('GET', `/api/invitations/${token}`)).status).toBe(410)
  })

  it('ends when it expires or is taken back', async () => {
    const [late, gone] = [(await invite({ expiresInDays: 1 })).body, (await invite({ expiresInDays: 80 })).body]
    const list = (await ada.call('GET', url())).body.items.map(({ id }: { id: string }) => id)
    expect(list.slice(0, 1)).toEqual([late.id])
    expect(list).toContain(gone.id)
    expect(JSON.stringify((await ada.call('GET', url())).body)).not.toContain(gone.token)
    expect((await ada.call('DELETE', url(`/${gone.id}`))).status).toBe(204)
    expect((await ada.call('DELETE', url(`/${gone.id}`))).status).toBe(404)
    clock.timeMs += dayMs
    const dan = await server.person('dan')
    for (const { token } of [late, gone]) expect((await accept(dan, token)).body.code).toBe('invitation-gone')
  })

  it('brings what comes with it: a workspace, or one thing of it and not the rest', async () => {
    const workspace = (await ada.call('POST', `/api/orgs/${org}/workspaces`, { name: 'Plans' })).body.id
    const task = async (title: string) =>
      (await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title })).body.answer
    const [shown, hidden] = [await task('Shown'), await task('Hidden')]
    const [fay, gil] = [await server.person('fay'), await server.person('gil')]
    const whole = (await invite({ role: 'guest', workspace, workspaceRole: 'editor' })).body
    expect((await server.visitor().call('GET', `/api/invitations/${whole.token}`)).body).toMatchObject({
      organisationName: 'Acme <Ltd>',
      workspaceName: 'Plans',
      role: 'editor',
    })
    expect((await accept(fay, whole.token)).body).toMatchObject({ id: workspace, role: 'editor' })
    const one = (await invite({ role: 'guest', workspace, replica: shown, bits: 'r--' })).body
    expect((await server.visitor().call('GET', `/api/invitations/${one.token}`)).body).toEqual({
      organisationName: 'Acme <Ltd>',
      title: 'Shown',
      invitedBy: 'ada',
      role: 'viewer',
    })
    expect((await accept(gil, one.token)).body).toMatchObject({ id: workspace, replica: shown })
    const history = (replica: string) => gil.call('GET', `/api/workspaces/${workspace}/replicas/${replica}/changes`)
    expect((await history(shown)).status).toBe(200)
    expect((await history(hidden)).status).toBe(404)
    expect((await invite({ workspace, replica: `task_${'0'.repeat(26)}` })).status).toBe(404)
    const stranger = await server.person('stranger')
    expect((await invite({ workspace: await stranger.workspace() })).status).toBe(404)
  })

  it('that was guessed thirty times makes the guesser wait', async () => {
    const guess = (at: number) => server.visitor().call('GET', `/api/invitations/${String(at).padStart(78, '0')}`)
    const statuses: number[] = []
    for (let at = 0; at < 40; at += 1) statuses.push((await guess(at)).status)
    expect(statuses[0]).toBe(410)
    expect(statuses.at(-1)).toBe(429)
    clock.timeMs += dayMs
  })
})

interface Post {
  readonly port: number
  refuse: boolean
  /** What has come since it was asked last. */
  taken(): { to: string[]; body: string }[]
  close(): Promise<void>
}

/** A mail server on loopback. Bodies are decoded where lines were folded for the wire. */
async function openPost(): Promise<Post> {
  let mails: { to: string[]; body: string }[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, next) => next(opened.refuse ? new Error('Mailbox full') : null),
    onData: (stream, session, next) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const body = Buffer.concat(chunks).toString().replaceAll('=\r\n', '').replaceAll('=3D', '=')
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), body })
        next()
      })
    },
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  const address = smtp.server.address()
  const opened: Post = {
    port: typeof address === 'object' && address ? address.port : 0,
    refuse: false,
    taken: () => {
      const taken = mails
      mails = []
      return taken
    },
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  }
  return opened
}
