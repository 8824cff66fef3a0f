import Dexie, { type Table } from 'dexie'
import type { BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Row } from '#shared/rooms/room.ts'
import { foldRows, readRows, readRowsOf, writeRows, type PackRecord, type RowRecord } from './dexie-rows.ts'
import { summaryOf } from './memory-store.ts'
import {
  afterBootstrap,
  type ChunkLimits,
  type Compaction,
  type NewBlob,
  type Store,
  type StoredBlob,
  type StoredChunk,
  type StoredRefusal,
  type StoredWorkspace,
  StoreFault,
  type StoreStart,
  type UnsentCount,
  type WriteBatch,
  type Written,
} from './store.ts'

/** `unsent` is absent on what is sent, so that the index over it holds the outbox only. */
interface ChunkRecord extends Omit<StoredChunk, 'n' | 'isUnsent'> {
  n?: number
  unsent?: 1
}

interface BlobRecord extends StoredBlob {
  readonly workspace: WorkspaceId
  readonly hash: BlobHash
  unsent?: 1
}

interface ActorRecord {
  readonly workspace: WorkspaceId
  readonly actor: string
  readonly principal: PrincipalId
}

const schemaVersion = 1

// A scope function of a transaction must itself be written as `async`: Dexie tells by that to keep the transaction over awaits.
class Database extends Dexie {
  readonly chunks!: Table<ChunkRecord, number>
  readonly rows!: Table<RowRecord, [WorkspaceId, ReplicaId]>
  readonly packs!: Table<PackRecord, number>
  readonly workspaces!: Table<StoredWorkspace, WorkspaceId>
  readonly actors!: Table<ActorRecord, [WorkspaceId, string]>
  readonly refused!: Table<StoredRefusal, string>
  readonly blobs!: Table<BlobRecord, [WorkspaceId, BlobHash]>
  readonly settings!: Table<{ name: string; value: unknown }, string>

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict' })
    this.version(schemaVersion).stores({
      chunks: '++n, [workspace+replica], [workspace+unsent], workspace',
      rows: '[workspace+id], workspace',
      packs: '++n, workspace',
      workspaces: 'id',
      actors: '[workspace+actor], workspace',
      refused: 'id, workspace',
      blobs: '[workspace+hash], [workspace+unsent], workspace',
      settings: 'name',
    })
  }
}

/** IndexedDB through Dexie; the only file, with its `dexie-rows.ts`, that knows of either. Throws `StoreFault` when it can not be opened. */
export async function openDexieStore(name = 'nexus'): Promise<Store> {
  const database = new Database(name)
  try {
    await database.open()
  } catch (error) {
    throw faultOf(error)
  }
  // Dexie opens what a newer version has made; we would write rows that it does not expect.
  if (database.backendDB().version > schemaVersion * 10) {
    database.close()
    throw new StoreFault('closed')
  }
  return new DexieStore(database)
}

class DexieStore implements Store {
  readonly #db: Database
  readonly #lostListeners = new Set<(fault: StoreFault) => void>()
  /** Once lost it stays lost: Dexie would open the database again by itself, perhaps another one of the same name. */
  #fault: StoreFault | undefined

  constructor(database: Database) {
    this.#db = database
    // A newer version of the app wants to upgrade: holding on would block it in every tab.
    database.on('versionchange', () => {
      this.#lost(new StoreFault('closed'))
      database.close()
    })
    database.on('close', () => this.#lost(new StoreFault('lost')))
  }

  load(): Promise<StoreStart> {
    const { settings, workspaces, refused, chunks } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('r', [settings, workspaces, refused, chunks], async () => ({
        settings: new Map((await settings.toArray()).map(({ name, value }) => [name, value])),
        workspaces: await workspaces.toArray(),
        refused: (await refused.toArray()).map(summaryOf),
        lastN: ((await chunks.toCollection().lastKey()) as number | undefined) ?? 0,
      })),
    )
  }

  rows(workspace: WorkspaceId): Promise<readonly Row[]> {
    return this.#guarded(() => readRows(this.#db, workspace))
  }

  rowsOf(workspace: WorkspaceId, ids: readonly ReplicaId[]): Promise<readonly Row[]> {
    return this.#guarded(() => readRowsOf(this.#db, workspace, ids))
  }

