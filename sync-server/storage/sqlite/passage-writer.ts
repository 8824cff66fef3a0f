import type { CutPassage, CutStep } from '../embedding-store.ts'
import type { Sqlite } from './open-database.ts'

interface KeptPassage {
  readonly hash: Buffer
  readonly vector: Buffer | null
}

/** Writes what things were cut into, and how far the texts have been cut. What says the same as before keeps its vector. */
export function openPassageWriter(database: Sqlite, consumer: string): (step: CutStep) => boolean {
  const home = database.prepare<[string], { number: number }>('SELECT number FROM workspaces WHERE id = ?')
  const numberOf = database.prepare<[number, string], { number: number }>(
    'SELECT number FROM replicas WHERE workspace = ? AND id = ?',
  )
  const cursor = database.prepare<[string, number], { cursor: number }>(
    'SELECT cursor FROM consumers WHERE name = ? AND workspace = ?',
  )
  const setCursor = database.prepare(
    'INSERT INTO consumers (name, workspace, cursor) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor',
  )
  const kept = database.prepare<[number, number], KeptPassage>(
    'SELECT hash, vector FROM passages WHERE replica = ? AND space = ?',
  )
  const elsewhere = database
    .prepare<[number, Uint8Array], Buffer>(
      'SELECT vector FROM passages WHERE space = ? AND hash = ? AND vector IS NOT NULL LIMIT 1',
    )
    .pluck()
  const drop = database.prepare('DELETE FROM passages WHERE replica = ?')
  const put = database.prepare(
    `INSERT INTO passages (replica, place, workspace, space, start, "end", hash, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const write = (place: { home: number; replica: number; space: number }, passages: readonly CutPassage[]) => {
    const { replica, space } = place
    const before = new Map(kept.all(replica, space).map(({ hash, vector }) => [hash.toString('hex'), vector]))
    drop.run(replica)
    passages.forEach(({ start, end, hash }, index) => {
      const vector = before.get(Buffer.from(hash).toString('hex')) ?? elsewhere.get(space, hash) ?? null
      put.run(replica, index, place.home, space, start, end, hash, vector)
    })
  }
  return database.transaction(({ workspace, from, to, space, things }: CutStep): boolean => {
    const number = home.get(workspace)?.number
    if (number === undefined) throw new Error(`bug: passages of ${workspace}, which is not in this organisation`)
    if ((cursor.get(consumer, number)?.cursor ?? 0) !== from) return false
    for (const { replica: id, passages } of things) {
      const replica = numberOf.get(number, id)?.number
      if (replica === undefined) throw new Error(`bug: passages of ${id}, which nobody has written to`)
      write({ home: number, replica, space }, passages)
    }
    setCursor.run(consumer, number, to)
    return true
  }).immediate
}
