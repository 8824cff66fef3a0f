import { createHash, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { documentChange } from '../testing/test-device.ts'
import { openCaller, startTestServer, testPassword, type TestPerson, type TestServer } from '../testing/test-server.ts'

interface World {
  readonly ada: TestPerson
  readonly bob: TestPerson
  readonly workspace: WorkspaceId
  readonly org: string
  readonly blob: { readonly bytes: Buffer; readonly hash: string }
}

let server: TestServer
let elsewhere: TestServer | undefined
let world: World
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-export-'))
  server = await startTestServer()
  world = await fill(server)
})
afterEach(async () => {
  expect(server.faults).toEqual([])
  await server.close()
  await elsewhere?.close()
  elsewhere = undefined
  rmSync(folder, { recursive: true })
})

/** An organisation of two people with a document, a task and a file; and one of somebody else, with words that must not be anywhere else. */
async function fill(on: TestServer): Promise<World> {
  const ada = await on.person('ada')
  const bob = await on.person('bob')
  const workspace = await ada.workspace('Plans of ADA')
  await bob.join(workspace, { by: ada, role: 'editor' })
  const device = await ada.device()
  await device.push(workspace, [documentChange('word of ADA')])
  await device.close()
  await ada.call('POST', `/api/workspaces/${workspace}/commands/tasks.create`, { title: 'task of ADA' })
  const bytes = Buffer.concat([Buffer.from('file of ADA'), randomBytes(2_000)])
  const hash = createHash('sha256').update(bytes).digest('hex')
  await ada.call('PUT', `/api/workspaces/${workspace}/blobs/${hash}`, bytes, { 'content-type': 'image/png' })
  const eve = await on.person('eve')
  const hers = await eve.workspace('CANARY plans')
  const spy = await eve.device()
  await spy.push(hers, [documentChange('CANARY word')])
  await spy.close()
  await eve.call(
    'PUT',
    `/api/workspaces/${hers}/blobs/${createHash('sha256').update('CANARY file').digest('hex')}`,
    Buffer.from('CANARY file'),
  )
  const org = (await ada.call('GET', '/api/workspaces')).body[0].organisation
  return { ada, bob, workspace, org, blob: { bytes, hash } }
}

async function exported(person = world.ada, from = server, org = world.org): Promise<Buffer> {
  const answer = await fetch(`${from.url}/api/orgs/${org}/export`, { headers: { cookie: person.cookie } })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/gzip'])
  return Buffer.from(await answer.arrayBuffer())
}

function take(on: TestServer, cookie: string, archive: Buffer) {
  const caller = Object.assign(openCaller(on.url), { cookie })
  return caller.call('POST', '/api/imports/organisation', archive, { 'content-type': 'application/gzip' })
}

/** Another server, with its owner signed in, on which bob has an account already. */
async function otherServer(): Promise<{ owner: TestPerson; bob: TestPerson }> {
  elsewhere = await startTestServer()
  const owner = await elsewhere.person('owner')
  await owner.workspace('Of the owner')
  return { owner, bob: await elsewhere.person('bob') }
}

function unpacked(archive: Buffer): string {
  const to = mkdtempSync(join(folder, 'unpacked-'))
  execFileSync('tar', ['-xz', '-C', to], { input: archive })
  return to
}

function packed(from: string): Buffer {
  const rest = readdirSync(from).filter((name) => name !== 'manifest.json')
  const files = rest.flatMap((name) =>
    /\./.test(name) ? [name] : readdirSync(join(from, name)).map((file) => `${name}/${file}`),
  )
  return gzipSync(
    execFileSync('tar', ['--format=ustar', '-c', '-C', from, 'manifest.json', ...files], { maxBuffer: 1e9 }),
  )
}

