import type fs from 'node:fs'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, it, vi } from 'vitest'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { NewChange } from '#server/storage/log-store.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'

/**
 * What a disk may hold after the power went: of every file, each page as it was when the file was last synced, or as it was written
 * since, in any mix. Pages reach the disk in an order only where a sync stands between them: the write-ahead log is synced before the
 * database is written from it.
 */
type Files = ReadonlyMap<string, Buffer>

const synced = vi.hoisted(() => ({ note: (_path: string) => undefined as void }))
vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fs>()
  const fdatasync = (fd: number, done: (error: Error | null) => void) => {
    const path = real.readlinkSync(`/proc/self/fd/${fd}`)
    real.fdatasync(fd, (error) => {
      if (!error) synced.note(path)
      done(error)
    })
  }
  const fdatasyncSync = (fd: number) => {
    real.fdatasyncSync(fd)
    synced.note(real.readlinkSync(`/proc/self/fd/${fd}`))
  }
  return { ...real, fdatasync, fdatasyncSync }
})

vi.setConfig({ testTimeout: 240_000 })

const pageBytes = 4096
const org = `org_${'a'.repeat(26)}` as OrganisationId
const home = `ws_${'b'.repeat(26)}` as WorkspaceId
const file = `orgs/${org}.sqlite`
const author = 'user:ada' as PrincipalId
const device = 'device_a' as DeviceId

let folders: string[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const folder of folders) rmSync(folder, { recursive: true })
  folders = []
})

it.each([1, 2])('[SY31] everything acknowledged outlasts a power cut at any moment (seed %i)', async (seed) => {
  const chance = chanceOf(seed)
  // Nothing is sorted in the background while files are read.
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const folder = newFolder()
  let storage = openSqliteStorage(folder)
  let store = await storage.organisation(org)
  await store.createWorkspace({ id: home, name: 'Home', createdAt: 1 }, author)
  const acknowledged: NewChange[] = []
  let onDisk: Files = filesIn(folder)
  synced.note = (path) => {
    const name = path.slice(folder.length + 1)
    if (path.startsWith(folder)) onDisk = new Map([...onDisk, [name, readFileSync(path)]])
  }
  for (let step = 0; step < 14; step += 1) {
    const before = filesIn(folder)
    const baseBefore = onDisk
    const { changes, isSynced } = await act(store, chance)
    const after = filesIn(folder)
    const isCheckpointed = !same(before.get(file), after.get(file))
    const middle =
      isCheckpointed && chance() < 0.5
        ? onlyTheDatabase(before, after)
        : mixed(baseBefore, notYet(before, after, isCheckpointed), chance)
    // In the middle of it: what it acknowledges has not been acknowledged yet. A log that has begun anew after a checkpoint was several
    // middles, of which the files that are left tell the last.
    if (!isCheckpointed || !hasBegunAnew(before, after)) await expectAll(middle, { acknowledged, underway: changes })
    acknowledged.push(...changes)
    if (isSynced || isCheckpointed) onDisk = new Map([...onDisk, ...ofSqlite(after)])
    await expectAll(mixed(onDisk, after, chance), { acknowledged, underway: [] })
    if (chance() > 0.1) continue
    await storage.close()
    storage = openSqliteStorage(folder)
    store = await storage.organisation(org)
    onDisk = filesIn(folder)
  }
  expect(acknowledged.length).toBeGreaterThan(20)
  await storage.close()

  /** The database as torn as can be, the log it is written from whole. */
  function onlyTheDatabase(older: Files, newer: Files): Files {
    return new Map([...newer, [file, mixPages(older.get(file), newer.get(file), chance)]])
  }
})

/** Until the log is synced the database is as it was. */
function notYet(before: Files, after: Files, isCheckpointed: boolean): Files {
  const database = before.get(file)
  return isCheckpointed && database ? new Map([...after, [file, database]]) : after
}

/** The salts of the log's header change when it is written from its beginning. */
function hasBegunAnew(before: Files, after: Files): boolean {
  const salts = (files: Files) => files.get(`${file}-wal`)?.subarray(16, 24)
  return salts(before)?.length === 8 && !same(salts(before), salts(after))
}

