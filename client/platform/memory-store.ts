import type { Role } from '#shared/access/roles.ts'
import type { AccountId, BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Row } from '#shared/rooms/room.ts'
import {
  afterBootstrap,
  begunAnew,
  type ChunkLimits,
  type Compaction,
  type NewBlob,
  type RowWrite,
  type Store,
  type StoredBlob,
  type StoredChunk,
  type StoredRefusal,
  type StoredWorkspace,
  type UnsentCount,
  summaryOf,
  type WriteBatch,
  type Written,
} from './store.ts'

/** What outlives a tab: several stores opened on it share one device, as tabs share a database. */
export class MemoryDisk {
  lastN = 0
  readonly chunks = new Map<number, StoredChunk>()
  readonly rows = new Map<WorkspaceId, Map<ReplicaId, Row>>()
  readonly workspaces = new Map<WorkspaceId, StoredWorkspace>()
  readonly actors = new Map<WorkspaceId, Map<string, PrincipalId>>()
  readonly refused = new Map<string, StoredRefusal>()
  readonly settings = new Map<string, unknown>()
  readonly blobs = new Map<string, StoredBlob & { readonly workspace: WorkspaceId; readonly hash: BlobHash }>()
  readonly unsentBlobs = new Set<string>()
}

export interface MemoryStoreOptions {
  /** Called before every write; throws `StoreFault` to let it fail. For tests. */
  readonly beforeWrite?: (batch: WriteBatch) => void | Promise<void>
}

/** Keeps everything in memory: for tests, and for a browser that lets us store nothing (the screen then says so). */
export function openMemoryStore(disk = new MemoryDisk(), options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(disk, options)
}

class MemoryStore implements Store {
  readonly #disk: MemoryDisk
  readonly #beforeWrite: (batch: WriteBatch) => void | Promise<void>

  constructor(disk: MemoryDisk, { beforeWrite = () => {} }: MemoryStoreOptions) {
    this.#disk = disk
    this.#beforeWrite = beforeWrite
  }

  async load() {
    const { settings, workspaces, refused, lastN } = this.#disk
    return {
      settings: new Map(settings),
      workspaces: [...workspaces.values()],
      refused: [...refused.values()].map(summaryOf),
      lastN,
    }
  }

