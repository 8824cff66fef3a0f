import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type DeviceId, mintId, type OrganisationId, type PrincipalId, type WorkspaceId } from '#shared/kit/ids.ts'
import { backup } from '#server/cli/backup.ts'
import { restore } from '#server/cli/restore.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import { runNexus, startServerProcess } from '../testing/server-process.ts'
import { documentChange, openTestDevice, type TestDevice } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestCaller, testPassword } from '../testing/test-server.ts'

let folder: string
let data: string
let backups: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-backup-'))
  data = join(folder, 'data')
  backups = join(folder, 'backups')
})
afterEach(() => rmSync(folder, { recursive: true }))

const workspace = mintId<WorkspaceId>('ws', systemRandom)
const picture = Buffer.from('not much of a picture')
const pictureHash = createHash('sha256').update(picture).digest('hex')

it('[BK1] a backup of a running server under load is whole, and a server runs on what is restored from it', async () => {
  const server = await startServerProcess({ NEXUS_DATA: data })
  const caller = await signUp(server.url)
  const device = await openTestDevice(server.url, caller.cookie)
  const before = new Map<number, string>()
  for (let n = 0; n < 30; n += 1) await writeOne(device, before)
  await putPicture(caller)

  let isBackingUp = true
  const during = new Map<number, string>()
  const writing = (async () => {
    while (isBackingUp) await writeOne(device, during)
  })()
  const { code, said } = await runNexus(['backup', backups, '--data', data, '--json'])
  isBackingUp = false
  await writing
  expect([code, said]).toEqual([0, expect.stringContaining('"damaged":[]')])
  expect(during.size).toBeGreaterThan(0)
  expect(await server.kill('SIGTERM')).toBe(0)

  const fresh = join(folder, 'fresh')
  expect(await runNexus(['restore', backups, '--data', fresh])).toMatchObject({ code: 0 })
  const restored = await startServerProcess({ NEXUS_DATA: fresh })
  const log = await (await openTestDevice(restored.url, caller.cookie)).pullAll(workspace)
  expect(log.map((change) => change.seq)).toEqual(log.map((_, index) => index + 1))
  for (const [seq, replica] of before) expect(log[seq - 1]?.replica).toBe(replica)
  const blob = await fetch(`${restored.url}/api/workspaces/${workspace}/blobs/${pictureHash}`, {
    headers: { cookie: caller.cookie },
  })
  expect(Buffer.from(await blob.arrayBuffer())).toEqual(picture)
  expect(await restored.kill('SIGTERM')).toBe(0)
})

it('[BK1] what is acknowledged and not yet in the tables is backed up, too', async () => {
  const store = openSqliteStorage(data)
  const org = mintId<OrganisationId>('org', systemRandom)
  const { log, createWorkspace } = await store.organisation(org)
  const author = 'user:ada' as PrincipalId
  await createWorkspace({ id: workspace, name: 'Home', createdAt: 1 }, author)
  const { replica, kind, bytes } = documentChange()
  const hash = createHash('sha256').update(bytes).digest()
  await log.append([{ workspace, replica, kind, bytes, hash, author, device: 'device' as DeviceId, timeMs: 1 }])
  expect(await nexus(['backup', backups, '--data', data])).toMatchObject({ code: 0 })
  await store.close()
  const fresh = join(folder, 'fresh')
  expect(await nexus(['restore', backups, '--data', fresh])).toMatchObject({ code: 0 })
  const restored = openSqliteStorage(fresh)
  const page = await (await restored.organisation(org)).log.page(workspace, { after: 0, maxBytes: 9e9, maxChanges: 9 })
  expect(page.changes).toMatchObject([{ seq: 1, replica }])
  await restored.close()
})

it('[BK2] what has not been written since the backup before is not copied again, and old backups go', async () => {
  await fillData()
  const first = await backUp()
  const second = await backUp()
  expect(first).toMatchObject({ databases: 2, files: 1, sharedBytes: 0 })
  // That somebody makes a backup is noted in the control file, which is small.
  const control = statSync(join(second.folder, 'control.sqlite')).size
  expect(second).toMatchObject({ copiedBytes: control, sharedBytes: first.copiedBytes - control })
  await fillData(1)
  const third = await backUp('--keep', '2')
  expect(third.copiedBytes).toBeGreaterThan(0)
  expect(third.sharedBytes).toBe(picture.length)
  expect(third.removed).toEqual([first.folder])
  expect(readdirSync(backups)).toHaveLength(2)
})

it('[BK3] a backup that is no longer what it was is passed over, and alone it is refused', async () => {
  await fillData()
  const sound = await backUp()
  await fillData(1)
  const later = await backUp()
  const file = join(
    later.folder,
    'orgs',
    readdirSync(join(later.folder, 'orgs')).find((name) => name.endsWith('.sqlite')) ?? '',
  )
  const bytes = readFileSync(file)
  bytes[bytes.length - 7] = (bytes.at(-7) ?? 0) ^ 1
  writeFileSync(file, bytes)

  const fresh = join(folder, 'fresh')
  const alone = await nexus(['restore', later.folder, '--data', fresh])
  expect(alone).toEqual({
    code: 1,
    said: expect.stringMatching(/^nexus: the backup .* is damaged, .*nothing was changed\.\n$/),
  })
  expect(existsSync(fresh)).toBe(false)
  const newest = await nexus(['restore', backups, '--data', fresh, '--json'])
  expect(JSON.parse(newest.said)).toMatchObject({ folder: sound.folder, passedOver: [later.folder] })
})

