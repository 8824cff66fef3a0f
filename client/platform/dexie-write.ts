import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { ChunkRecord, Database } from './dexie-database.ts'
import { writeRows } from './dexie-rows.ts'
import { afterBootstrap, type StoredChunk, type WriteBatch, type Written } from './store.ts'

/** Inside the transaction of the batch. */
export async function writeAll(db: Database, batch: WriteBatch): Promise<Written> {
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
      .modify((chunk) => {
        delete chunk.unsent
        delete chunk.resent
      })
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

export function chunkOf({ n = 0, unsent, resent, ...chunk }: ChunkRecord): StoredChunk {
  return { ...chunk, n, isUnsent: unsent === 1, ...(resent && { isResent: true }) }
}

/** Unsent again, and told apart from what was never sent. */
export function markResent(chunk: ChunkRecord): void {
  if (!chunk.unsent) chunk.resent = 1
  chunk.unsent = 1
}
