import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runNexus } from '../testing/server-process.ts'
import { openCaller, startTestServer, testPassword } from '../testing/test-server.ts'

let dataFolder: string
beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-factor-cli-'))
  const server = await startTestServer({ dataFolder })
  const ada = await server.person('ada')
  const { secret } = (await ada.call('POST', '/api/account/two-factor')).body
  const code = TOTP.generate({ secret: Secret.fromBase32(secret) })
  expect((await ada.call('POST', '/api/account/two-factor/confirm', { code })).status).toBe(200)
  await server.close()
})
afterAll(() => rmSync(dataFolder, { recursive: true }))

const nexus = (...words: string[]) => runNexus(['admin', 'reset-factor', ...words, '--data', dataFolder])
const signIn = async () => {
  const server = await startTestServer({ dataFolder })
  const body = { email: 'ada@example.org', password: testPassword }
  const { status } = await openCaller(server.url).call('POST', '/api/session', body)
  await server.close()
  return status
}

it('whoever has the data folder resets a lost factor, which a dry run does not', async () => {
  expect(await nexus('--user', 'ada@example.org', '--dry-run')).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^would be done: two-factor sign-in of ada@example\.org is off/),
  })
  expect(await signIn()).toBe(401)
  expect(await nexus('--user', 'ada@example.org')).toMatchObject({
    code: 0,
    said: expect.stringContaining('Tell them: no mail was sent.'),
  })
  expect(await signIn()).toBe(200)
  expect(await nexus('--user', 'ada@example.org')).toEqual({
    code: 1,
    said: 'nexus: This account has no two-factor sign-in that could be reset.\n',
  })
  expect((await nexus('--user', 'nobody@example.org')).code).toBe(1)
  expect((await nexus()).code).toBe(2)
})
