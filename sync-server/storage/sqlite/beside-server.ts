import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { KeySource, ServerKeys } from '../key-ring.ts'
import { StorageFault } from '../storage-fault.ts'
import type { ControlStore, OrganisationStore } from '../storage.ts'
import { lendAuditKey } from './audit-chain.ts'
import { controlFile, controlLog, organisationFile } from './data-files.ts'
import { controlMigrations, organisationMigrations } from './migrations.ts'
import { openFile, schemaOf, type Sqlite } from './open-database.ts'
import { openServerKeys } from './server-keys.ts'
import { openAuditStore } from './sqlite-audit-store.ts'
import { openControlStore } from './sqlite-control-store.ts'
import { openSecretStore } from './sqlite-secret-store.ts'

/**
 * What of a data folder another process may use while a server runs on it: logs and secrets, whose every write looks at what is there within
 * its own transaction, and the names of the control file.
 */
export interface BesideServer {
  readonly keys: ServerKeys
  readonly control: ControlStore
  /** Of one that is there; throws a StorageFault for any other. */
  organisation(id: OrganisationId): Promise<Pick<OrganisationStore, 'audit' | 'secrets'>>
  close(): void
}

/** Makes nothing: throws a StorageFault when there is no data, when it is of an older version, or when its key is not there. */
export function openBesideServer(dataFolder: string, source?: Partial<KeySource>): BesideServer {
  const opened: Sqlite[] = []
  const open = (path: string, migrations: readonly string[]) => {
    const file = join(dataFolder, path)
    if (!existsSync(file)) throw new StorageFault('no-data', dataFolder)
    const database = openFile(file)
    opened.push(database)
    if (schemaOf(database) !== migrations.length) throw new StorageFault('older-version', path)
    return database
  }
  const close = () => {
    for (const database of opened) database.close()
  }
  try {
    const database = open(controlFile, controlMigrations)
    const keys = openServerKeys({
      control: database,
      folder: dataFolder,
      source,
      tell: () => undefined,
      mayMake: false,
    })
    const lend = (to: Sqlite, log: string) => {
      lendAuditKey(to, { keys: keys.ring, log })
      return openAuditStore(to, { keys: keys.ring, log })
    }
    const audit = lend(database, controlLog)
    return {
      keys,
      control: { ...openControlStore(database), audit },
      organisation: async (id) => {
        const own = open(organisationFile(id), organisationMigrations)
        return { audit: lend(own, id), secrets: openSecretStore(own) }
      },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}
