import Database from 'better-sqlite3'
import { load } from 'sqlite-vec'
import { parentPort } from 'node:worker_threads'
import type { NearPassage } from '../embedding-store.ts'
import { lastMessage } from './asking-thread.ts'
import type { NearestAnswer, NearestAsk, NearestRequest } from './nearest.ts'

/** The thread of nearest.ts. */
parentPort?.on('message', (message: NearestRequest | typeof lastMessage) => {
  if (message === lastMessage) return parentPort?.close()
  const { id, ask } = message
  parentPort?.postMessage({ id, ...answer(ask) } satisfies NearestAnswer)
})

function answer(ask: NearestAsk | undefined): Omit<NearestAnswer, 'id'> {
  try {
    if (ask) return { found: find(ask) }
    const database = new Database(':memory:')
    load(database)
    database.close()
    return {}
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Opened for each question, which takes a thousandth of a second: a file that is held could not be replaced or erased. */
function find({ file, workspace, space, vector, among, limit }: NearestAsk): readonly NearPassage[] {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 })
  try {
    load(database)
    const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
    return database.prepare<[object], NearPassage>(nearest).all({ vector: bytes, space, workspace, among, limit })
  } finally {
    database.close()
  }
}

/** What may not be found is out before anything is compared. Beside `min`, SQLite takes the other columns from the row that has it. */
const nearest = `
  WITH home AS (SELECT number FROM workspaces WHERE id = @workspace)
  SELECT replicas.id AS replica, start, "end", 1 - distance AS similarity FROM (
    SELECT replica, start, "end", min(vec_distance_cosine(vec_int8(vector), vec_int8(@vector))) AS distance
    FROM passages
    WHERE space = @space AND workspace = (SELECT number FROM home) AND length(vector) = length(@vector) AND replica IN (
      SELECT number FROM replicas WHERE workspace = (SELECT number FROM home) AND id IN (SELECT value FROM json_each(@among)))
    GROUP BY replica
  ) JOIN replicas ON replicas.number = replica
  ORDER BY distance, replica LIMIT @limit`
