import { join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { AuditNote } from '../audit-store.ts'
import { type KeySource, noKeys, readKeyRing } from '../key-ring.ts'
import { StorageFault } from '../storage-fault.ts'
import { lendAuditKey, operator, restored } from './audit-chain.ts'
import { openAuditWriter } from './audit-writer.ts'
import { auditLogs } from './audit-file.ts'
import { controlFile, controlLog, keyFile, organisationFile } from './data-files.ts'
import { openFile, type Sqlite } from './open-database.ts'
import { keyAfterRestore, openServerKeys } from './server-keys.ts'

export interface RestoreToNote {
  readonly dataFolder: string
  /** Where the operator keeps the keys. */
  readonly source: Partial<KeySource> | undefined
  /** When the backup was made. */
  readonly madeAt: string
  readonly timeMs: number
}

export interface RestoredKey {
  /** The key that what was restored belongs to. */
  readonly id: string
  /** here: all is well · given-up: it goes on with another, and its old audit log can not be proven · needed: secrets can not be read without it. */
  readonly state: 'here' | 'given-up' | 'needed'
  readonly file: string
}

/**
 * Notes in every log that it is one of before, without which the entries that the restore took away would be an alarm. Logs of a version that
 * kept none are passed over, and so are damaged ones. undefined: there was no key yet.
 */
export function noteRestore({ dataFolder, source, madeAt, timeMs }: RestoreToNote): RestoredKey | undefined {
  const file = source?.file ?? join(dataFolder, keyFile)
  const control = openFile(join(dataFolder, controlFile))
  try {
    if (!hasLog(control)) return undefined
    const key = keyAfterRestore(control, readKeyRing({ text: source?.text, file }) ?? noKeys)
    if (key?.state === 'needed') return { ...key, file }
    const { ring } = openServerKeys({ control, folder: dataFolder, source, tell: () => undefined })
    const act = { action: restored, actor: operator, outcome: 'done', timeMs, body: { madeAt } } as const
    for (const log of auditLogs(dataFolder)) {
      const object = log === controlLog ? 'server' : `organization:${log}`
      passingOverDamage(() => noteIn(dataFolder, log, { ring, note: { ...act, object } }))
    }
    return key && { ...key, file }
  } finally {
    control.close()
  }
}

type Ring = ReturnType<typeof openServerKeys>['ring']

function noteIn(dataFolder: string, log: string, { ring, note }: { ring: Ring; note: AuditNote }): void {
  const database = openFile(
    join(dataFolder, log === controlLog ? controlFile : organisationFile(log as OrganisationId)),
  )
  try {
    if (!hasLog(database)) return
    lendAuditKey(database, { keys: ring, log })
    openAuditWriter(database)(note)
  } finally {
    database.close()
  }
}

function hasLog(database: Sqlite): boolean {
  return database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'audit_entries'`).get() !== undefined
}

function passingOverDamage(act: () => void): void {
  try {
    act()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const isDamage = error instanceof StorageFault ? error.code === 'damaged' : /^SQLITE_(CORRUPT|NOTADB)/.test(code)
    if (!isDamage) throw error
  }
}