  chunksOf(workspace: WorkspaceId, replica: ReplicaId): Promise<readonly StoredChunk[]> {
    return this.#guarded(async () => {
      const found = await this.#db.chunks.where('[workspace+replica]').equals([workspace, replica]).sortBy('n')
      return found.map(chunkOf)
    })
  }

  unsentChunks(workspace: WorkspaceId, { maxChunks, maxBytes }: ChunkLimits): Promise<readonly StoredChunk[]> {
    return this.#guarded(async () => {
      // Entries of one key of an index are in the order of their primary keys.
      const found = await this.#db.chunks.where('[workspace+unsent]').equals([workspace, 1]).limit(maxChunks).toArray()
      let bytes = 0
      return found.filter((chunk, index) => (bytes += chunk.bytes.length) <= maxBytes || index === 0).map(chunkOf)
    })
  }

  unsentCounts(): Promise<ReadonlyMap<WorkspaceId, UnsentCount>> {
    return this.#guarded(async () => {
      const counts = new Map<WorkspaceId, UnsentCount>()
      for (const id of await this.#db.workspaces.toCollection().primaryKeys()) {
        const chunks = await this.#db.chunks.where('[workspace+unsent]').equals([id, 1]).count()
        const blobs = await this.#db.blobs.where('[workspace+unsent]').equals([id, 1]).count()
        if (chunks + blobs > 0) counts.set(id, { chunks, blobs })
      }
      return counts
    })
  }

  actors(workspace: WorkspaceId): Promise<ReadonlyMap<string, PrincipalId>> {
    return this.#guarded(async () => {
      const found = await this.#db.actors.where({ workspace }).toArray()
      return new Map(found.map(({ actor, principal }) => [actor, principal]))
    })
  }

  write(batch: WriteBatch): Promise<Written> {
    const { chunks, rows, packs, workspaces, actors, refused, settings } = this.#db
    const tables = [chunks, rows, packs, workspaces, actors, refused, settings]
    return this.#guarded(() => this.#db.transaction('rw', tables, async () => writeAll(this.#db, batch)))
  }

  compact(workspace: WorkspaceId, { replaced, ...chunk }: Compaction): Promise<boolean> {
    const { chunks } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('rw', [chunks], async () => {
        const found = await chunks.bulkGet([...replaced])
        const n = replaced.at(-1)
        if (n === undefined || found.some((each) => !each || each.unsent)) return false
        await chunks.bulkDelete([...replaced])
        await chunks.add({ ...chunk, workspace, n })
        return true
      }),
    )
  }

  foldRows(workspace: WorkspaceId): Promise<void> {
    return this.#guarded(() => foldRows(this.#db, workspace))
  }

  adopt(...[id, role, account]: Parameters<Store['adopt']>): Promise<void> {
    const { chunks, blobs, workspaces } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('rw', [chunks, blobs, workspaces], async () => {
        await workspaces.update(id, { origin: 'synced', role, account, cursor: 0 })
        await chunks.where({ workspace: id }).modify({ unsent: 1 })
        await blobs.where({ workspace: id }).modify({ unsent: 1 })
      }),
    )
  }

  resend(id: WorkspaceId): Promise<void> {
    const { chunks, blobs, workspaces } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('rw', [chunks, blobs, workspaces], async () => {
        await workspaces.update(id, { cursor: 0, bootstrap: undefined })
        await chunks.where({ workspace: id }).modify({ unsent: 1 })
        await blobs.where({ workspace: id }).modify({ unsent: 1 })
      }),
    )
  }

  resendReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<void> {
    return this.#guarded(async () => {
      await this.#db.chunks.where('[workspace+replica]').equals([workspace, replica]).modify({ unsent: 1 })
    })
  }

  removeWorkspace(id: WorkspaceId): Promise<void> {
    const { chunks, rows, packs, workspaces, actors, refused, blobs } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('rw', [chunks, rows, packs, workspaces, actors, refused, blobs], async () => {
        for (const table of [chunks, rows, packs, actors, refused, blobs]) {
          await (table as Table).where('workspace').equals(id).delete()
        }
        await workspaces.delete(id)
      }),
    )
  }

  refused(id: string): Promise<StoredRefusal | undefined> {
    return this.#guarded(() => this.#db.refused.get(id))
  }

  putBlob({ workspace, hash, bytes, type, from }: NewBlob): Promise<void> {
    const { blobs, workspaces } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('rw', [blobs, workspaces], async () => {
        if (await blobs.get([workspace, hash])) return
        const isUnsent = from === 'here' && (await workspaces.get(workspace))?.origin === 'synced'
        await blobs.add({ workspace, hash, bytes, type, ...(isUnsent && { unsent: 1 as const }) })
      }),
    )
  }

  blob(workspace: WorkspaceId, hash: BlobHash): Promise<StoredBlob | undefined> {
    return this.#guarded(() => this.#db.blobs.get([workspace, hash]))
  }

  unsentBlobs(workspace: WorkspaceId): Promise<readonly BlobHash[]> {
    return this.#guarded(async () => {
      const keys = await this.#db.blobs.where('[workspace+unsent]').equals([workspace, 1]).primaryKeys()
      return keys.map(([, hash]) => hash)
    })
  }

  settleBlob(workspace: WorkspaceId, hash: BlobHash): Promise<void> {
    return this.#guarded(async () => {
      await this.#db.blobs
        .where('[workspace+hash]')
        .equals([workspace, hash])
        .modify((blob) => void delete blob.unsent)
    })
  }

  onLost(listener: (fault: StoreFault) => void): () => void {
    this.#lostListeners.add(listener)
    return () => this.#lostListeners.delete(listener)
  }

  close(): void {
    this.#lostListeners.clear()
    this.#db.close()
  }

  #lost(fault: StoreFault): void {
    if (this.#fault) return
    this.#fault = fault
    for (const listener of this.#lostListeners) listener(fault)
  }

  async #guarded<Value>(work: () => PromiseLike<Value>): Promise<Value> {
    if (this.#fault) throw this.#fault
    try {
      return await work()
    } catch (error) {
      throw faultOf(error)
    }
  }
}

