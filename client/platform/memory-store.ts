import type { BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Row } from '#shared/rooms/room.ts'
import type {
  Compaction,
  NewBlob,
  RefusalSummary,
  RowWrite,
  Store,
  StoredBlob,
  StoredChunk,
  StoredRefusal,
  StoredWorkspace,
  StoreFault,
  WriteBatch,
  Written,
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
  readonly beforeWrite?: (batch: WriteBatch) => void
}

/** Keeps everything in memory: for tests, and for a browser that lets us store nothing (the screen then says so). */
export function openMemoryStore(disk = new MemoryDisk(), { beforeWrite = () => {} }: MemoryStoreOptions = {}): Store {
  const lostListeners = new Set<(fault: StoreFault) => void>()
  return {
    load: async () => ({
      settings: new Map(disk.settings),
      workspaces: [...disk.workspaces.values()],
      refused: [...disk.refused.values()].map(summaryOf),
      lastN: disk.lastN,
    }),
    rows: async (workspace) => [...rowsIn(disk, workspace).values()],
    rowsOf: async (workspace, ids) => ids.flatMap((id) => rowsIn(disk, workspace).get(id) ?? []),
    chunksOf: async (workspace, replica) => chunksWhere(disk, workspace, (chunk) => chunk.replica === replica),
    unsentChunks: async (workspace, limits) => {
      const unsent = chunksWhere(disk, workspace, (chunk) => chunk.isUnsent)
      let bytes = 0
      return unsent.filter((chunk, index) => {
        bytes += chunk.bytes.length
        return index === 0 || (index < limits.maxChunks && bytes <= limits.maxBytes)
      })
    },
    unsentCounts: async () => unsentCounts(disk),
    actors: async (workspace) => new Map(disk.actors.get(workspace)),
    write: async (batch) => {
      beforeWrite(batch)
      return writeAll(disk, batch)
    },
    compact: async (workspace, compaction) => {
      beforeWrite({})
      return compact(disk, workspace, compaction)
    },
    foldRows: async () => {},
    adopt: async (id, role, account) => {
      beforeWrite({})
      patchWorkspace(disk, { id, origin: 'synced', role, account, cursor: 0 })
      markUnsent(disk, id)
      for (const [key, blob] of disk.blobs) if (blob.workspace === id) disk.unsentBlobs.add(key)
    },
    resend: async (id) => {
      beforeWrite({})
      patchWorkspace(disk, { id, cursor: 0 })
      markUnsent(disk, id)
    },
    removeWorkspace: async (id) => removeWorkspace(disk, id),
    refused: async (id) => disk.refused.get(id),
    putBlob: async (blob) => {
      beforeWrite({})
      putBlob(disk, blob)
    },
    blob: async (workspace, hash) => disk.blobs.get(`${workspace}/${hash}`),
    unsentBlobs: async (workspace) =>
      [...disk.unsentBlobs].flatMap((key) => {
        const blob = disk.blobs.get(key)
        return blob?.workspace === workspace ? [blob.hash] : []
      }),
    settleBlob: async (workspace, hash) => void disk.unsentBlobs.delete(`${workspace}/${hash}`),
    onLost: (listener) => {
      lostListeners.add(listener)
      return () => lostListeners.delete(listener)
    },
    close: () => lostListeners.clear(),
  }
}

export function summaryOf({ kind: _kind, chunks: _chunks, text: _text, ...summary }: StoredRefusal): RefusalSummary {
  return summary
}

function writeAll(disk: MemoryDisk, batch: WriteBatch): Written {
  const missed =
    batch.afterN === undefined ? [] : [...disk.chunks.values()].filter(({ n }) => n > (batch.afterN as number))
  for (const workspace of batch.workspaces ?? []) disk.workspaces.set(workspace.id, workspace)
  for (const patch of batch.workspacePatches ?? []) patchWorkspace(disk, patch)
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
    if (chunk) disk.chunks.set(n, { ...chunk, isUnsent: false })
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

function compact(disk: MemoryDisk, workspace: WorkspaceId, { replica, kind, replaced, bytes }: Compaction): boolean {
  if (replaced.some((n) => disk.chunks.get(n)?.isUnsent !== false)) return false
  for (const n of replaced) disk.chunks.delete(n)
  writeAll(disk, { chunks: bytes.map((each) => ({ workspace, replica, kind, bytes: each, from: 'log' })) })
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

function markUnsent(disk: MemoryDisk, id: WorkspaceId): void {
  for (const [n, chunk] of disk.chunks) if (chunk.workspace === id) disk.chunks.set(n, { ...chunk, isUnsent: true })
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

function unsentCounts(disk: MemoryDisk): Map<WorkspaceId, number> {
  const counts = new Map<WorkspaceId, number>()
  const count = (workspace: WorkspaceId) => counts.set(workspace, (counts.get(workspace) ?? 0) + 1)
  for (const chunk of disk.chunks.values()) if (chunk.isUnsent) count(chunk.workspace)
  for (const key of disk.unsentBlobs) {
    const blob = disk.blobs.get(key)
    if (blob) count(blob.workspace)
  }
  return counts
}

function chunksWhere(
  disk: MemoryDisk,
  workspace: WorkspaceId,
  isWanted: (chunk: StoredChunk) => boolean,
): StoredChunk[] {
  return [...disk.chunks.values()].filter((chunk) => chunk.workspace === workspace && isWanted(chunk))
}

function rowsIn(disk: MemoryDisk, workspace: WorkspaceId): Map<ReplicaId, Row> {
  const rows = disk.rows.get(workspace) ?? new Map<ReplicaId, Row>()
  disk.rows.set(workspace, rows)
  return rows
}
