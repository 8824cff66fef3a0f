import type { WorkspaceId } from '#shared/kit/ids.ts'
import type {
  EmbeddingProgress,
  EmbeddingSpace,
  EmbeddingStore,
  MadeVectors,
  NearPassage,
  UncutStretch,
  WaitingPassage,
} from '../embedding-store.ts'
import type { Nearest } from './nearest.ts'
import type { Sqlite } from './open-database.ts'
import { openPassageWriter } from './passage-writer.ts'
import { relaxed } from './relaxed.ts'

const consumer = 'embeddings'

/** All but the nearest, which another thread looks for: for that, see `nearestIn`. */
export function openEmbeddingStore(database: Sqlite): Omit<EmbeddingStore, 'nearest'> {
  const space = database.prepare<[], Omit<EmbeddingSpace, 'dimensions'> & { dimensions: number | null }>(
    'SELECT number, model, dimensions FROM embedding_spaces ORDER BY number DESC LIMIT 1',
  )
  const spaceNow = (): EmbeddingSpace | undefined => {
    const found = space.get()
    return found && { ...found, dimensions: found.dimensions ?? undefined }
  }
  const putPassages = relaxed(database, openPassageWriter(database, consumer))
  const putVectors = relaxed(database, openVectorWriter(database))
  const dropOld = relaxed(database, openDropper(database))
  const switchModel = openModelSwitch(database)
  const uncut = openUncut(database)
  const waiting = openWaiting(database)
  const counts = database.prepare<[number, number], { passages: number; open: number }>(
    `SELECT (SELECT count(*) FROM passages INDEXED BY passages_by_hash WHERE space = ?) AS passages,
       (SELECT count(*) FROM passages INDEXED BY passages_waiting WHERE space = ? AND vector IS NULL) AS open`,
  )
  return {
    setModel: async (model) => {
      if (spaceNow()?.model !== model) switchModel(model)
    },
    space: async () => spaceNow(),
    dropOld: async (max) => dropOld(spaceNow()?.number ?? Number.MAX_SAFE_INTEGER, max),
    uncut: async (max) => uncut(max),
    putPassages: async (step) => spaceNow()?.number === step.space && putPassages(step),
    waiting: async (max) => {
      const now = spaceNow()
      return now ? waiting(now.number, max) : []
    },
    putVectors: async (number, made) => {
      const now = spaceNow()
      const fits = now?.number === number && (now.dimensions ?? made.dimensions) === made.dimensions
      if (fits) putVectors(number, made)
      return fits
    },
    progress: async (): Promise<EmbeddingProgress> => {
      const now = spaceNow()
      const found = now && counts.get(now.number, now.number)
      return found ? { passages: found.passages, embedded: found.passages - found.open } : { passages: 0, embedded: 0 }
    },
  }
}

function openModelSwitch(database: Sqlite): (model: string | undefined) => void {
  const forget = database.prepare('DELETE FROM embedding_spaces')
  const begin = database.prepare('INSERT INTO embedding_spaces (model) VALUES (?)')
  const restart = database.prepare('DELETE FROM consumers WHERE name = ?')
  return database.transaction((model: string | undefined) => {
    forget.run()
    restart.run(consumer)
    if (model !== undefined) begin.run(model)
  }).immediate
}

function openDropper(database: Sqlite): (before: number, max: number) => boolean {
  // Asked in every round of every organisation, and a deletion is a write even of nothing.
  const old = database.prepare<[number], object>(
    'SELECT 1 FROM passages INDEXED BY passages_by_hash WHERE space < ? LIMIT 1',
  )
  const drop = database.prepare(
    `DELETE FROM passages WHERE (replica, place) IN (
       SELECT replica, place FROM passages INDEXED BY passages_by_hash WHERE space < ? LIMIT ?)`,
  )
  return (before, max) => old.get(before) !== undefined && drop.run(before, max).changes > 0
}

interface UncutRow {
  readonly replica: UncutStretch['things'][number]['replica']
  readonly lastSeq: number
  readonly title: string | null
  readonly text: string | null
  readonly sections: string | null
}

function openUncut(database: Sqlite): (max: number) => UncutStretch | undefined {
  const behind = database.prepare<[string], { number: number; workspace: WorkspaceId; from: number; upTo: number }>(
    `SELECT number, id AS workspace, coalesce(own.cursor, 0) AS "from", search.cursor AS upTo
     FROM workspaces JOIN consumers search ON search.workspace = number AND search.name = 'search'
     LEFT JOIN consumers own ON own.workspace = number AND own.name = ?
     WHERE search.cursor > coalesce(own.cursor, 0) ORDER BY number LIMIT 1`,
  )
  const changed = database.prepare<[number, number, number, number], UncutRow>(
    `SELECT id AS replica, last_seq AS lastSeq, title, text, sections
     FROM replicas LEFT JOIN search_texts ON search_texts.replica = replicas.number
     WHERE workspace = ? AND last_seq > ? AND last_seq <= ? ORDER BY last_seq LIMIT ?`,
  )
  return (max) => {
    const place = behind.get(consumer)
    if (!place) return undefined
    const { number, workspace, from, upTo } = place
    const rows = changed.all(number, from, upTo, max)
    const things = rows.map(({ replica, title, text, sections }) => ({
      replica,
      said:
        title === null || text === null
          ? undefined
          : { title, text, sections: JSON.parse(sections ?? '[]') as readonly number[] },
    }))
    // What was changed again meanwhile comes when the search has read it again.
    return { workspace, from, to: rows.length < max ? upTo : (rows.at(-1)?.lastSeq ?? upTo), things }
  }
}

function openWaiting(database: Sqlite): (space: number, max: number) => readonly WaitingPassage[] {
  const passages = database.prepare<
    [number, number],
    { replica: number; start: number; end: number; hash: Uint8Array }
  >(
    `SELECT replica, start, "end", hash FROM passages INDEXED BY passages_waiting
     WHERE space = ? AND vector IS NULL ORDER BY replica, place LIMIT ?`,
  )
  const said = database.prepare<[number], { title: string; text: string }>(
    'SELECT title, text FROM search_texts WHERE replica = ?',
  )
  return (space, max) => {
    const texts = new Map<number, { title: string; text: string } | undefined>()
    return passages.all(space, max).flatMap(({ replica, ...passage }) => {
      if (!texts.has(replica)) texts.set(replica, said.get(replica))
      return [{ ...passage, ...(texts.get(replica) ?? { title: '', text: '' }) }]
    })
  }
}

function openVectorWriter(database: Sqlite): (space: number, made: MadeVectors) => void {
  const measure = database.prepare('UPDATE embedding_spaces SET dimensions = ? WHERE number = ? AND dimensions IS NULL')
  const put = database.prepare('UPDATE passages SET vector = ? WHERE space = ? AND hash = ? AND vector IS NULL')
  return database.transaction((space: number, { dimensions, vectors }: MadeVectors) => {
    if (vectors.some(({ vector }) => vector)) measure.run(dimensions, space)
    for (const { hash, vector } of vectors) put.run(vector ? Buffer.from(vector.buffer) : Buffer.alloc(0), space, hash)
  }).immediate
}

/** The same by its file, in another thread. */
export function nearestIn(database: Sqlite, nearest: Nearest): Pick<EmbeddingStore, 'nearest'> {
  return {
    nearest: async (workspace, question): Promise<readonly NearPassage[]> => {
      if (question.among.length === 0) return []
      return nearest.find({ file: database.name, workspace, ...question, among: JSON.stringify(question.among) })
    },
  }
}
