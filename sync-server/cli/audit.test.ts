import { existsSync, mkdirSync, readdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { safekeepingOf } from '#server/app/config.ts'
import { startProcess } from '../testing/server-process.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'
import { eraseAudit, exportAudit, verifyAudit } from './audit.ts'
import { backup } from './backup.ts'
import { doctor } from './doctor.ts'
import { restore } from './restore.ts'
import { listSecrets, revokeSecret, rotateKey } from './secrets.ts'

// Each command is a process.
vi.setConfig({ testTimeout: 90_000 })

let folder: string
let dataFolder: string
let server: TestServer
let org: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-audit-cli-'))
  dataFolder = join(folder, 'data')
  server = await startTestServer({ dataFolder })
  const ada = await server.person('ada')
  await ada.workspace('Plans')
  org = (await ada.call('GET', '/api/workspaces')).body[0].organisation as string
}, 60_000)
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const commands: Record<string, (words: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>> = {
  'audit verify': verifyAudit,
  'audit export': exportAudit,
  'audit erase': eraseAudit,
  'secret list': listSecrets,
  'secret revoke': revokeSecret,
  'secret rotate': rotateKey,
  backup: (words, env) => backup(words, env),
  restore: (words, env) => restore(words, env),
  doctor: (words, env) => doctor(words, env),
}

/** The command in this process: its exit code and all that it said. */
async function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; said: string }> {
  const [one = '', two = '', ...others] = words
  const command = commands[`${one} ${two}`]
  const plain = command ? undefined : commands[one]
  let said = ''
  const hear = (line: unknown) => void (said += `${String(line)}\n`)
  const spies = [vi.spyOn(console, 'log').mockImplementation(hear), vi.spyOn(console, 'error').mockImplementation(hear)]
  const code = command
    ? await command(others, env)
    : await plain?.(
        [two, ...others].filter((word) => word !== ''),
        {},
      )
  for (const spy of spies) spy.mockRestore()
  return { code: code ?? -1, said }
}

const nexus = (...words: string[]) => run([...words, '--data', dataFolder])
const verify = async (...words: string[]) => {
  const { code, said } = await nexus('audit', 'verify', '--json', ...words)
  return {
    code,
    verdict: JSON.parse(said) as { isSound: boolean; logs: { log: string; faults: unknown[]; remarks: string[] }[] },
  }
}

describe('beside a running server', () => {
  it('the logs are verified, exported with a signed end, and the export is verified by itself', async () => {
    const sound = await nexus('audit', 'verify')
    expect(sound).toEqual({
      code: 0,
      said: expect.stringMatching(/^sound {4}org_.*: \d+ entries, \d+ checkpoints\nsound {4}server: /),
    })
    const file = join(folder, 'export.jsonl')
    const { code, said } = await nexus('audit', 'export', '--org', 'server', '--to', file)
    expect([code, said]).toEqual([0, expect.stringMatching(/^nexus: signed with the key [\w+/]{43}=\n$/)])
    expect(statSync(file).mode & 0o077).toBe(0)
    const text = readFileSync(file, 'utf8')
    const actions = text
      .split('\n')
      .flatMap((line) => (line.includes('"action"') ? [(JSON.parse(line) as { action: string }).action] : []))
    expect(actions).toContain('session.opened')
    expect(actions.at(-1)).toBe('audit.exported')
    const checked = await run(['audit', 'verify', '--export', file])
    expect(checked).toEqual({ code: 0, said: expect.stringContaining(said.slice(-45).trim()) })
    const lines = text.trimEnd().split('\n')
    const forgeries = {
      changed: text.replace('session.opened', 'session.closed'),
      shortened: lines.toSpliced(2, 1).join('\n'),
      'cut off': lines.slice(0, -2).concat(lines.slice(-1)).join('\n'),
      unsigned: lines.slice(0, -1).join('\n'),
      'changed body': text.replace('"address":"127.0.0.1"', '"address":"192.0.2.9"'),
    }
    for (const [name, forged] of Object.entries(forgeries)) {
      expect([name, forged === text]).toEqual([name, false])
      writeFileSync(file, forged)
      expect([name, (await run(['audit', 'verify', '--export', file])).code]).toEqual([name, 3])
    }
    // The end of the export is a checkpoint, and what was cut off since is found by it.
    expect(readFileSync(join(dataFolder, 'audit-checkpoints.jsonl'), 'utf8')).toContain('"control"')
    expect((await verify()).verdict).toMatchObject({ isSound: true })
  })

  it('what somebody’s entries hold is erased, and that is no alarm', async () => {
    const [account] = accounts()
    const about = await nexus('audit', 'erase', '--org', 'server', '--about', `user:${account}`, '--dry-run')
    expect(about).toEqual({ code: 0, said: expect.stringMatching(/^would erase address and details of [1-9]/) })
    const erased = await nexus('audit', 'erase', '--org', 'server', '--about', `user:${account}`, '--json')
    expect(erased.code).toBe(0)
    expect((JSON.parse(erased.said) as { erased: number }).erased).toBeGreaterThan(0)
    expect(await verify('--org', 'server')).toMatchObject({ code: 0, verdict: { isSound: true } })
  })

  it('wrong words are told', async () => {
    const said = [
      await nexus('audit', 'verify', '--org', 'nobody'),
      await nexus('audit', 'export'),
      await nexus('audit', 'erase', '--org', org),
      await nexus('audit', 'verify', '--colour'),
      await run(['audit', 'verify', '--data', join(folder, 'none')]),
    ]
    expect(said.map(({ code }) => code)).toEqual([1, 2, 2, 2, 1])
    expect(said[0]?.said).toBe('nexus: there is no audit log "nobody".\n')
  })
})

