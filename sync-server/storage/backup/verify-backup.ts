import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { hashOfFile } from '../durable-files.ts'
import { isSound } from './manifest.ts'
import { backupsIn, foundAt, type FoundBackup } from './backup-folder.ts'

/** The files of a backup that are not there or not what they were; empty when it can be restored as it was made. */
export async function changedFiles({ folder, manifest }: FoundBackup): Promise<string[]> {
  const changed: string[] = []
  for (const { path, bytes, sha256 } of [...manifest.databases, ...manifest.journals]) {
    if (!(await isAsMade(join(folder, path), { bytes, sha256 }))) changed.push(path)
  }
  for (const { path, bytes } of manifest.blobs) {
    if (!(await isAsMade(join(folder, path), { bytes, sha256: basename(path) }))) changed.push(path)
  }
  return changed
}

/** The folder itself when it is a backup, else the newest in it that was sound when it was made and still is what it was. */
export async function backupToRestore(from: string): Promise<{ found: FoundBackup | undefined; passedOver: string[] }> {
  const own = foundAt(from)
  const passedOver: string[] = []
  for (const found of own ? [own] : backupsIn(from)) {
    const isWhole = (own !== undefined || isSound(found.manifest)) && (await changedFiles(found)).length === 0
    if (isWhole) return { found, passedOver }
    passedOver.push(found.folder)
  }
  return { found: undefined, passedOver }
}

async function isAsMade(file: string, { bytes, sha256 }: { bytes: number; sha256: string }): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  return found?.size === bytes && (await hashOfFile(file)) === sha256
}
