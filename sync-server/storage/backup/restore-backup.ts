import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock } from '#shared/kit/ports.ts'
import { syncToDisk } from '../durable-files.ts'
import { checkpointFile, controlFile, keyFile, restoringFolder } from '../sqlite/data-files.ts'
import { lockFolder } from '../sqlite/open-database.ts'
import { beginNewHistory } from '../sqlite/new-history.ts'
import { StorageFault } from '../storage-fault.ts'
import { backupName, type FoundBackup } from './backup-folder.ts'
import { backupToRestore } from './verify-backup.ts'

export interface RestoreRequest {
  /** A backup, or a folder of backups: then the newest that is whole. */
  readonly from: string
  readonly dataFolder: string
  /** What the data folder holds is moved aside, into a folder in it. */
  readonly replace: boolean
  readonly clock: Clock
}

export interface Restored extends FoundBackup {
  /** Where what was there before has gone; undefined when there was nothing. */
  readonly aside: string | undefined
  /** Newer backups that were not sound, or are no longer what they were. */
  readonly passedOver: readonly string[]
}

/**
 * Puts a backup in the place of a data folder's contents, under the folder's lock. Everything is copied and checked beside what is
 * there before anything is moved; the control file comes last, and until then no server starts on the folder.
 */
export async function restoreBackup({ from, dataFolder, replace, clock }: RestoreRequest): Promise<Restored> {
  const { found, passedOver } = await backupToRestore(from)
  if (!found) throw new StorageFault(passedOver.length > 0 ? 'backup-changed' : 'no-backup', passedOver[0] ?? from)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(join(dataFolder, 'lock'), dataFolder)
  try {
    const present = contentsOf(dataFolder)
    if (present.length > 0 && !replace) throw new StorageFault('not-empty', dataFolder)
    const staged = join(dataFolder, restoringFolder)
    await stage(found, staged)
    for (const { path } of found.manifest.databases) beginNewHistory(join(staged, path))
    const aside = present.length > 0 ? join(dataFolder, `before-restore-${backupName(clock.now())}`) : undefined
    if (aside) await moveAll(present, { from: dataFolder, to: aside })
    await moveAll(['orgs', controlFile], { from: staged, to: dataFolder })
    await rmdir(staged)
    await syncToDisk(dataFolder)
    return { ...found, aside, passedOver }
  } finally {
    unlock()
  }
}

/**
 * What belongs to the data. What earlier restores and migrations have put aside stays where it is, and so do the keys, which no backup
 * has, and the checkpoints, which say what was in the audit log before.
 */
function contentsOf(folder: string): string[] {
  const isOurs = (name: string) => /^(lock|before-|restoring$)/.test(name) || [keyFile, checkpointFile].includes(name)
  return readdirSync(folder).filter((name) => !isOurs(name))
}

async function stage({ folder, manifest }: FoundBackup, staged: string): Promise<void> {
  await rm(staged, { recursive: true, force: true })
  const folders = new Set([staged, join(staged, 'orgs')])
  await mkdir(join(staged, 'orgs'), { recursive: true, mode: 0o700 })
  for (const { path } of [...manifest.databases, ...manifest.journals, ...manifest.blobs]) {
    const to = join(staged, path)
    for (let each = dirname(to); !folders.has(each); each = dirname(each)) folders.add(each)
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await copyFile(join(folder, path), to)
    await syncToDisk(to)
  }
  for (const each of folders) await syncToDisk(each)
}

async function moveAll(names: readonly string[], { from, to }: { from: string; to: string }): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  // Organisations before the control file: a folder without that one is never mistaken for a whole one.
  for (const name of names.toSorted((a, b) => Number(a === controlFile) - Number(b === controlFile))) {
    if (existsSync(join(from, name))) await rename(join(from, name), join(to, name))
  }
  await syncToDisk(to)
}
