import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { linkOrCopy } from '../durable-files.ts'
import { copyDatabase } from '../sqlite/copy-database.ts'
import { checkpointFile, controlFile, databaseFiles, journalFiles, keyFile } from '../sqlite/data-files.ts'
import { examineDatabase } from '../sqlite/examine-database.ts'
import { lockFolder } from '../sqlite/open-database.ts'
import { salvageControl, salvageOrganisation } from '../sqlite/salvage-database.ts'
import { StorageFault } from '../storage-fault.ts'

export interface SalvagedFile {
  readonly path: string
  readonly outcome: 'whole' | 'in part' | 'lost'
  readonly changes: number
  readonly lostChanges: number
  /** Why it is lost. */
  readonly reason?: string
}

/**
 * Copies everything that can be read of a data folder into a new one: sound databases as they are, of damaged ones each readable row
 * and change. The damaged folder is only read.
 */
export async function salvageFolder(dataFolder: string, to: string): Promise<readonly SalvagedFile[]> {
  const paths = databaseFiles(dataFolder)
  if (!paths.includes(controlFile)) throw new StorageFault('no-data', dataFolder)
  if (existsSync(to) && readdirSync(to).length > 0) throw new StorageFault('not-empty', to)
  const unlock = lockFolder(join(dataFolder, 'lock'), dataFolder)
  try {
    mkdirSync(join(to, 'orgs'), { recursive: true, mode: 0o700 })
    const files: SalvagedFile[] = []
    for (const path of paths) files.push(await salvageOne(path, dataFolder, to))
    // Without the key no secret can be read.
    for (const name of [keyFile, checkpointFile])
      if (existsSync(join(dataFolder, name))) await copyFile(join(dataFolder, name), join(to, name))
    return files
  } finally {
    unlock()
  }
}

async function salvageOne(path: string, dataFolder: string, to: string): Promise<SalvagedFile> {
  const from = join(dataFolder, path)
  const examined = examineDatabase(from, { deep: true })
  for (const { hash } of examined.blobs) {
    const blob = join(path.replace(/\.sqlite$/, '.blobs'), hash.slice(0, 2), hash)
    if (!existsSync(join(dataFolder, blob))) continue
    await mkdir(dirname(join(to, blob)), { recursive: true, mode: 0o700 })
    await linkOrCopy(join(dataFolder, blob), join(to, blob))
  }
  const changes = examined.workspaces.reduce((sum, workspace) => sum + workspace.readable, 0)
  if (examined.faults.length === 0) {
    for (const journal of journalFiles(path)) {
      if (existsSync(join(dataFolder, journal))) await copyFile(join(dataFolder, journal), join(to, journal))
    }
    await copyDatabase(from, join(to, path))
    return { path, outcome: 'whole', changes, lostChanges: 0 }
  }
  try {
    const salvage = path === controlFile ? salvageControl : salvageOrganisation
    const { changes: copied, lostChanges } = salvage(from, join(to, path))
    return { path, outcome: 'in part', changes: copied, lostChanges }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { path, outcome: 'lost', changes: 0, lostChanges: changes, reason }
  }
}