function accounts(): string[] {
  const database = new Database(join(dataFolder, 'control.sqlite'), { readonly: true })
  const ids = database.prepare<[], string>('SELECT id FROM accounts').pluck().all()
  database.close()
  return ids
}

describe('secrets', () => {
  const set = async (name: string, value: string) => {
    const main = new URL('main.ts', import.meta.url).pathname
    const { child, exit, output } = startProcess(
      {},
      [main, 'secret', 'set', name, '--org', org, '--data', dataFolder],
      value,
    )
    void child
    return { code: await exit, said: await output }
  }

  it('go in by the standard input, and come out nowhere', async () => {
    expect(await set('mail', 'a canary that nobody hears\n')).toEqual({ code: 0, said: 'stored mail, version 1\n' })
    expect(await set('mail', 'another canary')).toMatchObject({ said: expect.stringContaining('version 2; 1 older') })
    const listed = await nexus('secret', 'list', '--org', org)
    expect(listed).toEqual({ code: 0, said: 'mail  version 2, 1  never used\n' })
    expect((await nexus('secret', 'rotate', '--json')).code).toBe(0)
    expect(await nexus('secret', 'revoke', 'mail', '--org', org, '--version', '1')).toEqual({
      code: 0,
      said: 'revoked mail\n',
    })
    expect(await nexus('secret', 'revoke', 'none', '--org', org)).toMatchObject({ code: 1 })
    expect(await set('a name', 'x')).toMatchObject({ code: 2 })
    expect(await set('empty', '')).toMatchObject({ code: 1 })
    expect(await verify()).toMatchObject({ code: 0 })
  })
})

describe('backups', () => {
  it('have no key in them; a restore is noted, and what it took away is told and is no alarm', async () => {
    const backups = join(folder, 'backups')
    const keys = readFileSync(join(dataFolder, 'server.key'), 'utf8')
    expect(statSync(join(dataFolder, 'server.key')).mode & 0o077).toBe(0)
    expect((await nexus('backup', backups)).code).toBe(0)
    const words = keys.split('\n').filter((line) => line.length > 40 && !line.startsWith('#'))
    expect(words).toHaveLength(2)
    const raw = words.map((word) => Buffer.from(word, 'base64'))
    for (const file of filesBelow(backups)) {
      const bytes = readFileSync(file)
      for (const each of [...words, ...raw]) expect([file, bytes.includes(each)]).toEqual([file, false])
    }
    expect(filesBelow(backups).some((file) => file.endsWith('server.key') || file.endsWith('.jsonl'))).toBe(false)

    const ada = await server.person('bob')
    await ada.workspace('Lost with the restore')
    expect((await nexus('audit', 'export', '--org', 'server', '--to', join(folder, 'later.jsonl'))).code).toBe(0)
    await server.close()
    expect((await nexus('restore', backups, '--replace')).code).toBe(0)
    expect(readFileSync(join(dataFolder, 'server.key'), 'utf8')).toBe(keys)
    const { code, verdict } = await verify()
    expect([code, verdict.isSound]).toEqual([0, true])
    expect(verdict.logs.find(({ log }) => log === 'control')?.remarks).toEqual([
      expect.stringMatching(/^entries up to \d+ were there before a restore/),
    ])
    server = await startTestServer({ dataFolder })
    // The same rows cut off without a restore.
    await server.close()
    const database = new Database(join(dataFolder, 'control.sqlite'))
    database.exec("DROP TRIGGER audit_entries_stay; DELETE FROM audit_entries WHERE action = 'backup.restored'")
    database.close()
    expect(await verify('--org', 'server')).toMatchObject({ code: 3 })
    const doctor = await nexus('doctor')
    expect(doctor).toEqual({ code: 3, said: expect.stringContaining('the audit log was changed: entry') })
  })
})

it('a key that is kept elsewhere is found there by every command, and is missed without', async () => {
  const elsewhere = {
    NEXUS_KEY_FILE: join(folder, 'secrets', 'nexus.key'),
    NEXUS_AUDIT_CHECKPOINTS: join(folder, 'kept.jsonl'),
  }
  mkdirSync(join(folder, 'secrets'))
  const own = join(folder, 'own')
  const { serverKeys, checkpointFile } = safekeepingOf(elsewhere)
  const other = await startTestServer({ dataFolder: own, serverKeys, checkpointFile })
  await other.person('ada')
  await other.close()
  expect(existsSync(join(own, 'server.key'))).toBe(false)
  const words = ['audit', 'verify', '--data', own]
  expect(await run(words, elsewhere)).toMatchObject({ code: 0 })
  expect(await run(words)).toMatchObject({
    code: expect.toBeOneOf([3, 4]),
    said: expect.stringContaining('which is not here'),
  })
  expect(await run(['secret', 'rotate', '--data', own], elsewhere)).toMatchObject({ code: 0 })
  expect(await run(['secret', 'rotate', '--data', own])).toMatchObject({
    code: 1,
    said: expect.stringContaining('NEXUS_KEY_FILE'),
  })
  await expect(startTestServer({ dataFolder: own })).rejects.toThrow(/^the server key [0-9a-f]{16} is not in /)
  await (await startTestServer({ dataFolder: own, serverKeys, checkpointFile })).close()
})

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
}
