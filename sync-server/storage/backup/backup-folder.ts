import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isSound, type Manifest, readManifest } from './manifest.ts'

/** One finished backup in a folder of backups. */
export interface FoundBackup {
  readonly folder: string
  readonly manifest: Manifest
}

const finishedName = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/
export const unfinishedEnd = '.partial'

/** Names order backups by the time at which they were begun. */
export function backupName(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/[:.]/g, '-')
}

/** The finished ones, newest first. */
export function backupsIn(folder: string): FoundBackup[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => finishedName.test(name))
  return names
    .toSorted()
    .reverse()
    .flatMap((name) => foundAt(join(folder, name)) ?? [])
}

/** Removes all but the newest `keep`, never the newest sound one. Returns what was removed. */
export async function removeOld(folder: string, keep: number): Promise<string[]> {
  const all = backupsIn(folder)
  const sound = all.find(({ manifest }) => isSound(manifest))
  const old = all.slice(keep).filter((each) => each !== sound)
  for (const each of old) await rm(each.folder, { recursive: true })
  return old.map((each) => each.folder)
}

/** undefined: this folder is no backup. */
export function foundAt(folder: string): FoundBackup | undefined {
  const manifest = readManifest(folder)
  return manifest && { folder, manifest }
}