async function writeAll(db: Database, batch: WriteBatch): Promise<Written> {
  const { afterN } = batch
  const missed = afterN === undefined ? [] : await db.chunks.where(':id').above(afterN).toArray()
  if (batch.workspaces?.length) await db.workspaces.bulkPut(batch.workspaces)
  for (const { id, ...patch } of batch.workspacePatches ?? []) await db.workspaces.update(id, patch)
  for (const { workspace, from, to } of batch.cursors ?? []) {
    const known = await db.workspaces.get(workspace)
    if (known && known.cursor >= from) await db.workspaces.update(workspace, { cursor: to })
  }
  for (const step of batch.bootstraps ?? []) {
    const moved = afterBootstrap(await db.workspaces.get(step.workspace), step)
    if (moved) await db.workspaces.update(step.workspace, moved)
  }
  const added = await addChunks(db, batch)
  if (batch.settled?.length) {
    await db.chunks
      .where(':id')
      .anyOf(batch.settled)
      .modify((chunk) => void delete chunk.unsent)
  }
  if (batch.removedChunks?.length) await db.chunks.bulkDelete([...batch.removedChunks])
  if (batch.rows?.length) await writeRows(db, batch.rows)
  if (batch.actors?.length) {
    const known = await db.actors.bulkGet(batch.actors.map(({ workspace, actor }) => [workspace, actor]))
    await db.actors.bulkPut(batch.actors.filter((_, index) => !known[index]))
  }
  if (batch.refused?.length) await db.refused.bulkPut(batch.refused)
  if (batch.removedRefused?.length) await db.refused.bulkDelete([...batch.removedRefused])
  const settings = Object.entries(batch.settings ?? {})
  if (settings.length > 0) await db.settings.bulkPut(settings.map(([name, value]) => ({ name, value })))
  return { ...added, missed: missed.map(chunkOf) }
}

async function addChunks(db: Database, { chunks = [] }: WriteBatch): Promise<Pick<Written, 'ns' | 'unsent'>> {
  const unsent = new Map<WorkspaceId, number>()
  if (chunks.length === 0) return { ns: [], unsent }
  const ids = [...new Set(chunks.map(({ workspace }) => workspace))]
  const synced = new Set(
    (await db.workspaces.bulkGet(ids)).flatMap((each) => (each?.origin === 'synced' ? [each.id] : [])),
  )
  const records = chunks.map(({ from, ...chunk }): ChunkRecord => {
    if (from !== 'here' || !synced.has(chunk.workspace)) return chunk
    unsent.set(chunk.workspace, (unsent.get(chunk.workspace) ?? 0) + 1)
    return { ...chunk, unsent: 1 }
  })
  return { ns: await db.chunks.bulkAdd(records, { allKeys: true }), unsent }
}

function chunkOf({ n = 0, unsent, ...chunk }: ChunkRecord): StoredChunk {
  return { ...chunk, n, isUnsent: unsent === 1 }
}

function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error
  const names = [nameOf(error), nameOf((error as { inner?: unknown } | undefined)?.inner)]
  if (names.includes('QuotaExceededError')) return new StoreFault('full', error)
  const isShut = names.some((name) => name === 'DatabaseClosedError' || name === 'InvalidStateError')
  return new StoreFault(isShut || names.includes('VersionError') ? 'closed' : 'other', error)
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : ''
}
