import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { KeySource } from '../key-ring.ts'
import { StorageFault } from '../storage-fault.ts'
import type { OrganisationStore, Storage } from '../storage.ts'
import { lendAuditKey } from './audit-chain.ts'
import { checkAtStart, checkLater } from './check-files.ts'
import { controlFile, databaseFiles, restoringFolder } from './data-files.ts'
import { migrateFolder, type OldDatabase } from './migrate-folder.ts'
import { controlMigrations, organisationMigrations } from './migrations.ts'
import { hasOldSchema, lockFolder, openDatabase, openFile, type Sqlite } from './open-database.ts'
import { openControlStore } from './sqlite-control-store.ts'
import { guarded, type Health, openHealth } from './sqlite-faults.ts'
import { type JournaledLogStore, openJournaledLogStore } from './journaled-log-store.ts'
import { openServerKeys, type ServerKeys } from './server-keys.ts'
import { openSorter, type Sorter } from './sorter.ts'
import { openLogStore } from './sqlite-log-store.ts'
import { openTenantStore } from './sqlite-tenant-store.ts'

export interface SqliteStorageOptions {
  readonly clock: Clock
  /** A sentence for whoever runs the server: an organisation that is damaged, a disk that is full, and that it no longer is. */
  tell(sentence: string): void
  /** Where the server's keys are; undefined: in the folder. */
  readonly keys?: Partial<KeySource> | undefined
}

const quietly: SqliteStorageOptions = { clock: { now: () => 0 }, tell: () => undefined }

/**
 * `control.sqlite` for the server as a whole, `orgs/<id>.sqlite` for each organisation. One process at a time holds a folder.
 * Throws a StorageFault that says in a sentence why the folder can not be used. An organisation whose file is damaged stops nobody
 * else: its own methods throw the fault.
 */
export function openSqliteStorage(folder: string, options: SqliteStorageOptions = quietly): Storage {
  makeWritable(folder)
  const unlock = lockFolder(join(folder, 'lock'), folder)
  const opened: Opened[] = []
  try {
    return openLocked({ folder, options, opened, unlock })
  } catch (error) {
    for (const { database } of opened) database?.close()
    unlock()
    throw error
  }
}

interface Place {
  readonly folder: string
  readonly options: SqliteStorageOptions
  /** Every database of the folder, the control file first. */
  readonly opened: Opened[]
  unlock(): void
}

interface Opened {
  readonly path: string
  readonly health: Health
  /** undefined: it can not be opened. */
  readonly database: Sqlite | undefined
}

function openLocked({ folder, options, opened, unlock }: Place): Storage {
  if (existsSync(join(folder, restoringFolder))) throw new StorageFault('restoring', folder)
  // All of them now: a file that a newer version wrote should stop the start, not somebody's morning.
  for (const path of [controlFile, ...organisationFiles(folder)]) opened.push(openOne(folder, path, options))
  bringUpToDate(folder, opened, options)
  const files = opened.flatMap(({ path, health, database }) =>
    database ? [{ file: join(folder, path), health, database }] : [],
  )
  const stopChecks = checkLater(checkAtStart(files))
  const [control] = opened
  control?.health.pass()
  if (!control?.database) throw new StorageFault('damaged', controlFile)
  const keys = openServerKeys({ control: control.database, folder, source: options.keys, tell: options.tell })
  lendAuditKey(control.database, { keys: keys.ring, log: 'control' })
  const stores = new Map<string, OrganisationStore>()
  const logs: Logs = { logs: [], sorter: openSorter(), keys }
  return {
    control: guarded(openControlStore(control.database), control.health),
    organisation: async (id) => {
      const path = `orgs/${id}.sqlite`
      const known = stores.get(path)
      if (known) return known
      const found = opened.find((each) => each.path === path) ?? openNew({ folder, options, opened, unlock }, path)
      const store = openOrganisation(found, id, logs)
      stores.set(path, store)
      return store
    },
    close: async () => {
      stopChecks()
      await Promise.all(logs.logs.map((log) => closeLog(log, options)))
      await logs.sorter.close()
      for (const { database } of opened) database?.close()
      unlock()
    },
  }
}

function openOne(folder: string, path: string, { tell }: SqliteStorageOptions): Opened {
  const health = openHealth(path, tell)
  try {
    return { path, health, database: openFile(join(folder, path)) }
  } catch (error) {
    if (!(error instanceof StorageFault) || error.code !== 'damaged') throw error
    health.damaged(error)
    return { path, health, database: undefined }
  }
}

function openNew({ folder, options, opened }: Place, path: string): Opened {
  const database = openDatabase(join(folder, path), organisationMigrations)
  const made: Opened = { path, health: openHealth(path, options.tell), database }
  opened.push(made)
  return made
}

/** The logs that are open, and what sorts them. */
interface Logs {
  readonly logs: JournaledLogStore[]
  readonly sorter: Sorter
  readonly keys: ServerKeys
}

/** Throws the fault of a database that is damaged. */
function openOrganisation(
  { health, database }: Opened,
  id: OrganisationId,
  { logs, sorter, keys }: Logs,
): OrganisationStore {
  health.pass()
  if (!database) throw new StorageFault('damaged', `orgs/${id}.sqlite`)
  try {
    lendAuditKey(database, { keys: keys.ring, log: id })
    const log = openJournaledLogStore({ database, tables: openLogStore(database), sorter })
    logs.push(log)
    return { ...guarded(openTenantStore(database, id), health), log: guarded(log, health) }
  } catch (error) {
    throw health.failed(error)
  }
}

/** What can not be sorted now, on a full disk say, is in the journal and is sorted when the folder is opened again. */
async function closeLog(log: JournaledLogStore, { tell }: SqliteStorageOptions): Promise<void> {
  try {
    await log.close()
  } catch (error) {
    tell(`Changes wait in a journal until the next start: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function bringUpToDate(folder: string, opened: readonly Opened[], { clock }: SqliteStorageOptions): void {
  const old: OldDatabase[] = []
  for (const { path, health, database } of opened) {
    const migrations = path === controlFile ? controlMigrations : organisationMigrations
    try {
      if (database && hasOldSchema(database, migrations)) old.push({ path, database, migrations })
    } catch (error) {
      const fault = health.failed(error)
      if (!(fault instanceof StorageFault) || fault.code !== 'damaged') throw fault
    }
  }
  if (old.length > 0) migrateFolder(folder, old, clock.now())
}

function organisationFiles(folder: string): readonly string[] {
  return databaseFiles(folder).filter((path) => path !== controlFile)
}

function makeWritable(folder: string): void {
  try {
    makeFolder(join(folder, 'orgs'))
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StorageFault('not-writable', folder, { cause: error })
  }
}

/** Level by level: the recursive mkdir of Node never returns where the file system says that a folder can not be. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
