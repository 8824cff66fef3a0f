import type { Dexie, Table } from 'dexie'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Row } from '#shared/rooms/room.ts'
import { packFrom, packSize, type RowWrite } from './store.ts'

/**
 * A small log-structured store: the newest rows stand single, older ones in packs of some hundred, because reading and writing
 * ten thousand single records takes seconds and twenty packs some tens of ms.
 *
 * Invariant: a single row is newer than any of the same replica in a pack; of two packs the one with the higher number is newer.
 */
export interface RowRecord {
  readonly workspace: WorkspaceId
  readonly id: ReplicaId
  /** Absent: there is no row any more, whatever the packs say. */
  readonly row?: Row
}

export interface PackRecord {
  readonly n?: number
  readonly workspace: WorkspaceId
  readonly rows: readonly Row[]
}

interface RowTables extends Pick<Dexie, 'transaction'> {
  readonly rows: Table<RowRecord, [WorkspaceId, ReplicaId]>
  readonly packs: Table<PackRecord, number>
}

export async function readRows(db: RowTables, workspace: WorkspaceId): Promise<readonly Row[]> {
  const { packs, singles } = await db.transaction('r', [db.rows, db.packs], async () => ({
    packs: await db.packs.where({ workspace }).sortBy('n'),
    singles: await db.rows.where({ workspace }).toArray(),
  }))
  return [...merged(packs, singles).values()]
}

export async function readRowsOf(
  db: RowTables,
  workspace: WorkspaceId,
  ids: readonly ReplicaId[],
): Promise<readonly Row[]> {
  return db.transaction('r', [db.rows, db.packs], async () => {
    const singles = await db.rows.bulkGet(ids.map((id) => [workspace, id]))
    if (singles.every((single) => single)) return singles.flatMap((single) => single?.row ?? [])
    const packs = await db.packs.where({ workspace }).sortBy('n')
    const all = merged(
      packs,
      singles.flatMap((single) => single ?? []),
    )
    return ids.flatMap((id) => all.get(id) ?? [])
  })
}

/** Inside the transaction of the batch. */
export async function writeRows(db: RowTables, writes: readonly RowWrite[]): Promise<void> {
  for (const workspace of new Set(writes.map((write) => write.workspace))) {
    const own = writes.filter((write) => write.workspace === workspace)
    const rows = own.flatMap(({ row }) => row ?? [])
    if (rows.length < packFrom) {
      await db.rows.bulkPut(own.map(recordOf))
      continue
    }
    await db.packs.bulkAdd(packsOf(workspace, rows))
    await db.rows.bulkDelete(rows.map(({ id }) => [workspace, id]))
    await db.rows.bulkPut(own.filter(({ row }) => !row).map(recordOf))
  }
}

export async function foldRows(db: RowTables, workspace: WorkspaceId): Promise<void> {
  await db.transaction('rw', [db.rows, db.packs], async () => {
    const packs = await db.packs.where({ workspace }).sortBy('n')
    const singles = await db.rows.where({ workspace }).toArray()
    const rows = [...merged(packs, singles).values()]
    await db.packs.where({ workspace }).delete()
    await db.rows.where({ workspace }).delete()
    await db.packs.bulkAdd(packsOf(workspace, rows))
  })
}

function merged(packs: readonly PackRecord[], singles: readonly RowRecord[]): Map<ReplicaId, Row> {
  const all = new Map<ReplicaId, Row>()
  for (const { rows } of packs) for (const row of rows) all.set(row.id, row)
  for (const { id, row } of singles) {
    if (row) all.set(id, row)
    else all.delete(id)
  }
  return all
}

function packsOf(workspace: WorkspaceId, rows: readonly Row[]): PackRecord[] {
  const packs: PackRecord[] = []
  for (let at = 0; at < rows.length; at += packSize) packs.push({ workspace, rows: rows.slice(at, at + packSize) })
  return packs
}

function recordOf({ workspace, id, row }: RowWrite): RowRecord {
  return row ? { workspace, id, row } : { workspace, id }
}
