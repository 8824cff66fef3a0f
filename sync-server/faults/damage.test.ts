import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { doctor } from '#server/cli/doctor.ts'
import { backup } from '#server/cli/backup.ts'
import { restore } from '#server/cli/restore.ts'
import type { FolderReport } from '#server/storage/doctor/examine-folder.ts'
import type { SalvagedFile } from '#server/storage/doctor/salvage-folder.ts'
import { documentChange, openTestDevice } from '../testing/test-device.ts'
import { openCaller, startTestServer, type TestServer } from '../testing/test-server.ts'

/** Two people, an organisation each, one page of one file overwritten. */
interface World {
  readonly ada: { cookie: string; workspace: WorkspaceId }
  readonly bob: { cookie: string; workspace: WorkspaceId }
}

const changes = 400
let folder: string
let sound: string
let damaged: string
let damagedFile: string
let world: World
let server: TestServer | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-damage-'))
  sound = join(folder, 'sound')
  damaged = join(folder, 'damaged')
  server = await startTestServer({ dataFolder: sound })
  world = { ada: await somebody('ada'), bob: await somebody('bob') }
  await server.close()
  cpSync(sound, damaged, { recursive: true })
  damagedFile = fileOf(world.ada.workspace)
  overwritePage(join(damaged, damagedFile))
})
afterEach(async () => {
  await server?.close().catch(() => undefined)
  server = undefined
})
afterAll(() => rmSync(folder, { recursive: true }))

it('[ST14][SY65] a server starts with the organisations that are sound, and refuses the damaged one in a sentence, with nothing else on its sockets', async () => {
  const told: string[] = []
  const place = join(folder, 'served')
  cpSync(damaged, place, { recursive: true })
  server = await startTestServer({ dataFolder: place, tell: (sentence) => told.push(sentence) })
  expect(told).toEqual([
    expect.stringMatching(new RegExp(`^${damagedFile} is not a database that Nexus can read, or no longer; `)),
  ])

  const bob = await openTestDevice(server.url, world.bob.cookie)
  expect(await bob.pullAll(world.bob.workspace)).toHaveLength(changes)
  expect(await bob.push(world.bob.workspace, [documentChange()])).toMatchObject([{ seq: changes + 1 }])

  const caller = openCaller(server.url)
  caller.cookie = world.ada.cookie
  const members = await caller.call('GET', `/api/workspaces/${world.ada.workspace}/members`)
  expect([members.status, members.body.detail]).toEqual([
    503,
    expect.stringContaining('can not use this data at the moment'),
  ])
  const ada = await openTestDevice(server.url, world.ada.cookie)
  const { workspace } = world.ada
  const { replica } = documentChange()
  for (const message of [
    { kind: 'subscribe', workspace, cursor: 0 },
    { kind: 'bootstrap', workspace, asOf: 0, after: '' },
    { kind: 'watch', workspace, replica },
  ] as const) {
    ada.send(message)
    const about = message.kind === 'watch' ? replica : ''
    expect(await ada.roundTrip()).toEqual([{ kind: 'refused', workspace, replica: about, code: 'unavailable' }])
  }
  expect(await ada.push(workspace, [documentChange(), documentChange()])).toEqual([
    { refused: 'unavailable' },
    { refused: 'unavailable' },
  ])
  // The socket goes on, and so does what is elsewhere.
  const elsewhere = await bob.push(world.bob.workspace, [documentChange()])
  expect(elsewhere).toMatchObject([{ seq: changes + 2 }])
  expect(server.faults.every((fault) => String(fault).includes(damagedFile))).toBe(true)
})

it('[ST14] the doctor names what is damaged, what can be read, and the backup to restore', async () => {
  const healthy = await run(doctor, ['--data', sound, '--deep'])
  expect([healthy.code, healthy.said]).toEqual([0, expect.not.stringContaining('DAMAGED')])
  const backups = join(folder, 'backups')
  expect(await run(backup, ['--data', sound, '--to', backups])).toMatchObject({ code: 0 })
  // A backup of what is damaged is made, and said to be; it is not the one to restore.
  expect(await run(backup, ['--data', damaged, '--to', backups])).toMatchObject({ code: 3 })

  const { code, said } = await run(doctor, ['--data', damaged, '--backups', backups, '--json'])
  const report = JSON.parse(said) as FolderReport
  expect([code, report.isSound]).toEqual([3, false])
  expect(report.databases.filter(({ faults }) => faults.length > 0).map(({ path }) => path)).toEqual([damagedFile])
  const [workspace] = report.databases.find(({ path }) => path === damagedFile)?.workspaces ?? []
  expect(workspace?.changes).toBe(changes)
  expect(workspace?.readable).toBeGreaterThan(changes / 2)
  expect(workspace?.readable).toBeLessThan(changes)
  expect(report.backup?.folder).toBe(join(backups, readdirSync(backups).toSorted()[0] ?? ''))

  const spoken = await run(doctor, ['--data', damaged, '--backups', backups])
  expect(spoken.said).toContain(`DAMAGED  ${damagedFile}`)
  expect(spoken.said).toContain(`nexus restore ${report.backup?.folder}`)
  const place = join(folder, 'restored')
  expect(await run(restore, [backups, '--data', place])).toMatchObject({ code: 0 })
  expect(await run(doctor, ['--data', place])).toMatchObject({ code: 0 })
})

