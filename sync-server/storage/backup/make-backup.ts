import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Clock } from '#shared/kit/ports.ts'
import { hashOfFile, linkOrCopy, syncToDisk } from '../durable-files.ts'
import { changeMarker, copyDatabase } from '../sqlite/copy-database.ts'
import { databaseFiles, journalFiles } from '../sqlite/data-files.ts'
import { StorageFault } from '../storage-fault.ts'
import { backupName, backupsIn, type FoundBackup, removeOld, unfinishedEnd } from './backup-folder.ts'
import { type DatabaseEntry, type Manifest, manifestName } from './manifest.ts'

export interface BackupRequest {
  readonly dataFolder: string
  /** The folder in which backups are kept, one folder each. */
  readonly to: string
  /** How many to keep, the new one included. */
  readonly keep: number
  readonly clock: Clock
}

export interface MadeBackup extends FoundBackup {
  /** Bytes that are the earlier backup's, under a second name. */
  readonly sharedBytes: number
  readonly copiedBytes: number
  readonly removed: readonly string[]
}

interface Work {
  readonly from: string
  readonly folder: string
  readonly before: FoundBackup | undefined
  readonly folders: Set<string>
  sharedBytes: number
  copiedBytes: number
}

/**
 * Copies a data folder that may be in use. Organisations come before the control file, so that every account and workspace that an
 * organisation names is in it; the files of an organisation come after its database, so that every file that it names is there.
 * Finished is what has its final name; anything else is removed at the next backup.
 */
export async function makeBackup({ dataFolder, to, keep, clock }: BackupRequest): Promise<MadeBackup> {
  if (!existsSync(join(dataFolder, 'control.sqlite'))) throw new StorageFault('no-data', dataFolder)
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(to)) {
    if (name.endsWith(unfinishedEnd)) await rm(join(to, name), { recursive: true })
  }
  const final = join(to, backupName(clock.now()))
  const work: Work = {
    from: dataFolder,
    folder: `${final}${unfinishedEnd}`,
    before: backupsIn(to)[0],
    folders: new Set(),
    sharedBytes: 0,
    copiedBytes: 0,
  }
  try {
    const manifest = await copyAll(work, clock)
    await writeFile(join(work.folder, manifestName), JSON.stringify(manifest), { mode: 0o600 })
    await syncToDisk(join(work.folder, manifestName))
    for (const folder of work.folders) await syncToDisk(folder)
    await rename(work.folder, final)
    await syncToDisk(to)
    const { sharedBytes, copiedBytes } = work
    return { folder: final, manifest, sharedBytes, copiedBytes, removed: await removeOld(to, keep) }
  } catch (error) {
    await rm(work.folder, { recursive: true, force: true })
    throw error
  }
}

async function copyAll(work: Work, clock: Clock): Promise<Manifest> {
  const databases: DatabaseEntry[] = []
  const journals: Manifest['journals'] = []
  const blobs: Manifest['blobs'] = []
  const missing: string[] = []
  for (const path of databaseFiles(work.from)) {
    const { entry, blobs: hashes, journals: own } = await copyOne(work, path)
    databases.push(entry)
    journals.push(...own)
    for (const hash of hashes) {
      const blob = join(path.replace(/\.sqlite$/, '.blobs'), hash.slice(0, 2), hash)
      const bytes = await copyBlob(work, blob)
      if (bytes === undefined) missing.push(blob)
      else blobs.push({ path: blob, bytes })
    }
  }
  return { format: 1, madeAt: new Date(clock.now()).toISOString(), databases, journals, blobs, missing }
}

interface CopiedDatabase {
  readonly entry: DatabaseEntry
  readonly blobs: readonly string[]
  readonly journals: Manifest['journals']
}

/**
 * The journal before the database: what leaves the one for the other meanwhile is then in both, and counts once. Unwritten since the
 * backup before, they are the same files under a second name.
 */
async function copyOne(work: Work, path: string): Promise<CopiedDatabase> {
  // Before the copy: a write in between makes the next backup copy once too often, never once too little.
  const marker = changeMarker(join(work.from, path))
  const to = await placeFor(work, path)
  const known = work.before?.manifest.databases.find((each) => each.path === path && each.marker === marker)
  if (work.before && known && known.faults.length === 0) {
    const journals = journalsOf(work.before.manifest, path)
    for (const each of [known, ...journals]) await share(work, each)
    return { entry: known, blobs: blobsOf(work.before.manifest, path), journals }
  }
  const journals = await copyJournals(work, path)
  const { schema, blobs, faults } = await copyDatabase(join(work.from, path), to)
  const entry = { ...(await measured(work, path)), schema, marker, faults: [...faults] }
  const twin = work.before?.manifest.databases.find((each) => each.path === path && each.sha256 === entry.sha256)
  if (twin) {
    await rm(to)
    await share(work, twin)
  } else {
    await syncToDisk(to)
    work.copiedBytes += entry.bytes
  }
  return { entry, blobs, journals }
}

async function copyJournals(work: Work, database: string): Promise<Manifest['journals']> {
  const journals: Manifest['journals'] = []
  for (const path of journalFiles(database)) {
    if (!existsSync(join(work.from, path))) continue
    const to = await placeFor(work, path)
    await copyFile(join(work.from, path), to)
    await syncToDisk(to)
    const journal = await measured(work, path)
    work.copiedBytes += journal.bytes
    journals.push(journal)
  }
  return journals
}

async function measured({ folder }: Work, path: string): Promise<{ path: string; bytes: number; sha256: string }> {
  const { size } = await stat(join(folder, path))
  return { path, bytes: size, sha256: await hashOfFile(join(folder, path)) }
}

/** A second name for a file of the backup before. */
async function share(work: Work, { path, bytes }: { path: string; bytes: number }): Promise<void> {
  await linkOrCopy(join(work.before?.folder ?? '', path), join(work.folder, path))
  work.sharedBytes += bytes
}

function journalsOf({ journals }: Manifest, database: string): Manifest['journals'] {
  return journals.filter(({ path }) => journalFiles(database).includes(path))
}

function blobsOf({ blobs, missing }: Manifest, database: string): string[] {
  const start = `${database.replace(/\.sqlite$/, '.blobs')}/`
  return [...blobs.map(({ path }) => path), ...missing]
    .filter((path) => path.startsWith(start))
    .map((path) => basename(path))
}

/** Returns its size; undefined: it is not there. */
async function copyBlob(work: Work, path: string): Promise<number | undefined> {
  const to = await placeFor(work, path)
  const earlier = work.before && join(work.before.folder, path)
  if (earlier && existsSync(earlier)) {
    const { size } = await stat(earlier)
    await share(work, { path, bytes: size })
    return size
  }
  const from = join(work.from, path)
  if (!existsSync(from)) return undefined
  await copyFile(from, to)
  await syncToDisk(to)
  const { size } = await stat(to)
  work.copiedBytes += size
  return size
}

async function placeFor(work: Work, path: string): Promise<string> {
  const file = join(work.folder, path)
  for (let folder = dirname(file); folder !== dirname(work.folder); folder = dirname(folder)) work.folders.add(folder)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  return file
}
