import * as otpauth from 'otpauth'
import { expect, it } from 'vitest'
import { startTestServer, type TestPerson } from '../testing/test-server.ts'

const clock = { timeMs: Date.UTC(2026, 0, 1), now: () => clock.timeMs }

it('an organisation that asks for a second factor keeps out who has none, on open sockets too, until there is one', async () => {
  const server = await startTestServer({ clock })
  const [ada, bob] = [await server.person('ada'), await server.person('bob')]
  const org = (await ada.call('POST', '/api/orgs', { name: 'Careful' })).body.id
  const workspace = (await ada.call('POST', `/api/orgs/${org}/workspaces`, { name: 'W', slug: 'w' })).body.id
  const ask = (requireTwoFactor: boolean) =>
    ada.call('PATCH', `/api/orgs/${org}`, { settings: { signIn: { requireTwoFactor } } })
  const add = (person: TestPerson) =>
    ada.call('POST', `/api/orgs/${org}/members`, {
      email: person.account.email,
      workspaces: [{ workspace: 'w', bits: 'rw-' }],
    })
  await add(bob)

  expect((await ask(true)).body.code).toBe('factor-needed-first')
  const adas = await turnOn(ada)
  const device = await bob.device()
  await device.pullAll(workspace)
  expect((await ask(true)).status).toBe(200)
  expect(await device.next('access')).toMatchObject({ workspace, role: 'none' })
  const members = `/api/workspaces/${workspace}/members`
  expect([(await bob.call('GET', members)).status, (await ada.call('GET', members)).status]).toEqual([404, 200])
  expect((await bob.call('GET', `/api/orgs/${org}`)).body).toMatchObject({ status: 403, code: 'two-factor-needed' })
  // They are told why, so that they can do something about it.
  expect((await bob.call('GET', '/api/orgs')).body).toContainEqual(
    expect.objectContaining({ id: org, name: 'Careful', needsTwoFactor: true }),
  )
  const answer = async () => (await bob.call('GET', '/api/session')).body
  expect((await answer()).waiting).toEqual([{ id: org, name: 'Careful' }])
  expect((await ada.call('GET', '/api/session')).body.waiting).toBeUndefined()
  // Nobody else is told, and who is suspended would not be let in by it.
  expect((await server.visitor().call('GET', '/api/session')).body.waiting).toBeUndefined()
  const suspend = (suspended: boolean) => ada.call('PATCH', `/api/orgs/${org}/members/${bob.account.id}`, { suspended })
  await suspend(true)
  expect((await answer()).waiting).toBeUndefined()
  await suspend(false)
  expect((await answer()).waiting).toHaveLength(1)
  // Who comes later is asked, too.
  const carl = await server.person('carl')
  expect((await add(carl)).status).toBe(201)
  expect((await carl.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(404)

  const bobs = await turnOn(bob)
  expect((await answer()).waiting).toBeUndefined()
  expect((await bob.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(200)
  expect((await bob.call('GET', '/api/orgs')).body).not.toContainEqual(
    expect.objectContaining({ needsTwoFactor: true }),
  )
  clock.timeMs += 60_000
  await bob.call('DELETE', '/api/account/two-factor', { code: bobs.generate({ timestamp: clock.timeMs }) })
  expect((await bob.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(404)
  // And in again when it is not asked for any more.
  expect((await ask(false)).status).toBe(200)
  for (const each of [bob, carl])
    expect((await each.call('GET', `/api/workspaces/${workspace}/members`)).status).toBe(200)
  expect(adas.secret).toBeDefined()
  await device.close()
  expect(server.faults).toEqual([])
  await server.close()
})

async function turnOn(person: TestPerson): Promise<otpauth.TOTP> {
  const begun = (await person.call('POST', '/api/account/two-factor')).body
  const totp = new otpauth.TOTP({ secret: otpauth.Secret.fromBase32(begun.secret.replaceAll(' ', '')) })
  const code = totp.generate({ timestamp: clock.timeMs })
  const confirmed = await person.call('POST', '/api/account/two-factor/confirm', { code })
  expect(confirmed.status).toBeLessThan(300)
  return totp
}
