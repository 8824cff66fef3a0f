import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { ServerKeys } from '../key-ring.ts'
import { StorageFault } from '../storage-fault.ts'
import type { OrganisationStore } from '../storage.ts'
import { lendAuditKey } from './audit-chain.ts'
import { organisationFile } from './data-files.ts'
import { syncLog } from './file-header.ts'
import { FilePool, type PooledFile } from './file-pool.ts'
import { openJournaledLogStore } from './journaled-log-store.ts'
import { organisationMigrations } from './migrations.ts'
import { openDatabase, type Sqlite } from './open-database.ts'
import type { Nearest } from './nearest.ts'
import type { RestingOrganisations } from './resting-organisations.ts'
import type { Sorter } from './sorter.ts'
import { guarded, type Health } from './sqlite-faults.ts'
import { openAgentStore } from './sqlite-agent-store.ts'
import { openAuditStore } from './sqlite-audit-store.ts'
import { nearestIn, openEmbeddingStore } from './sqlite-embedding-store.ts'
import { openJobStore } from './sqlite-job-store.ts'
import { openLogStore } from './sqlite-log-store.ts'
import { openSecretStore } from './sqlite-secret-store.ts'
import { openQuotaStore } from './sqlite-quota-store.ts'
import { openTenantStore } from './sqlite-tenant-store.ts'
import { openTokenStore } from './sqlite-token-store.ts'
import { afterQuiet } from './tables-in-turn.ts'

export interface OrganisationFilePorts {
  readonly folder: string
  /** So many files of organisations are open at most. */
  max(): number
  readonly sorter: Sorter
  readonly nearest: Nearest
  readonly keys: ServerKeys
  readonly resting: RestingOrganisations
  /** Those that are gone for ever. */
  readonly erased: ReadonlySet<OrganisationId>
  healthOf(path: string): Health
  tell(sentence: string): void
}

/** The databases of the organisations, opened when something of them is used. */
export interface OrganisationFiles {
  /** Its store, which stays good while its file is closed and opened again. Makes the file when there is none. */
  store(id: OrganisationId): Promise<OrganisationStore>
  /** Something with the database itself. */
  use<Answer>(id: OrganisationId, act: (database: Sqlite) => Answer | Promise<Answer>): Promise<Answer>
  /** While `act` runs the file is closed, and whoever wants something of it waits. */
  withoutFile<Answer>(id: OrganisationId, act: () => Promise<Answer>): Promise<Answer>
  openIds(): readonly OrganisationId[]
  /** What can not be sorted now, on a full disk say, is in the journal and is sorted when the folder is opened again. */
  close(): Promise<void>
}

interface OpenOrganisation extends PooledFile {
  readonly database: Sqlite
  readonly store: OrganisationStore
}

export function openOrganisationFiles(ports: OrganisationFilePorts): OrganisationFiles {
  const { folder, max, tell } = ports
  const pool = new FilePool<OrganisationId, OpenOrganisation>({ max, open: (id) => openOrganisation(id, ports) })
  const stores = new Map<OrganisationId, OrganisationStore>()
  let names: StoreNames | undefined
  return {
    store: async (id) => {
      if (ports.erased.has(id)) throw new StorageFault('erased', organisationFile(id))
      const known = stores.get(id)
      if (known) return known
      const isNew = !existsSync(join(folder, organisationFile(id)))
      if (!names || isNew) names = await pool.use(id, ({ store }) => namesIn(store))
      const store = storeOver(pool, id, names)
      stores.set(id, store)
      return store
    },
    use: (id, act) => pool.use(id, ({ database }) => act(database)),
    withoutFile: async (id, act) => {
      stores.delete(id)
      return pool.withoutFile(id, act)
    },
    openIds: () => pool.openIds(),
    close: () =>
      pool.close((_id, error) => {
        tell(
          `Changes wait in a journal until the next start: ${error instanceof Error ? error.message : String(error)}`,
        )
      }),
  }
}

