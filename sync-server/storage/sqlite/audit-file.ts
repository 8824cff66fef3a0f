import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditCheckpoint, AuditVerdict } from '../audit-store.ts'
import type { KnownKeys } from '../key-ring.ts'
import { StorageFault } from '../storage-fault.ts'
import { controlFile, controlLog, databaseFiles, logOf } from './data-files.ts'
import type { Sqlite } from './open-database.ts'
import { verifyAudit } from './verify-audit.ts'

/** The logs of a data folder that the folder's databases hold, that of the server last. */
export function auditLogs(dataFolder: string): readonly string[] {
  return databaseFiles(dataFolder).map(logOf)
}

/** The log of an organisation by its id or by the name of the operator's file, or the server's own; undefined: there is none. */
export function logNamed(dataFolder: string, name: string): string | undefined {
  const logs = auditLogs(dataFolder)
  if (logs.includes(name) || !logs.includes(controlLog)) return logs.find((log) => log === name)
  const database = new Database(join(dataFolder, controlFile), { readonly: true, timeout: 5_000 })
  try {
    const query = `SELECT id FROM names WHERE kind = 'organisation' AND slug = ?`
    const id = database.prepare<[string], string>(query).pluck().get(name)
    return logs.find((log) => log === id)
  } finally {
    database.close()
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
