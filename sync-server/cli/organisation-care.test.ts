import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'
import { init } from './init.ts'
import { createKey } from './key.ts'
import { quota } from './quota.ts'
import { runRetention } from './retention.ts'
import { eraseOrganisation, exportOrganisation, importOrganisation } from './whole-organisation.ts'

vi.setConfig({ testTimeout: 120_000 })

let folder: string
let data: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-care-'))
  data = join(folder, 'data')
  const config = join(folder, 'nexus.yaml')
  writeFileSync(
    config,
    `organizations:
  - id: acme
    name: Acme Corporation
    quotas: { max_workspaces: 3 }
    workspaces: [{ id: sales, name: Sales Team }]
    members: [{ user_id: alice@acme.com, role: admin }]
`,
  )
  expect(await run(init, ['--config', config])).toMatchObject({ code: 0 })
})
afterEach(() => rmSync(folder, { recursive: true }))

type Run = (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>

async function run(command: Run, words: readonly string[], env: Record<string, string> = {}) {
  const said: string[] = []
  const listen = (line: unknown) => void said.push(`${String(line)}\n`)
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(listen),
    vi.spyOn(console, 'error').mockImplementation(listen),
  ]
  try {
    return { code: await command(words, { NEXUS_DATA: data, ...env }), said: said.join('') }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

it('quotas of the file are shown and changed, on the data folder and on a server that runs', async () => {
  expect((await run(quota, ['--org', 'acme'])).said).toMatch(/max_workspaces +1 of 3\n/)
  expect(await run(quota, ['--org', 'acme', 'max_workspaces=1', '--dry-run'])).toMatchObject({
    code: 0,
    said: expect.stringMatching(/would set max_workspaces to 1[^]*1 of 3/),
  })
  expect((await run(quota, ['--org', 'acme', 'max_workspaces=1'])).said).toMatch(/1 of 1 +FULL/)
  expect((await run(quota, ['--org', 'acme', 'max_workspaces=none', '--json'])).said).toContain(
    '{"name":"max_workspaces","used":1,"state":"fine"}',
  )
  for (const wrong of [['--org', 'acme', 'max_sheep=3'], ['--org', 'acme', 'max_members=many'], ['max_members=3']])
    expect(await run(quota, wrong)).toMatchObject({ code: 2 })
  expect(await run(quota, ['--org', 'nobody'])).toMatchObject({ code: 1 })
  const online = await onServer()
  expect((await run(quota, ['--org', 'acme', 'max_members=7'], online.env)).said).toMatch(/max_members +1 of 7/)
  await online.close()
})

it('retention is looked at dry and run', async () => {
  expect(await run(runRetention, ['--dry-run'])).toMatchObject({
    code: 0,
    said: expect.stringMatching(/would remove 0 changes/),
  })
  expect(await run(runRetention, ['--org', 'acme'])).toMatchObject({
    code: 0,
    said: 'acme: removed 0 changes, 0 sign-ins, 0 conversations\n',
  })
  expect(await run(runRetention, ['--org', 'nobody'])).toMatchObject({ code: 1 })
})

it('an organisation is exported, imported elsewhere and erased, offline', async () => {
  const file = join(folder, 'acme.tar.gz')
  expect(await run(exportOrganisation, [file, '--org', 'acme'])).toMatchObject({ code: 0 })
  expect(await run(exportOrganisation, [file, '--org', 'acme'])).toMatchObject({
    code: 1,
    said: expect.stringContaining('is there already'),
  })
  expect(await run(exportOrganisation, [join(folder, 'x'), '--org', 'nobody'])).toMatchObject({ code: 1 })
  const there = { NEXUS_DATA: join(folder, 'elsewhere') }
  const taken = await run(importOrganisation, [file], there)
  expect(taken).toMatchObject({
    code: 0,
    said: expect.stringContaining('alice@acme.com got an account without a password'),
  })
  const broken = join(folder, 'broken.tar.gz')
  writeFileSync(broken, readFileSync(file).subarray(0, 2_000))
  expect(await run(importOrganisation, [broken], there)).toMatchObject({
    code: 1,
    said: expect.stringContaining('nothing was changed'),
  })
  const words = ['--org', 'acme', '--name']
  expect(await run(eraseOrganisation, [...words, 'Acme'])).toMatchObject({
    code: 1,
    said: expect.stringContaining('not the name'),
  })
  expect(await run(eraseOrganisation, [...words, 'Acme Corporation', '--dry-run'])).toMatchObject({ code: 0 })
  expect(readdirSync(join(data, 'orgs'))).toHaveLength(1)
  expect(await run(eraseOrganisation, [...words, 'Acme Corporation'])).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^erased "Acme Corporation": 1 workspaces, \d+ files/),
  })
  expect(readdirSync(join(data, 'orgs'))).toEqual([])
  expect(await run(quota, ['--org', 'acme'])).toMatchObject({ code: 1 })
  // Its name is free again.
  expect(await run(init, ['--config', join(folder, 'nexus.yaml')])).toMatchObject({ code: 0 })
})

it('the same on a server that runs', async () => {
  const online = await onServer()
  const file = join(folder, 'acme.tar.gz')
  expect(await run(exportOrganisation, [file, '--org', 'acme'], online.env)).toMatchObject({ code: 0 })
  expect(existsSync(file)).toBe(true)
  expect((await run(importOrganisation, [file], online.env)).said).toMatch(
    /imported "Acme Corporation" as org_[^]*workspace ws_\w+ is ws_\w+ here/,
  )
  expect(await run(eraseOrganisation, ['--org', 'acme', '--name', 'Acme Corporation'], online.env)).toMatchObject({
    code: 0,
  })
  expect(await run(exportOrganisation, [join(folder, 'again'), '--org', 'acme'], online.env)).toMatchObject({ code: 1 })
  expect(existsSync(join(folder, 'again'))).toBe(false)
  await online.close()
})

async function onServer() {
  const made = await run(createKey, ['--operator', '--name', 'care', '--json'])
  const { token } = JSON.parse(made.said) as { token: string }
  const server = await startTestServer({ dataFolder: data })
  return { env: { NEXUS_API_KEY: token, NEXUS_HOST: server.url }, close: () => server.close() }
}