it('[ST14] salvage takes everything that can be read into a new folder, on which a server runs', async () => {
  const to = join(folder, 'salvaged')
  const { code, said } = await run(doctor, ['--data', damaged, '--salvage', to, '--json'])
  const { files } = JSON.parse(said) as { files: readonly SalvagedFile[] }
  expect(code).toBe(3)
  const part = files.find(({ path }) => path === damagedFile)
  expect(part).toMatchObject({ outcome: 'in part' })
  expect(files.filter(({ outcome }) => outcome !== 'whole')).toEqual([part])
  expect((part?.changes ?? 0) + (part?.lostChanges ?? 0)).toBe(changes)
  expect(await run(doctor, ['--data', to, '--deep'])).toMatchObject({ code: 0 })

  server = await startTestServer({ dataFolder: to })
  const ada = await openTestDevice(server.url, world.ada.cookie)
  const log = await ada.pullAll(world.ada.workspace)
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: part?.changes ?? 0 }, (_, index) => index + 1))
  expect(await ada.push(world.ada.workspace, [documentChange()])).toMatchObject([{ seq: log.length + 1 }])
  expect(await (await openTestDevice(server.url, world.bob.cookie)).pullAll(world.bob.workspace)).toHaveLength(changes)
})

it('[ST14] a bit that has turned over in a change is found by its hash', async () => {
  const place = join(folder, 'turned')
  cpSync(sound, place, { recursive: true })
  const database = new Database(join(place, damagedFile))
  database.prepare('UPDATE changes SET bytes = zeroblob(length(bytes)) WHERE seq = 7').run()
  database.close()
  const { code, said } = await run(doctor, ['--data', place, '--deep'])
  expect(code).toBe(3)
  expect(said).toContain(`1 changes of ${changes} are not what was written`)
})

async function somebody(name: string): Promise<{ cookie: string; workspace: WorkspaceId }> {
  const person = await server?.person(name)
  if (!person) throw new Error('no server')
  const workspace = await person.workspace()
  const device = await person.device()
  await device.push(
    workspace,
    Array.from({ length: changes }, (_, index) => documentChange(`${index} `.repeat(50))),
  )
  await device.close()
  return { cookie: person.cookie, workspace }
}

/** The file of the organisation that has the workspace. */
function fileOf(workspace: WorkspaceId): string {
  const control = new Database(join(sound, 'control.sqlite'), { readonly: true })
  const home = control.prepare<[string], string>('SELECT organisation FROM workspace_homes WHERE workspace = ?').pluck()
  const organisation = home.get(workspace)
  control.close()
  return `orgs/${organisation}.sqlite`
}

/** One page in the middle of the log. */
function overwritePage(file: string): void {
  const database = new Database(file)
  database.pragma('wal_checkpoint(TRUNCATE)')
  const pages = database
    .prepare<[], number>(`SELECT pageno FROM dbstat WHERE name = 'changes' AND pagetype = 'leaf' ORDER BY path`)
    .pluck()
    .all()
  database.close()
  const bytes = readFileSync(file)
  const page = pages[Math.floor(pages.length / 2)] ?? 1
  bytes.fill(0xa5, (page - 1) * 4096, page * 4096)
  writeFileSync(file, bytes)
}

async function run(
  command: (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>,
  words: readonly string[],
): Promise<{ code: number; said: string }> {
  let said = ''
  const hear = (line: unknown) => void (said += `${String(line)}\n`)
  const spies = [vi.spyOn(console, 'log').mockImplementation(hear), vi.spyOn(console, 'error').mockImplementation(hear)]
  const code = await command(words, {})
  for (const spy of spies) spy.mockRestore()
  return { code, said }
}