it('[BK4] restore leaves alone what is in use or not empty, and moves aside what it replaces', async () => {
  await fillData()
  const server = await startTestServer({ dataFolder: data })
  await backUp()
  const inUse = await nexus(['restore', backups, '--data', data, '--replace'])
  expect(inUse).toEqual({ code: 1, said: expect.stringContaining('another Nexus process is using the data folder') })
  await server.close()
  const before = readFileSync(join(data, 'control.sqlite'))
  const notEmpty = await nexus(['restore', backups, '--data', data])
  expect(notEmpty).toEqual({
    code: 1,
    said: expect.stringContaining('is not empty; --replace moves what is there aside'),
  })
  expect(readFileSync(join(data, 'control.sqlite'))).toEqual(before)
  const replaced = await nexus(['restore', backups, '--data', data, '--replace', '--json'])
  const { aside } = JSON.parse(replaced.said) as { aside: string }
  expect(readFileSync(join(aside, 'control.sqlite'))).toEqual(before)
  expect(existsSync(join(aside, 'orgs'))).toBe(true)
})

it('[BK5] no server starts on a restore that was interrupted, and doing it again finishes it', async () => {
  await fillData()
  await backUp()
  mkdirSync(join(data, 'restoring'))
  await expect(startTestServer({ dataFolder: data })).rejects.toThrow(/^a restore into .* was interrupted; /)
  expect(await nexus(['restore', backups, '--data', data, '--replace'])).toMatchObject({ code: 0 })
  await (await startTestServer({ dataFolder: data })).close()
})

it('[BK6] wrong words and wrong folders are one line', async () => {
  const nothing = await nexus(['backup', backups, '--data', join(folder, 'none')])
  expect(nothing).toEqual({ code: 1, said: expect.stringMatching(/^nexus: .* is no data folder of Nexus; .*\n$/) })
  expect(await nexus(['backup', '--keep', '0'])).toMatchObject({ code: 2 })
  expect(await nexus(['restore'])).toMatchObject({ code: 2 })
  const none = await nexus(['restore', join(folder, 'none'), '--data', data])
  expect(none).toEqual({ code: 1, said: expect.stringMatching(/^nexus: there is no backup at .*\n$/) })
})

interface Told {
  readonly folder: string
  readonly databases: number
  readonly files: number
  readonly sharedBytes: number
  readonly copiedBytes: number
  readonly removed: readonly string[]
}

async function backUp(...words: string[]): Promise<Told> {
  const { said } = await nexus(['backup', '--to', backups, '--data', data, '--json', ...words])
  return JSON.parse(said) as Told
}

/** The command in this process: its exit code and all that it said. */
async function nexus([name, ...words]: readonly string[]): Promise<{ code: number; said: string }> {
  let said = ''
  const hear = (line: unknown) => void (said += `${String(line)}\n`)
  const spies = [vi.spyOn(console, 'log').mockImplementation(hear), vi.spyOn(console, 'error').mockImplementation(hear)]
  const code = await (name === 'backup' ? backup : restore)(words, {})
  for (const spy of spies) spy.mockRestore()
  return { code, said }
}

/** A server's life: an account with a picture, some changes, an ordered end. */
async function fillData(round = 0): Promise<void> {
  const server = await startTestServer({ dataFolder: data })
  const caller = round === 0 ? await signUp(server.url) : await signIn(server.url)
  if (round === 0) await putPicture(caller)
  const device = await openTestDevice(server.url, caller.cookie)
  await writeOne(device, new Map())
  await server.close()
}

async function writeOne(device: TestDevice, acknowledged: Map<number, string>): Promise<void> {
  const change = documentChange()
  const [result] = await device.push(workspace, [change])
  if (result && 'seq' in result) acknowledged.set(result.seq, change.replica)
}

async function putPicture(caller: TestCaller): Promise<void> {
  const path = `/api/workspaces/${workspace}/blobs/${pictureHash}`
  const put = await caller.call('PUT', path, picture, { 'content-type': 'image/png' })
  expect(put.status).toBe(201)
}

async function signUp(url: string): Promise<TestCaller> {
  const caller = openCaller(url)
  await caller.call('POST', '/api/accounts', { email: 'ada@example.org', name: 'Ada', password: testPassword })
  await caller.call('POST', '/api/workspaces', { id: workspace, name: 'Home' })
  return caller
}

async function signIn(url: string): Promise<TestCaller> {
  const caller = openCaller(url)
  await caller.call('POST', '/api/session', { email: 'ada@example.org', password: testPassword })
  return caller
}