/** Something a server does with its storage; `isSynced`: SQLite has synced all of it when it is done. */
async function act(
  store: OrganisationStore,
  chance: () => number,
): Promise<{ changes: NewChange[]; isSynced: boolean }> {
  const kind = chance()
  if (kind < 0.1) {
    await store.createWorkspace({ id: `ws_${name(chance)}` as WorkspaceId, name: 'Other', createdAt: 2 }, author)
    return { changes: [], isSynced: true }
  }
  if (kind < 0.3) {
    // What waits in the journal goes into the tables; with the timer, its files are free again afterwards.
    if (chance() < 0.5) await vi.advanceTimersByTimeAsync(1_000)
    await store.log.ofReplica(home, replicaOf(0))
    await new Promise((resolve) => setImmediate(resolve))
    return { changes: [], isSynced: false }
  }
  const isLarge = kind > 0.92
  const count = isLarge ? 1_200 : 1 + Math.floor(chance() * 8)
  const bytes = kind > 0.8 && !isLarge ? 100_000 : 300
  const changes = Array.from({ length: count }, () => newChange(Math.ceil(chance() * bytes), chance))
  await store.log.append(changes)
  return { changes, isSynced: isLarge || changes.reduce((sum, change) => sum + change.bytes.length, 0) >= 1024 * 1024 }
}

interface Expected {
  readonly acknowledged: readonly NewChange[]
  readonly underway: readonly NewChange[]
}

/** A server that starts on the files has all of it, in order, and goes on. */
async function expectAll(files: Files, { acknowledged, underway }: Expected): Promise<void> {
  const folder = newFolder()
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes, { mode: 0o600 })
  }
  const said: string[] = []
  const storage = openSqliteStorage(folder, { clock: { now: () => 0 }, tell: (sentence) => said.push(sentence) })
  const { log } = await storage.organisation(org)
  const { changes, head } = await log.page(home, { after: 0, maxBytes: 1e9, maxChanges: 1e6 })
  expect(said).toEqual([])
  expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1))
  expect(head).toBe(changes.length)
  const all = [...acknowledged, ...underway]
  expect(changes.length).toBeGreaterThanOrEqual(acknowledged.length)
  changes.forEach(({ bytes }, index) => expect(same(Buffer.from(bytes), all[index]?.bytes)).toBe(true))
  const last = acknowledged.at(-1)
  if (last) expect(await log.append([last])).toEqual([{ seq: acknowledged.length, isNew: false }])
  await storage.close()
  const database = new Database(join(folder, file), { readonly: true })
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  database.close()
  rmSync(folder, { recursive: true })
  folders = folders.filter((each) => each !== folder)
}

/** Every file that a machine has when it starts again: shared memory and locks are gone. */
function filesIn(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = names
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 1))
  return new Map(
    paths.filter((path) => !/-shm$|^lock/.test(path)).map((path) => [path, readFileSync(join(folder, path))]),
  )
}

function ofSqlite(files: Files): Files {
  return new Map([...files].filter(([path]) => /sqlite(-wal)?$/.test(path)))
}

function mixed(older: Files, newer: Files, chance: () => number): Files {
  return new Map([...newer].map(([path, bytes]) => [path, mixPages(older.get(path), bytes, chance)]))
}

/** Each page from one or the other, or torn in its middle. */
function mixPages(older: Buffer = Buffer.alloc(0), newer: Buffer = Buffer.alloc(0), chance: () => number): Buffer {
  const share = [0, 0.5, 0.9, 1][Math.floor(chance() * 4)] ?? 0
  const length =
    chance() < share
      ? newer.length
      : Math.min(newer.length, Math.max(older.length, Math.floor(chance() * newer.length)))
  const mix = Buffer.alloc(length)
  for (let at = 0; at < length; at += pageBytes) {
    const isNew = chance() < share
    mix.set((isNew ? newer : older).subarray(at, Math.min(at + pageBytes, length)), at)
    const torn = chance() < 0.05 ? Math.floor(chance() * pageBytes) : 0
    mix.set(newer.subarray(at, Math.min(at + torn, length)), at)
  }
  return mix
}

function same(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0
}

function newChange(length: number, chance: () => number): NewChange {
  // Long enough that no two are alike: the log would know the second one again.
  const bytes = randomBytes(16 + length)
  const hash = createHash('sha256').update(bytes).digest()
  return {
    workspace: home,
    replica: replicaOf(Math.floor(chance() * 5)),
    kind: 'yjs',
    bytes,
    hash,
    author,
    device,
    timeMs: 1,
  }
}

function replicaOf(number: number): ReplicaId {
  return `document_${String(number).repeat(26)}` as ReplicaId
}

function name(chance: () => number): string {
  return Array.from({ length: 26 }, () => Math.floor(chance() * 10)).join('')
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-power-'))
  folders.push(folder)
  return folder
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mix = Math.imul(state ^ (state >>> 15), 1 | state)
    mix = (mix + Math.imul(mix ^ (mix >>> 7), 61 | mix)) ^ mix
    return ((mix ^ (mix >>> 14)) >>> 0) / 4_294_967_296
  }
}
