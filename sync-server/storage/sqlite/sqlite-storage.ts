import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { StorageFault } from '../storage-fault.ts'
import type { OrganisationStore, Storage } from '../storage.ts'
import { controlFile, restoringFolder } from './data-files.ts'
import { controlMigrations, organisationMigrations } from './migrations.ts'
import { lockFolder, openDatabase, type Sqlite } from './open-database.ts'
import { openControlStore } from './sqlite-control-store.ts'
import { openLogStore } from './sqlite-log-store.ts'
import { openTenantStore } from './sqlite-tenant-store.ts'

/**
 * `control.sqlite` for the server as a whole, `orgs/<id>.sqlite` for each organisation. One process at a time holds a folder.
 * Throws a StorageFault that says in a sentence why the folder can not be used.
 */
export function openSqliteStorage(folder: string): Storage {
  makeWritable(folder)
  const unlock = lockFolder(join(folder, 'lock'), folder)
  try {
    return openLocked(folder, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

function openLocked(folder: string, unlock: () => void): Storage {
  if (existsSync(join(folder, restoringFolder))) throw new StorageFault('restoring', folder)
  const control = openDatabase(join(folder, controlFile), controlMigrations)
  const open = new Map<OrganisationId, { database: Sqlite; store: OrganisationStore }>()
  const openOnce = (id: OrganisationId) => {
    const found = open.get(id) ?? openOrganisation(folder, id)
    open.set(id, found)
    return found.store
  }
  // All of them now: a file that a newer version wrote should stop the start, not somebody's morning.
  for (const name of readdirSync(join(folder, 'orgs'))) {
    if (name.endsWith('.sqlite')) openOnce(name.slice(0, -'.sqlite'.length) as OrganisationId)
  }
  return {
    control: openControlStore(control),
    organisation: async (id) => openOnce(id),
    close: async () => {
      for (const { database } of open.values()) database.close()
      control.close()
      unlock()
    },
  }
}

function openOrganisation(folder: string, id: OrganisationId) {
  const database = openDatabase(join(folder, 'orgs', `${id}.sqlite`), organisationMigrations)
  return { database, store: { ...openTenantStore(database, id), log: openLogStore(database) } }
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
