import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { backupToRestore } from '../backup/verify-backup.ts'
import { hashOfFile } from '../durable-files.ts'
import { controlFile, databaseFiles, logOf } from '../sqlite/data-files.ts'
import { type ExaminedDatabase, type ExamineOptions, examineDatabase } from '../sqlite/examine-database.ts'
import { StorageFault } from '../storage-fault.ts'
import { type AuditPlaces, openAuditCheck } from './examine-audit.ts'

export interface ExamineRequest extends ExamineOptions {
  readonly dataFolder: string
  /** Where a backup is looked for when something is wrong. */
  readonly backups: string
  readonly audit?: AuditPlaces | undefined
}

export interface FolderReport {
  readonly isSound: boolean
  readonly databases: readonly (ExaminedDatabase & { readonly path: string })[]
  /** The newest backup that is whole; looked for when something is wrong. */
  readonly backup: { readonly folder: string; readonly madeAt: string } | undefined
}

/** Looks at every file of a data folder, beside a running server or without one. Changes nothing. */
export async function examineFolder({ dataFolder, backups, deep, audit = {} }: ExamineRequest): Promise<FolderReport> {
  const paths = databaseFiles(dataFolder)
  if (paths.length === 0) throw new StorageFault('no-data', dataFolder)
  const all = paths.includes(controlFile) ? paths : [...paths, controlFile]
  const auditFaultsOf = await openAuditCheck(dataFolder, audit)
  const databases: FolderReport['databases'][number][] = []
  for (const path of all) {
    const examined = examineDatabase(join(dataFolder, path), { deep })
    const faults = [...examined.faults]
    for (const { hash, bytes } of examined.blobs) {
      const blob = join(path.replace(/\.sqlite$/, '.blobs'), hash.slice(0, 2), hash)
      const wrong = await blobFault(join(dataFolder, blob), { hash, bytes, deep })
      if (wrong) faults.push(`${blob} ${wrong}`)
    }
    if (examined.tables.audit_entries !== undefined) faults.push(...auditFaultsOf(logOf(path)))
    databases.push({ ...examined, path, faults })
  }
  const isSound = databases.every(({ faults }) => faults.length === 0)
  const { found } = isSound ? { found: undefined } : await backupToRestore(backups)
  return { isSound, databases, backup: found && { folder: found.folder, madeAt: found.manifest.madeAt } }
}

async function blobFault(
  file: string,
  { hash, bytes, deep }: { hash: string; bytes: number; deep: boolean },
): Promise<string | undefined> {
  if (!existsSync(file)) return 'is missing'
  if ((await stat(file)).size !== bytes) return 'has not the size it had'
  return deep && (await hashOfFile(file)) !== hash ? 'is not what was stored' : undefined
}
