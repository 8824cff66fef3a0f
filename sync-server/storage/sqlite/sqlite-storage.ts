import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Clock } from '#shared/kit/ports.ts'
import type { KeySource } from '../key-ring.ts'
import { filesForOrganisations, openFilesLimit } from '../open-files-limit.ts'
import { StorageFault } from '../storage-fault.ts'
import type { Storage } from '../storage.ts'
import { lendAuditKey } from './audit-chain.ts'
import { checkAtStart, checkLater } from './check-files.ts'
import { controlFile, controlLog, databaseFiles, exportsFolder, restoringFolder } from './data-files.ts'
import { schemaOfFile } from './file-header.ts'
import { migrateFolder, type OldDatabase } from './migrate-folder.ts'
import { controlMigrations, organisationMigrations } from './migrations.ts'
import { openNearest } from './nearest.ts'
import { lockFolder, openFile, type Sqlite } from './open-database.ts'
import { erasedOrganisations, openMoves } from './sqlite-moves.ts'
import { openOrganisationFiles } from './organisation-files.ts'
import { openRestingOrganisations } from './resting-organisations.ts'
import { openServerKeys } from './server-keys.ts'
import { openSorter } from './sorter.ts'
import { openAuditStore } from './sqlite-audit-store.ts'
import { openControlStore } from './sqlite-control-store.ts'
import { guarded, type Health, openHealth } from './sqlite-faults.ts'

export interface SqliteStorageOptions {
  readonly clock: Clock
  /** A sentence for whoever runs the server: an organisation that is damaged, a disk that is full, and that it no longer is. */
  tell(sentence: string): void
  /** Where the server's keys are; undefined: in the folder. */
  readonly keys?: Partial<KeySource> | undefined
  /** So many files of organisations are open at once; undefined: as many as the system's limit allows. */
  readonly maxOpenOrganisations?: number | undefined
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
  const opened: Sqlite[] = []
  try {
    return openLocked({ folder, options, opened, unlock })
  } catch (error) {
    for (const database of opened) database.close()
    unlock()
    throw error
  }
}

interface Place {
  readonly folder: string
  readonly options: SqliteStorageOptions
  /** To be closed when the start fails. */
  readonly opened: Sqlite[]
  unlock(): void
}

type HealthOf = (path: string) => Health

function openLocked({ folder, options, opened, unlock }: Place): Storage {
  if (existsSync(join(folder, restoringFolder))) throw new StorageFault('restoring', folder)
  const { tell } = options
  const healthOf = openHealths(tell)
  rmSync(join(folder, exportsFolder), { recursive: true, force: true })
  // Looked at now: a file that a newer version wrote should stop the start, not somebody's morning.
  bringUpToDate({ folder, options, healthOf })
  const sound = databaseFiles(folder).filter((path) => !healthOf(path).isDamaged)
  const stopChecks = checkLater(
    checkAtStart(sound.map((path) => ({ file: join(folder, path), health: healthOf(path) }))),
  )
  healthOf(controlFile).pass()
  const control = openFile(join(folder, controlFile))
  opened.push(control)
  const keys = openServerKeys({ control, folder, source: options.keys, tell })
  lendAuditKey(control, { keys: keys.ring, log: controlLog })
  const sorter = openSorter()
  const nearest = openNearest()
  const resting = openRestingOrganisations(control, folder)
  const limit = openFilesLimit()
  const max = () => options.maxOpenOrganisations ?? filesForOrganisations(limit)
  const place = { control, folder, clock: options.clock }
  const erased = erasedOrganisations(place)
  const files = openOrganisationFiles({ folder, max, sorter, nearest, keys, resting, erased, healthOf, tell })
  const controlStore = {
    ...guarded(openControlStore(control), healthOf(controlFile)),
    audit: guarded(openAuditStore(control, { keys: keys.ring, log: controlLog }), healthOf(controlFile)),
  }
  return {
    control: controlStore,
    keys,
    organisation: (id) => files.store(id),
    settingsOf: async (id) => {
      const rest = resting.find(id)
      return rest ? rest.settings : (await (await files.store(id)).profile())?.settings
    },
    moves: openMoves({ ...place, files, erased }),
    restless: async (question) => {
      const all = await controlStore.organisations()
      return all.filter((id) => !resting.isResting(id, question))
    },
    vectorProblem: () => nearest.problem(),
    close: async () => {
      stopChecks()
      await files.close()
      await sorter.close()
      await nearest.close()
      control.close()
      unlock()
    },
  }
}

/** One for each file of the folder, for as long as the process runs. */
function openHealths(tell: (sentence: string) => void): HealthOf {
  const healths = new Map<string, Health>()
  return (path) => {
    const found = healths.get(path) ?? openHealth(path, tell)
    healths.set(path, found)
    return found
  }
}

function bringUpToDate({
  folder,
  options,
  healthOf,
}: Pick<Place, 'folder' | 'options'> & { healthOf: HealthOf }): void {
  const old: OldDatabase[] = []
  for (const path of [controlFile, ...organisationFiles(folder)]) {
    const migrations = path === controlFile ? controlMigrations : organisationMigrations
    try {
      const schema = schemaOfFile(join(folder, path))
      if (schema > migrations.length) throw new StorageFault('newer-version', path)
      if (schema < migrations.length) old.push({ path, schema, migrations })
    } catch (error) {
      const fault = healthOf(path).failed(error)
      if (!(fault instanceof StorageFault) || fault.code !== 'damaged') throw fault
      healthOf(path).damaged(error)
    }
  }
  if (old.length > 0) migrateFolder(folder, old, options.clock.now())
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