describe('export', () => {
  it('is for administrators alone', async () => {
    const path = `/api/orgs/${world.org}/export`
    const eve = await server.person('mallory')
    const asked = [openCaller(server.url), eve, world.bob].map((caller) => caller.call('GET', path))
    const [anonymous, stranger, guest] = await Promise.all(asked)
    expect([anonymous?.status, stranger?.status]).toEqual([401, 404])
    expect([403, 404]).toContain(guest?.status)
  })

  it('holds everything of the organisation, readable, and nothing of another one', async () => {
    const archive = await exported()
    expect(gunzipSync(archive).includes('CANARY')).toBe(false)
    expect(gunzipSync(archive).includes('eve@example.org')).toBe(false)
    const to = unpacked(archive)
    const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ format: 1, product: 'nexus', organisation: { id: world.org }, missing: [] })
    for (const { path, bytes, sha256 } of manifest.files) {
      const file = readFileSync(join(to, path))
      expect([path, file.length, createHash('sha256').update(file).digest('hex')]).toEqual([path, bytes, sha256])
    }
    const members = JSON.parse(readFileSync(join(to, 'readable/members.json'), 'utf8'))
    expect(members.map(({ email }: { email: string }) => email).toSorted()).toEqual([
      'ada@example.org',
      'bob@example.org',
    ])
    expect(readFileSync(join(to, 'readable/workspaces.json'), 'utf8')).toContain('Plans of ADA')
    expect(readFileSync(join(to, `blobs/${world.blob.hash}`))).toEqual(world.blob.bytes)
    const database = new Database(join(to, 'organisation.sqlite'), { readonly: true })
    expect(database.prepare('SELECT count(*) FROM changes').pluck().get()).toBe(2)
    expect(database.prepare('SELECT count(*) FROM invitations').pluck().get()).toBe(0)
    database.close()
    // What was made for it is gone, and it is in the audit log.
    await expect.poll(() => readdirSync(join(server.dataFolder, 'exports'))).toEqual([])
    const audit = await world.ada.call('GET', `/api/orgs/${world.org}/audit?action=organisation.exported`)
    expect(audit.body.items).toHaveLength(1)
  })
})

