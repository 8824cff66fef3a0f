import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runNexus } from '../testing/server-process.ts'
import { startTestServer } from '../testing/test-server.ts'

let dataFolder: string
beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'nexus-keys-'))
  const server = await startTestServer({ dataFolder })
  await server.person('ada')
  await server.close()
})
afterAll(() => rmSync(dataFolder, { recursive: true }))

const nexus = (...words: string[]) => runNexus(['key', ...words, '--data', dataFolder])
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

it('a key is made, works, is listed without its secret, and ends', async () => {
  const made = await nexus('create', '--user', 'ADA@example.org', '--name', 'ci', '--days', '3', '--json')
  const key = JSON.parse(made.said) as { id: string; token: string; expiresAt: number; createdAt: number }
  expect(key).toMatchObject({
    name: 'ci',
    createdBy: 'service:operator',
    scopes: ['read', 'write', 'admin'],
    expiresAt: key.createdAt + 3 * 86_400_000,
  })
  const server = await startTestServer({ dataFolder })
  const whose = await fetch(`${server.url}/api/session`, bearer(key.token))
  expect(await whose.json()).toMatchObject({ account: { email: 'ada@example.org' } })
  const busy = await nexus('list')
  expect(busy).toMatchObject({ code: 1, said: expect.stringContaining('another Nexus process is using') })
  await server.close()
  const listed = await nexus('list', '--user', 'ada@example.org')
  expect(listed).toMatchObject({
    code: 0,
    said: expect.stringMatching(new RegExp(`^${key.id}  user:account_.*  ci\n$`)),
  })
  expect(listed.said).not.toContain(key.token)
  expect(await nexus('revoke', key.id)).toEqual({ code: 0, said: `revoked ${key.id}\n` })
  expect(await nexus('list')).toEqual({ code: 0, said: '' })
  const later = await startTestServer({ dataFolder })
  expect((await fetch(`${later.url}/api/workspaces`, bearer(key.token))).status).toBe(401)
  await later.close()
})

it('what is wrong is told with its exit code', async () => {
  const said = await Promise.all([
    nexus('create', '--user', 'nobody@example.org', '--name', 'x'),
    nexus('revoke', 'key_none'),
    nexus('create', '--user', 'ada@example.org'),
    nexus('list', '--colour'),
  ])
  // The first two open the folder, which is one process' at a time.
  expect(said.map(({ code }) => code)).toEqual([1, 1, 2, 2])
  expect((await nexus('create', '--user', 'nobody@example.org', '--name', 'x')).said).toBe(
    'nexus: there is no account and no agent "nobody@example.org".\n',
  )
  expect((await nexus('revoke', 'key_none')).said).toContain('there is no key "key_none"')
})