/** Throws the fault of a database that is damaged. */
function openOrganisation(id: OrganisationId, ports: OrganisationFilePorts): OpenOrganisation {
  const path = organisationFile(id)
  if (ports.erased.has(id)) throw new StorageFault('erased', path)
  const health = ports.healthOf(path)
  health.pass()
  const file = join(ports.folder, path)
  let database: Sqlite | undefined
  try {
    database = openDatabase(file, organisationMigrations)
    syncLog(file)
    lendAuditKey(database, { keys: ports.keys.ring, log: id })
    ports.resting.opened(id)
    return opened({ id, database, health, ports })
  } catch (error) {
    database?.close()
    if (error instanceof StorageFault && error.code === 'damaged') health.damaged(error)
    throw health.failed(error)
  }
}

interface Place {
  readonly id: OrganisationId
  readonly database: Sqlite
  readonly health: Health
  readonly ports: OrganisationFilePorts
}

/** In pages. The thread that sorts the log writes them back a thousand at a time; it would hold up the event loop to do it here. */
const checkpointPages = 8_000

function opened({ id, database, health, ports }: Place): OpenOrganisation {
  database.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  const log = openJournaledLogStore({ database, tables: openLogStore(database), sorter: ports.sorter })
  const store = {
    ...guarded(openTenantStore(database, id), health),
    ...guarded(
      openQuotaStore(database, () => log.waiting()),
      health,
    ),
    log: guarded(log, health),
    audit: guarded(openAuditStore(database, { keys: ports.keys.ring, log: id }), health),
    secrets: guarded(openSecretStore(database), health),
    agents: guarded(openAgentStore(database), health),
    jobs: guarded(
      afterQuiet(openJobStore(database), () => log.quiet()),
      health,
    ),
    tokens: guarded(
      afterQuiet(openTokenStore(database), () => log.quiet()),
      health,
    ),
    embeddings: guarded(
      {
        ...afterQuiet(openEmbeddingStore(database), () => log.quiet()),
        ...nearestIn(database, ports.nearest),
      },
      health,
    ),
  }
  return {
    database,
    store,
    // What is in the journal of a damaged database stays there.
    settle: () => (health.isDamaged ? Promise.resolve() : log.sorted('now')),
    close: async () => {
      const rested = health.isDamaged ? undefined : restedOrNot(() => ports.resting.closing(id, database))
      await log.close().catch(() => undefined)
      database.close()
      rested?.()
    },
  }
}

/** A database that can not be read now is looked at again. */
function restedOrNot<Answer>(look: () => Answer): Answer | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

/** What a store and its parts can do, which is the same for every organisation. */
interface StoreNames {
  readonly own: readonly string[]
  readonly parts: Readonly<Record<string, readonly string[]>>
}

function namesIn(store: OrganisationStore): StoreNames {
  const parts = Object.entries(store).filter(([, member]) => typeof member === 'object')
  return {
    own: Object.keys(store).filter((name) => !parts.some(([part]) => part === name)),
    parts: Object.fromEntries(parts.map(([name, part]) => [name, Object.keys(part as object)])),
  }
}

type Methods = Record<string, (...args: readonly unknown[]) => unknown>

/** The same methods, each of which finds the file open. */
function storeOver(
  pool: FilePool<OrganisationId, OpenOrganisation>,
  id: OrganisationId,
  { own, parts }: StoreNames,
): OrganisationStore {
  const over = (names: readonly string[], pick: (store: OrganisationStore) => unknown) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        (...args: readonly unknown[]) => pool.use(id, ({ store }) => (pick(store) as Methods)[name]?.(...args)),
      ]),
    )
  const inner = Object.entries(parts).map(([part, names]) => [
    part,
    over(names, (store) => store[part as keyof OrganisationStore]),
  ])
  return { ...over(own, (store) => store), ...Object.fromEntries(inner) } as OrganisationStore
}