describe('import', () => {
  it('is for the owner of the server alone', async () => {
    const archive = await exported()
    expect((await take(server, world.bob.cookie, archive)).status).toBe(404)
    expect((await take(server, '', archive)).status).toBe(401)
  })

  it('on another server: the same ids, people by their address, everything there', async () => {
    const { owner, bob } = await otherServer()
    const on = elsewhere as TestServer
    const taken = await take(on, owner.cookie, await exported())
    expect([taken.status, taken.body]).toMatchObject([
      201,
      { organisation: world.org, renamed: [], workspaces: 1, files: 1, matched: [{ email: 'bob@example.org' }] },
    ])
    expect(taken.body.made).toMatchObject([{ id: world.ada.account.id, email: 'ada@example.org' }])
    expect(readdirSync(join(on.dataFolder, 'exports'))).toEqual([])
    expect((await bob.call('GET', '/api/workspaces')).body).toMatchObject([{ id: world.workspace, role: 'editor' }])
    const device = await bob.device()
    expect(await device.pullAll(world.workspace)).toHaveLength(2)
    expect(await device.push(world.workspace, [documentChange('after')])).toMatchObject([{ seq: 3 }])
    await device.close()
    const file = await fetch(`${on.url}/api/workspaces/${world.workspace}/blobs/${world.blob.hash}`, {
      headers: { cookie: bob.cookie },
    })
    expect(Buffer.from(await file.arrayBuffer())).toEqual(world.blob.bytes)
    // The owner of the server has nothing in it by that.
    expect((await owner.call('GET', `/api/workspaces/${world.workspace}/members`)).status).toBe(404)
    // A small one, and one that is still being sent when it is refused.
    for (const bytes of [Buffer.from('no archive'), Buffer.alloc(8_000_000, 'no archive')])
      expect((await take(on, owner.cookie, bytes)).body).toMatchObject({ code: 'wrong-archive' })
    expect(on.faults).toEqual([])
  })

  it('on the same server: a copy with ids of its own, beside the first', async () => {
    const taken = await take(server, world.ada.cookie, await exported())
    expect(taken.status).toBe(201)
    expect(taken.body.organisation).not.toBe(world.org)
    expect(taken.body.renamed).toMatchObject([{ from: world.workspace }])
    const copy = taken.body.renamed[0].to as WorkspaceId
    const device = await world.bob.device()
    await device.push(world.workspace, [documentChange('only in the first')])
    expect(await device.pullAll(copy)).toHaveLength(2)
    await device.close()
    const again = unpacked(await exported(world.ada, server, taken.body.organisation))
    for (const name of ['manifest.json', 'readable/grants.json', 'readable/workspaces.json'])
      expect(readFileSync(join(again, name), 'utf8')).not.toMatch(new RegExp(`${world.org}|${world.workspace}`))
  })

  it('an account that has another address here is given nothing', async () => {
    const archive = unpacked(await exported())
    const manifest = readFileSync(join(archive, 'manifest.json'), 'utf8')
    writeFileSync(join(archive, 'manifest.json'), manifest.replaceAll('bob@example.org', 'somebody@example.org'))
    const taken = await take(server, world.ada.cookie, packed(archive))
    expect(taken.body.made).toMatchObject([{ email: 'somebody@example.org' }])
    expect(taken.body.made[0].id).not.toBe(world.bob.account.id)
    const copy = taken.body.renamed[0].to
    expect((await world.bob.call('GET', `/api/workspaces/${copy}/members`)).status).toBe(404)
  })

  const edit = (archive: string, sql: string) => {
    const file = join(archive, 'organisation.sqlite')
    const database = new Database(file)
    database.pragma('foreign_keys = OFF')
    database.exec(sql)
    database.close()
    sign(archive)
  }
  /** Makes the manifest agree with what the files are now. */
  const sign = (archive: string) => {
    const manifest = JSON.parse(readFileSync(join(archive, 'manifest.json'), 'utf8'))
    for (const each of manifest.files) {
      const bytes = readFileSync(join(archive, each.path))
      Object.assign(each, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
    }
    writeFileSync(join(archive, 'manifest.json'), JSON.stringify(manifest))
  }
  const attacks: Record<string, { act(archive: string): void; says: RegExp }> = {
    'a byte of the database': {
      act: (archive) => {
        const file = readFileSync(join(archive, 'organisation.sqlite'))
        file[file.length >> 1] = (file[file.length >> 1] ?? 0) ^ 1
        writeFileSync(join(archive, 'organisation.sqlite'), file)
      },
      says: /organisation\.sqlite is not what was exported/,
    },
    'a file that the manifest does not name': {
      act: (archive) => writeFileSync(join(archive, 'readable/more.json'), '{}'),
      says: /does not name/,
    },
    'a file that is missing': {
      act: (archive) => rmSync(join(archive, 'blobs'), { recursive: true }),
      says: /is not in it/,
    },
    'a file under another name, in the manifest too': {
      act: (archive) => {
        const manifest = readFileSync(join(archive, 'manifest.json'), 'utf8')
        const [name = ''] = readdirSync(join(archive, 'blobs'))
        const other = 'a'.repeat(64)
        cpSync(join(archive, 'blobs', name), join(archive, 'blobs', other))
        rmSync(join(archive, 'blobs', name))
        writeFileSync(join(archive, 'manifest.json'), manifest.replace(`blobs/${name}`, `blobs/${other}`))
      },
      says: /does not have its own name/,
    },
    'a path out of the folder': {
      act: (archive) => {
        const manifest = readFileSync(join(archive, 'manifest.json'), 'utf8')
        writeFileSync(join(archive, 'manifest.json'), manifest.replace('readable/teams.json', '../../teams.json'))
      },
      says: /manifest/,
    },
    'a trigger': {
      act: (archive) => edit(archive, 'CREATE TRIGGER evil AFTER INSERT ON changes BEGIN DELETE FROM tuples; END'),
      says: /holds something that Nexus does not write/,
    },
    'a view in the place of a table': {
      act: (archive) =>
        edit(
          archive,
          'DROP TABLE suspensions; CREATE VIEW suspensions AS SELECT 1 AS subject, 2 AS since_ms, 3 AS suspended_by',
        ),
      says: /holds something that Nexus does not write/,
    },
    'a grant of another tenant': {
      act: (archive) =>
        edit(archive, `UPDATE belongings SET tenant = 'org_${'9'.repeat(26)}' WHERE thing LIKE 'user:%'`),
      says: /grants of another organisation/,
    },
    'a workspace that is none': {
      act: (archive) => edit(archive, `UPDATE workspaces SET id = '../elsewhere'`),
      says: /names what is not in it|no sound id/,
    },
    'a change that is another': {
      act: (archive) => edit(archive, 'UPDATE changes SET bytes = zeroblob(length(bytes))'),
      says: /a change in it is not what was written/,
    },
    'changes that nobody can read': {
      act: (archive) => edit(archive, `UPDATE changes SET bytes = x'ffffffff', crc = NULL`),
      says: /can not be read/,
    },
    'another organisation in the manifest': {
      act: (archive) => {
        const manifest = readFileSync(join(archive, 'manifest.json'), 'utf8')
        writeFileSync(join(archive, 'manifest.json'), manifest.replace(`"${world.org}"`, `"org_${'9'.repeat(26)}"`))
      },
      says: /grants of another organisation/,
    },
  }
  it.each(Object.entries(attacks))('%s: refused, and nothing has changed', async (_name, { act, says }) => {
    const { owner } = await otherServer()
    const on = elsewhere as TestServer
    const state = () => [
      readdirSync(join(on.dataFolder, 'orgs')).filter((name) => /\.(sqlite|blobs)$/.test(name)),
      readdirSync(join(on.dataFolder, 'exports')),
    ]
    mkdirSync(join(on.dataFolder, 'exports'), { recursive: true })
    const before = state()
    const archive = unpacked(await exported())
    act(archive)
    const answer = await take(on, owner.cookie, packed(archive))
    expect([answer.status, answer.body.code]).toEqual([422, 'wrong-archive'])
    expect(answer.body.detail).toMatch(says)
    expect(state()).toEqual(before)
    expect(await on.person('ada')).toBeDefined()
    expect((await owner.call('GET', '/api/workspaces')).body).toHaveLength(1)
  })
})

describe('erase', () => {
  const erase = (caller: { call: TestPerson['call'] }, name: string) =>
    caller.call('DELETE', `/api/orgs/${world.org}`, { name })
  const nameOf = async () => (await world.ada.call('GET', `/api/orgs/${world.org}`)).body.name as string

  it('is for administrators alone, and its name has to be typed', async () => {
    const name = await nameOf()
    expect((await erase(openCaller(server.url), name)).status).toBe(401)
    expect((await erase(await server.person('mallory'), name)).status).toBe(404)
    expect([403, 404]).toContain((await erase(world.bob, name)).status)
    expect((await erase(world.ada, `${name}!`)).body).toMatchObject({ status: 422, code: 'wrong-name' })
    expect((await world.ada.call('GET', '/api/workspaces')).body).toHaveLength(1)
  })

  it('leaves nothing of it in the data folder, ends who has it open, and a certificate in the server’s audit log', async () => {
    const socket = await world.bob.device()
    await socket.pullAll(world.workspace)
    const erased = await erase(world.ada, await nameOf())
    expect(erased.status).toBe(200)
    const { certificate, sha256 } = erased.body
    expect(createHash('sha256').update(JSON.stringify(certificate)).digest('hex')).toBe(sha256)
    expect(certificate).toMatchObject({
      organisation: world.org,
      by: world.ada.principal,
      workspaces: 1,
      members: 2,
      backups: [],
    })
    expect(await socket.next('access')).toMatchObject({ workspace: world.workspace, role: 'none' })
    const files = readdirSync(join(server.dataFolder, 'orgs'), { recursive: true, encoding: 'utf8' })
    expect(files.filter((name) => name.includes(world.org))).toEqual([])
    expect(await socket.push(world.workspace, [documentChange()])).toMatchObject([{ refused: 'no-access' }])
    await socket.close()
    for (const person of [world.ada, world.bob]) {
      expect((await person.call('GET', `/api/workspaces/${world.workspace}/members`)).status).toBe(404)
      expect((await person.call('GET', `/api/orgs/${world.org}`)).status).toBe(404)
    }
    expect(files.filter((name) => name.includes(world.org))).toEqual([])
    await server.running.close()
    const everything = readdirSync(server.dataFolder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(server.dataFolder, name))
      .filter((name) => existsSync(name) && !name.endsWith('orgs'))
    const control = everything.find((name) => name.endsWith('control.sqlite')) ?? ''
    const database = new Database(control)
    const body = database
      .prepare('SELECT body FROM audit_bodies JOIN audit_entries USING (number) WHERE action = ?')
      .pluck()
    expect(JSON.parse(body.get('organisation.erased') as string)).toEqual({ certificate, sha256 })
    expect(database.prepare('SELECT finished_at IS NOT NULL FROM erasures').pluck().get()).toBe(1)
    // A process that ended in between: what is left is removed by the next start.
    database.prepare('UPDATE erasures SET finished_at = NULL').run()
    database.close()
    const leftover = join(server.dataFolder, 'orgs', `${world.org}.sqlite`)
    writeFileSync(leftover, 'left')
    server = await startTestServer({ dataFolder: server.dataFolder, tell: () => undefined })
    expect(existsSync(leftover)).toBe(false)
    const again = openCaller(server.url)
    await again.call('POST', '/api/session', { email: 'ada@example.org', password: testPassword })
    expect((await again.call('GET', '/api/workspaces')).body).toEqual([])
    expect((await again.call('POST', '/api/workspaces', { id: `ws_${'3'.repeat(26)}`, name: 'New' })).status).toBe(201)
    rmSync(server.dataFolder, { recursive: true, force: true })
  })
})