  async rows(workspace: WorkspaceId) {
    return [...rowsIn(this.#disk, workspace).values()]
  }

  async rowsOf(workspace: WorkspaceId, ids: readonly ReplicaId[]) {
    return ids.flatMap((id) => rowsIn(this.#disk, workspace).get(id) ?? [])
  }

  async chunksOf(workspace: WorkspaceId, replica: ReplicaId) {
    return chunksWhere(this.#disk, workspace, (chunk) => chunk.replica === replica)
  }

  async unsentChunks(workspace: WorkspaceId, limits: ChunkLimits) {
    const unsent = chunksWhere(this.#disk, workspace, (chunk) => chunk.isUnsent)
    let bytes = 0
    return unsent.filter((chunk, index) => {
      bytes += chunk.bytes.length
      return index === 0 || (index < limits.maxChunks && bytes <= limits.maxBytes)
    })
  }

  async unsentCounts() {
    return unsentCounts(this.#disk)
  }

  async actors(workspace: WorkspaceId) {
    return new Map(this.#disk.actors.get(workspace))
  }

  async write(batch: WriteBatch) {
    await this.#beforeWrite(batch)
    return writeAll(this.#disk, batch)
  }

  async compact(workspace: WorkspaceId, compaction: Compaction) {
    await this.#beforeWrite({})
    return compact(this.#disk, workspace, compaction)
  }

  async foldRows() {}

  async adopt(id: WorkspaceId, role: Role, account: AccountId) {
    await this.#beforeWrite({})
    patchWorkspace(this.#disk, { id, origin: 'synced', role, account, cursor: 0 })
    markUnsent(this.#disk, id, (chunk) => ({ ...chunk, isUnsent: true }))
  }

  async resend(id: WorkspaceId) {
    await this.#beforeWrite({})
    patchWorkspace(this.#disk, { id, cursor: 0, bootstrap: undefined })
    markUnsent(this.#disk, id, resent)
  }

  async resendReplica(id: WorkspaceId, replica: ReplicaId) {
    await this.#beforeWrite({})
    for (const chunk of chunksWhere(this.#disk, id, (each) => each.replica === replica)) {
      this.#disk.chunks.set(chunk.n, resent(chunk))
    }
  }

  async replicasIn(id: WorkspaceId) {
    const chunks = chunksWhere(this.#disk, id, () => true)
    const all = [...new Set(chunks.map(({ replica }) => replica))]
    const sent = new Set(chunks.flatMap(({ replica, isUnsent }) => (isUnsent ? [] : [replica])))
    return { all, sent: all.filter((replica) => sent.has(replica)) }
  }

  async erase(id: WorkspaceId) {
    await this.#beforeWrite({})
    erase(this.#disk, id)
  }

  async removeWorkspace(id: WorkspaceId) {
    removeWorkspace(this.#disk, id)
  }

  async refused(id: string) {
    return this.#disk.refused.get(id)
  }

  async putBlob(blob: NewBlob) {
    await this.#beforeWrite({})
    putBlob(this.#disk, blob)
  }

  async blob(workspace: WorkspaceId, hash: BlobHash) {
    return this.#disk.blobs.get(`${workspace}/${hash}`)
  }

  async unsentBlobs(workspace: WorkspaceId) {
    return [...this.#disk.unsentBlobs].flatMap((key) => {
      const blob = this.#disk.blobs.get(key)
      return blob?.workspace === workspace ? [blob.hash] : []
    })
  }

  async settleBlob(workspace: WorkspaceId, hash: BlobHash) {
    this.#disk.unsentBlobs.delete(`${workspace}/${hash}`)
  }

  /** Memory goes with the page, never before it. */
  onLost() {
    return () => {}
  }

  close() {}
}

function writeAll(disk: MemoryDisk, batch: WriteBatch): Written {
  const missed =
    batch.afterN === undefined ? [] : [...disk.chunks.values()].filter(({ n }) => n > (batch.afterN as number))
  for (const workspace of batch.workspaces ?? []) disk.workspaces.set(workspace.id, workspace)
  for (const patch of batch.workspacePatches ?? []) patchWorkspace(disk, patch)
  for (const { workspace, from, to } of batch.cursors ?? []) {
    if ((disk.workspaces.get(workspace)?.cursor ?? -1) >= from) patchWorkspace(disk, { id: workspace, cursor: to })
  }
  for (const step of batch.bootstraps ?? []) {
    const moved = afterBootstrap(disk.workspaces.get(step.workspace), step)
    if (moved) patchWorkspace(disk, { id: step.workspace, ...moved })
  }
  const unsent = new Map<WorkspaceId, number>()
  const ns = (batch.chunks ?? []).map(({ from, bytes, ...chunk }) => {
    const isUnsent = from === 'here' && disk.workspaces.get(chunk.workspace)?.origin === 'synced'
    if (isUnsent) unsent.set(chunk.workspace, (unsent.get(chunk.workspace) ?? 0) + 1)
    disk.lastN += 1
    disk.chunks.set(disk.lastN, { ...chunk, bytes: bytes.slice(), n: disk.lastN, isUnsent })
    return disk.lastN
  })
  for (const n of batch.settled ?? []) {
    const chunk = disk.chunks.get(n)
    if (chunk) disk.chunks.set(n, settled(chunk))
  }
  for (const n of batch.removedChunks ?? []) disk.chunks.delete(n)
  for (const write of batch.rows ?? []) writeRow(disk, write)
  for (const { workspace, actor, principal } of batch.actors ?? []) {
    const actors = disk.actors.get(workspace) ?? new Map<string, PrincipalId>()
    if (!actors.has(actor)) actors.set(actor, principal)
    disk.actors.set(workspace, actors)
  }
  for (const refusal of batch.refused ?? []) disk.refused.set(refusal.id, refusal)
  for (const id of batch.removedRefused ?? []) disk.refused.delete(id)
  for (const [name, value] of Object.entries(batch.settings ?? {})) disk.settings.set(name, value)
  return { ns, unsent, missed }
}

function compact(disk: MemoryDisk, workspace: WorkspaceId, { replaced, ...chunk }: Compaction): boolean {
  const n = replaced.at(-1)
  if (n === undefined || replaced.some((each) => disk.chunks.get(each)?.isUnsent !== false)) return false
  for (const each of replaced) disk.chunks.delete(each)
  disk.chunks.set(n, { ...chunk, workspace, n, isUnsent: false })
  return true
}

function writeRow(disk: MemoryDisk, { workspace, id, row }: RowWrite): void {
  if (row) rowsIn(disk, workspace).set(id, row)
  else rowsIn(disk, workspace).delete(id)
}

function patchWorkspace(disk: MemoryDisk, patch: Partial<StoredWorkspace> & { id: WorkspaceId }): void {
  const workspace = disk.workspaces.get(patch.id)
  if (workspace) disk.workspaces.set(patch.id, { ...workspace, ...patch })
}

function markUnsent(disk: MemoryDisk, id: WorkspaceId, mark: (chunk: StoredChunk) => StoredChunk): void {
  for (const [n, chunk] of disk.chunks) if (chunk.workspace === id) disk.chunks.set(n, mark(chunk))
  for (const [key, blob] of disk.blobs) if (blob.workspace === id) disk.unsentBlobs.add(key)
}

function settled({ isResent: _isResent, ...chunk }: StoredChunk): StoredChunk {
  return { ...chunk, isUnsent: false }
}

function resent(chunk: StoredChunk): StoredChunk {
  return chunk.isUnsent ? chunk : { ...chunk, isUnsent: true, isResent: true }
}

function erase(disk: MemoryDisk, id: WorkspaceId): void {
  const workspace = disk.workspaces.get(id)
  if (workspace) disk.workspaces.set(id, begunAnew(workspace))
  disk.rows.delete(id)
  disk.actors.delete(id)
  for (const [n, chunk] of disk.chunks) if (chunk.workspace === id) disk.chunks.delete(n)
  for (const [key, blob] of disk.blobs) if (blob.workspace === id && !disk.unsentBlobs.has(key)) disk.blobs.delete(key)
}

function removeWorkspace(disk: MemoryDisk, id: WorkspaceId): void {
  disk.workspaces.delete(id)
  disk.rows.delete(id)
  disk.actors.delete(id)
  for (const [n, chunk] of disk.chunks) if (chunk.workspace === id) disk.chunks.delete(n)
  for (const [key, refusal] of disk.refused) if (refusal.workspace === id) disk.refused.delete(key)
  for (const [key, blob] of disk.blobs) {
    if (blob.workspace !== id) continue
    disk.blobs.delete(key)
    disk.unsentBlobs.delete(key)
  }
}

function putBlob(disk: MemoryDisk, { from, ...blob }: NewBlob): void {
  const key = `${blob.workspace}/${blob.hash}`
  if (disk.blobs.has(key)) return
  disk.blobs.set(key, blob)
  if (from === 'here' && disk.workspaces.get(blob.workspace)?.origin === 'synced') disk.unsentBlobs.add(key)
}

function unsentCounts(disk: MemoryDisk): Map<WorkspaceId, UnsentCount> {
  const counts = new Map<WorkspaceId, UnsentCount>()
  const count = (workspace: WorkspaceId, chunks: number, blobs: number) => {
    const before = counts.get(workspace) ?? { chunks: 0, blobs: 0 }
    counts.set(workspace, { chunks: before.chunks + chunks, blobs: before.blobs + blobs })
  }
  for (const chunk of disk.chunks.values()) if (chunk.isUnsent) count(chunk.workspace, 1, 0)
  for (const key of disk.unsentBlobs) {
    const blob = disk.blobs.get(key)
    if (blob) count(blob.workspace, 0, 1)
  }
  return counts
}

function chunksWhere(
  disk: MemoryDisk,
  workspace: WorkspaceId,
  isWanted: (chunk: StoredChunk) => boolean,
): StoredChunk[] {
  // A compacted chunk stands behind newer ones in the map.
  const found = [...disk.chunks.values()].filter((chunk) => chunk.workspace === workspace && isWanted(chunk))
  return found.sort((one, other) => one.n - other.n)
}

function rowsIn(disk: MemoryDisk, workspace: WorkspaceId): Map<ReplicaId, Row> {
  const rows = disk.rows.get(workspace) ?? new Map<ReplicaId, Row>()
  disk.rows.set(workspace, rows)
  return rows
}
