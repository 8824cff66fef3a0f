import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditCheckpoint, AuditStore, AuditVerdict } from '../audit-store.ts'
import type { KeyRing, KnownKeys } from '../key-ring.ts'
import { StorageFault } from '../storage-fault.ts'
import { lendAuditKey } from './audit-chain.ts'
import { controlFile, databaseFiles } from './data-files.ts'
import { openFile, type Sqlite } from './open-database.ts'
import { openAuditStore } from './sqlite-audit-store.ts'
import { verifyAudit } from './verify-audit.ts'

/** The server's own log, beside those of the organisations. */
export const controlLog = 'control'

/** The logs of a data folder that the folder's databases hold, that of the server last. */
export function auditLogs(dataFolder: string): readonly string[] {
  return databaseFiles(dataFolder).map((path) =>
    path === controlFile ? controlLog : path.replace(/^orgs\//, '').replace(/\.sqlite$/, ''),
  )
}

/** One log of a data folder that a server may be using. Throws a StorageFault when there is none. */
export function openAuditFile(
  dataFolder: string,
  { keys, log }: { keys: KeyRing; log: string },
): AuditStore & { close(): void } {
  const database = openFile(fileOf(dataFolder, log))
  try {
    if (!hasLog(database)) throw new StorageFault('no-data', `${dataFolder} (${log})`)
    lendAuditKey(database, { keys: () => keys, log })
    return { ...openAuditStore(database, { keys: () => keys, log }), close: () => void database.close() }
  } catch (error) {
    database.close()
    throw error
  }
}

export interface ReadAudit {
  readonly keys: KnownKeys
  readonly log: string
  readonly outside: readonly AuditCheckpoint[] | undefined
}

/** Looks only. undefined: the file is of a version that kept no log. */
export function verifyAuditFile(dataFolder: string, asked: ReadAudit): AuditVerdict | undefined {
  const database = new Database(fileOf(dataFolder, asked.log), { readonly: true, timeout: 5_000 })
  try {
    return hasLog(database) ? verifyAudit(database, asked) : undefined
  } finally {
    database.close()
  }
}

function fileOf(dataFolder: string, log: string): string {
  const file = join(dataFolder, log === controlLog ? controlFile : `orgs/${log}.sqlite`)
  // Opening one makes it.
  if (!existsSync(file)) throw new StorageFault('no-data', `${dataFolder} (${log})`)
  return file
}

function hasLog(database: Sqlite): boolean {
  return database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'audit_entries'`).get() !== undefined
}
