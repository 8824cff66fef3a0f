import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openStockClient, signJwt } from '../testing/stock-client.ts'
import { newDocument } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestServer } from '../testing/test-server.ts'
import { withinASecond } from '../testing/within-a-second.ts'
import { addUser, listMembers, removeUser } from './admin.ts'
import { getfacl, setfacl } from './facl.ts'
import { init } from './init.ts'
import { createKey } from './key.ts'
import { rebac } from './rebac.ts'

const secret = 'what the operator signs with'
let folder: string
let data: string
let config: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-admin-'))
  data = join(folder, 'data')
  config = join(folder, 'nexus.yaml')
})
afterAll(() => rmSync(folder, { recursive: true }))

type Run = (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>
const commands: Readonly<Record<string, Run>> = {
  init,
  'admin add-user': addUser,
  'admin remove-user': removeUser,
  'admin list': listMembers,
  'key create': createKey,
  rebac,
  setfacl,
  getfacl,
}

/** In this process, for a process each would take most of the time; `said` is what went to the screen. */
async function nexus(
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const two = words.slice(0, 2).join(' ')
  const name = two in commands ? two : (words[0] ?? '')
  const said: string[] = []
  const listen = (line: unknown) => void said.push(`${String(line)}\n`)
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(listen),
    vi.spyOn(console, 'error').mockImplementation(listen),
  ]
  try {
    const code = await commands[name]!(words.slice(name.split(' ').length), { NEXUS_DATA: data, ...env })
    return { code, said: said.join('') }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

const fileWith = (members: string, rest = '') => `
organizations:
  - id: acme
    name: Acme Corporation
    workspaces: [{ id: sales, name: Sales Team }, { id: engineering }]
    members:
      - { user_id: alice@acme.com, role: admin }
${members}
${rest}`
const bob = '      - { user_id: bob@acme.com, permissions: ["orgs/acme/sales:rw-"] }'

it('nexus init shows what it would do, does it, and then has nothing to do', async () => {
  writeFileSync(config, fileWith(bob))
  const plan = [
    '+ organisation acme',
    '+ organisation acme is called "Acme Corporation"',
    '+ workspace acme/sales "Sales Team"',
    '+ workspace acme/engineering "engineering"',
    '+ account alice@acme.com (without a password)',
    '+ member alice@acme.com of acme: admin',
    '+ alice@acme.com owns rwx acme/sales',
    '+ alice@acme.com owns rwx acme/engineering',
    '+ account bob@acme.com (without a password)',
    '+ member bob@acme.com of acme: member',
    '+ bob@acme.com may rw- acme/sales',
  ]
  const shown = await nexus(['init', '--config', config, '--dry-run'])
  expect(shown).toEqual({ code: 0, said: `${plan.join('\n')}\n11 changes would be made.\n` })
  expect(await nexus(['admin', 'list', '--json'])).toEqual({ code: 0, said: '[]\n' })
  expect(await nexus(['init', '--config', config])).toEqual({
    code: 0,
    said: `${plan.join('\n')}\n11 changes were made.\n`,
  })
  const again = await nexus(['init', '--config', config, '--json'])
  expect(JSON.parse(again.said)).toEqual({ changes: [], unnamed: [], dryRun: false })
})

it('a wrong file names its lines and changes nothing; pruning has to be confirmed', async () => {
  writeFileSync(
    config,
    fileWith('      - { user_id: eve, role: boss }', 'auth: { type: jwt, jwt_secret: ${NO_SUCH_THING} }'),
  )
  const missing = await nexus(['init', '--config', config])
  expect(missing).toEqual({
    code: 2,
    said: `nexus: ${config}, line 9: \${NO_SUCH_THING} is not set in the environment.\n`,
  })
  const wrong = await nexus(['init', '--config', config], { NO_SUCH_THING: secret })
  expect(wrong).toEqual({
    code: 2,
    said: `nexus: ${config}, line 8: organizations[0].members[1].role: expected "admin" or "member" or "guest".\n`,
  })
  writeFileSync(config, fileWith(''))
  const left = await nexus(['init', '--config', config])
  expect(left.said).toBe('  not in the file: member bob@acme.com of acme: member\nEverything is as the file says.\n')
  expect((await nexus(['init', '--config', config, '--prune'])).code).toBe(2)
  const pruned = await nexus(['init', '--config', config, '--prune', '--yes'])
  expect(pruned.said).toBe('- member bob@acme.com of acme: member\n1 change was made.\n')
  expect((await nexus(['admin', 'list', '--org', 'acme'])).said).toMatch(/^admin +alice@acme.com +alice\n$/)
})

it('people and grants on the data folder, and what follows from them', async () => {
  const added = await nexus([
    'admin',
    'add-user',
    '--org',
    'acme',
    '--user',
    'carol@acme.com',
    '--workspaces',
    'sales:r--',
  ])
  expect(added).toMatchObject({ code: 0, said: expect.stringContaining('+ carol@acme.com may r-- acme/sales') })
  expect(
    (await nexus(['admin', 'add-user', '--org', 'acme', '--user', 'x@acme.com', '--workspaces', 'none'])).said,
  ).toBe('nexus: there is no workspace "none".\n')
  expect(await nexus(['setfacl', '/orgs/acme/engineering', 'user:carol@acme.com:rw-', '--dry-run'])).toMatchObject({
    code: 0,
  })
  expect((await nexus(['rebac', 'check', 'user:carol@acme.com', 'write', '/orgs/acme/engineering'])).code).toBe(3)
  await nexus(['setfacl', '/orgs/acme/engineering', 'user:carol@acme.com:rw-'])
  expect(await nexus(['rebac', 'check', 'user:carol@acme.com', 'write', '/orgs/acme/engineering'])).toEqual({
    code: 0,
    said: 'yes\n',
  })
  const explained = await nexus(['rebac', 'explain', 'carol@acme.com', 'can_write', '/orgs/acme/engineering'])
  expect(explained.said.split('\n')[0]).toMatch(/^yes {2}rw/)
  expect((await nexus(['getfacl', '/orgs/acme/engineering'])).said).toMatch(/\nuser:carol@acme.com:rw.\n/)
  await nexus(['setfacl', '/orgs/acme/engineering', '-x', 'user:carol@acme.com'])
  expect((await nexus(['getfacl', '/orgs/acme/engineering'])).said).not.toContain('carol')
  expect(await nexus(['rebac', 'create', 'carol@acme.com', 'editor', '/orgs/acme/engineering'])).toMatchObject({
    code: 0,
  })
  expect((await nexus(['rebac', 'check', 'carol@acme.com', 'editor', '/orgs/acme/engineering'])).code).toBe(0)
  await nexus(['rebac', 'delete', 'carol@acme.com', 'editor', '/orgs/acme/engineering'])
  expect((await nexus(['rebac', 'check', 'carol@acme.com', 'editor', '/orgs/acme/engineering'])).code).toBe(3)
  const wrong = await nexus(['rebac', 'create', 'carol@acme.com', 'boss', '/orgs/acme/engineering'])
  expect(wrong).toEqual({
    code: 1,
    said: 'nexus: relation: expected owner, editor, viewer, r, w, x for a workspace.\n',
  })
  expect((await nexus(['rebac', 'check', 'carol@acme.com', 'read'])).code).toBe(2)
  expect(await nexus(['admin', 'remove-user', '--org', 'acme', '--user', 'carol@acme.com'])).toMatchObject({ code: 0 })
  expect((await nexus(['admin', 'list', '--org', 'acme'])).said).not.toContain('carol')
})

it('an organisation is set up from a file, and changed over command line and REST while two people are typing; who is removed is out within a second', {
  timeout: 120_000,
}, async () => {
  writeFileSync(config, fileWith(bob))
  await nexus(['init', '--config', config])
  const key = JSON.parse((await nexus(['key', 'create', '--operator', '--name', 'ops', '--json'])).said) as {
    token: string
  }
  const server: TestServer = await startTestServer({ dataFolder: data, jwtSecret: secret })
  const { port } = new URL(server.url)
  const online = { NEXUS_HOST: '127.0.0.1', NEXUS_PORT: port, NEXUS_API_KEY: key.token }
  const open = async (user: string) => {
    const client = openStockClient(server.url, { path: 'acme/sales', room, token: await signJwt(user, { secret }) })
    await client.synced()
    return client
  }
  const room = newDocument()
  try {
    const [alice, typist] = [await open('alice@acme.com'), await open('bob@acme.com')]
    typist.doc.getText('t').insert(0, 'bob ')
    await alice.until(() => alice.doc.getText('t').length === 4)
    const busy = await nexus(['admin', 'list', '--org', 'acme'])
    expect(busy).toMatchObject({ code: 1, said: expect.stringContaining('Set NEXUS_API_KEY') })
    writeFileSync(config, fileWith(`${bob}\n      - { user_id: dave@acme.com, permissions: ["orgs/acme/sales:rw-"] }`))
    const changed = await nexus(['init', '--config', config], { ...online, NEXUS_DATA: '' })
    expect(changed).toMatchObject({ code: 0, said: expect.stringContaining('+ dave@acme.com may rw- acme/sales') })
    const dave = await open('dave@acme.com')
    await dave.until(() => dave.doc.getText('t').toString() === 'bob ')
    dave.doc.getText('t').insert(4, 'dave ')
    await typist.until(() => typist.doc.getText('t').toString() === 'bob dave ')
    // By REST, as an administrator; the clock runs from the answer, for that is when it is promised.
    const asAlice = { authorization: `Bearer ${await signJwt('alice@acme.com', { secret })}` }
    const removed = await openCaller(server.url).call(
      'DELETE',
      '/api/orgs/acme/members/bob@acme.com',
      undefined,
      asAlice,
    )
    expect(removed.status).toBe(204)
    expect(await withinASecond(typist.ended())).toMatchObject({ code: 4403 })
    await nexus(['admin', 'remove-user', '--org', 'acme', '--user', 'dave@acme.com'], online)
    expect(await withinASecond(dave.ended())).toMatchObject({ code: 4403 })
    alice.doc.getText('t').insert(9, 'alice')
    const fresh = await open('alice@acme.com')
    await fresh.until(() => fresh.doc.getText('t').toString() === 'bob dave alice')
    for (const client of [alice, fresh, typist, dave]) client.close()
    expect((await nexus(['admin', 'list', '--org', 'acme'], online)).said).toMatch(
      /^admin +alice@acme.com +alice\n(?!.*(bob|dave))/s,
    )
    expect((await nexus(['admin', 'list'], { ...online, NEXUS_API_KEY: `nexus_${'0'.repeat(52)}` })).said).toBe(
      'nexus: the server does not take this key: it is wrong, was revoked or has expired.\n',
    )
    expect((await nexus(['admin', 'list'], { ...online, NEXUS_PORT: '9' })).said).toBe(
      'nexus: there is no server at http://127.0.0.1:9.\n',
    )
    expect(server.faults).toEqual([])
  } finally {
    await server.close()
  }
})
