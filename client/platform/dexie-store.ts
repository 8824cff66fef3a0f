import Dexie, { type Table } from 'dexie'
import type { BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Row } from '#shared/rooms/room.ts'
import { Database, schemaVersion } from './dexie-database.ts'
import { foldRows, readRows, readRowsOf } from './dexie-rows.ts'
import { chunkOf, markResent, writeAll } from './dexie-write.ts'
import {
  begunAnew,
  type ChunkLimits,
  type Compaction,
  type HeldReplicas,
  type NewBlob,
  type Store,
  type StoredBlob,
  type StoredChunk,
  type StoredRefusal,
  StoreFault,
  type StoreStart,
  type UnsentCount,
  summaryOf,
  type WriteBatch,
  type Written,
} from './store.ts'

/** IndexedDB through Dexie; the only file, with the other `dexie-*.ts`, that knows of either. Throws `StoreFault` when it can not be opened. */
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
    // A newer version of the app wants to upgrade, or somebody deletes the database: holding on would block that in every tab.
    database.on('versionchange', ({ newVersion }) => {
      this.#lost(new StoreFault(newVersion === null ? 'lost' : 'closed'))
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
        await chunks.where({ workspace: id }).modify(markResent)
        await blobs.where({ workspace: id }).modify({ unsent: 1 })
      }),
    )
  }

  resendReplica(workspace: WorkspaceId, replica: ReplicaId): Promise<void> {
    return this.#guarded(async () => {
      await this.#db.chunks.where('[workspace+replica]').equals([workspace, replica]).modify(markResent)
    })
  }

  replicasIn(workspace: WorkspaceId): Promise<HeldReplicas> {
    const { chunks } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('r', [chunks], async () => {
        const range = [[workspace, Dexie.minKey] as const, [workspace, Dexie.maxKey] as const] as const
        const keys = await chunks
          .where('[workspace+replica]')
          .between(...range)
          .uniqueKeys()
        const all = (keys as unknown as [WorkspaceId, ReplicaId][]).map(([, replica]) => replica)
        // Only what waits is looked at one by one.
        const unsent = await chunks.where('[workspace+unsent]').equals([workspace, 1]).toArray()
        const inDoubt = new Set(unsent.map(({ replica }) => replica))
        const isSent = async (replica: ReplicaId) =>
          (await chunks.where('[workspace+replica]').equals([workspace, replica]).toArray()).some(
            (each) => !each.unsent,
          )
        const sent: ReplicaId[] = []
        for (const replica of all) if (!inDoubt.has(replica) || (await isSent(replica))) sent.push(replica)
        return { all, sent }
      }),
    )
  }

  erase(id: WorkspaceId): Promise<void> {
    const { chunks, rows, packs, workspaces, actors, blobs } = this.#db
    return this.#guarded(() =>
      this.#db.transaction('rw', [chunks, rows, packs, workspaces, actors, blobs], async () => {
        for (const table of [chunks, rows, packs, actors]) await (table as Table).where('workspace').equals(id).delete()
        await blobs
          .where('workspace')
          .equals(id)
          .and(({ unsent }) => !unsent)
          .delete()
        const workspace = await workspaces.get(id)
        if (workspace) await workspaces.put(begunAnew(workspace))
      }),
    )
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
