import type { Engine } from '#client/replica/index.ts'
import type { FoundThings } from '#shared/assistant/search/answer.ts'
import { doesMatch, wordLine } from '#shared/assistant/search/matches.ts'
import { placesAmong } from '#shared/assistant/search/places.ts'
import { isTypeWanted, type SearchQuery } from '#shared/assistant/search/query.ts'
import { bestOf, type Candidate } from '#shared/assistant/search/rank.ts'
import { fewFound, loosened, similarWordsIn } from '#shared/assistant/search/similar.ts'
import { type SaidByThing, textOfThing } from '#shared/assistant/search/thing-text.ts'
import { wordsOf } from '#shared/assistant/search/words.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentType, type DocumentRow } from '#shared/rooms/documents/index.ts'
import { ideaType } from '#shared/rooms/ideas/index.ts'
import type { AnyReplicaType, Row } from '#shared/rooms/room.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { hasContent } from '#shared/rooms/room.ts'

/** What the things on this device say. Of documents the rows hold the beginning only; the rest is read once somebody looks for something. */
export interface TextBook {
  find(query: SearchQuery, limit: number): FoundThings
  /** Reads what has not been read, the latest first, while `goOn` says so; `breathe` lets the screen have its turn. */
  read(steps: ReadingSteps): Promise<void>
  /** Documents of which only the beginning is known. */
  unread(): number
}

export interface ReadingSteps {
  breathe(): Promise<void>
  goOn(): boolean
}

type Reading = Pick<Engine, 'rows' | 'readReplica'>

/** So many characters of documents are kept; what is read after that is known by its beginning. */
const maxCharacters = 24_000_000
const types: readonly AnyReplicaType[] = [documentType, ideaType, taskType]

interface ReadText extends SaidByThing {
  /** The row that it was read for: another one means that the text may be another. */
  readonly value: object
}

export function openTextBook(engine: Reading): TextBook {
  const texts = new Map<ReplicaId, ReadText>()
  // A memo by identity: rows are replaced when they change.
  const candidates = new WeakMap<object, { readonly from: SaidByThing | undefined; readonly candidate: Candidate }>()
  const candidateOf = (row: Row): Candidate | undefined => {
    const from = texts.get(row.id)
    const known = candidates.get(row.value)
    if (known && known.from === from) return known.candidate
    const said = row.type === documentType.name ? (from ?? beginningOf(row as Row<DocumentRow>)) : textOfThing(row)
    if (!said) return undefined
    const { title, text } = { ...said, ...titleNow(row) }
    const candidate: Candidate = {
      id: row.id,
      type: row.type,
      title,
      text,
      changedAt: row.changedAt,
      lines: [wordLine(wordsOf(title)), wordLine(wordsOf(text))],
    }
    candidates.set(row.value, { from, candidate })
    return candidate
  }
  const stale = () =>
    engine
      .rows()
      .of(documentType)
      .filter(({ id, value }) => isThere(value) && texts.get(id)?.value !== value)
  return {
    find: (query, limit) => {
      const rows = engine.rows()
      const places = placesAmong(rows, () => true)
      const candidates = types
        .filter((type) => isTypeWanted(query, type.name))
        .flatMap((type) => rows.of(type))
        .flatMap((row) => (places.isThere(row) && places.isWithin(row, query.places) ? (candidateOf(row) ?? []) : []))
      return findIn(candidates, query, limit)
    },
    unread: () => stale().length,
    read: async ({ breathe, goOn }) => {
      let kept = forgetMissing(texts, engine)
      for (const row of stale().toSorted((a, b) => b.changedAt - a.changedAt)) {
        if (!goOn()) return
        const { id, value } = row
        const said = await engine.readReplica(documentType, id, (replica) =>
          textOfThing({ type: documentType.name, value, content: hasContent(replica) ? replica.content() : [] }),
        )
        kept += said?.text.length ?? 0
        const known = said && kept <= maxCharacters ? said : beginningOf({ value })
        texts.set(id, { ...known, value })
        // Its words as well, a document at a time: all together they would hold up the next key.
        candidateOf(row)
        await breathe()
      }
    },
  }
}

/** Those that hold the words; where they are few, also those that hold similar ones. */
function findIn(candidates: readonly Candidate[], query: SearchQuery, limit: number): FoundThings {
  const holding = (wanted: SearchQuery) => candidates.filter(({ lines }) => lines && doesMatch(wanted, lines))
  const exact = holding(query)
  const loose =
    exact.length < fewFound ? loosened(query, (word) => similarWordsIn(linesOf(candidates), word)) : undefined
  const found = loose ? holding(loose) : exact
  return { total: found.length, similar: found.length - exact.length, items: bestOf(found, loose ?? query, limit) }
}

function* linesOf(candidates: readonly Candidate[]): Iterable<string> {
  for (const { lines = [] } of candidates) yield* lines
}

function titleNow({ value }: Row): { title?: string } {
  const { title } = value as { title?: unknown }
  return typeof title === 'string' ? { title } : {}
}

function beginningOf({ value: { title, excerpt, tags } }: Pick<Row<DocumentRow>, 'value'>): SaidByThing {
  return { title, text: [excerpt, ...tags.map((tag) => `#${tag}`)].join(' ').trim() }
}

function isThere({ trashedAt }: DocumentRow): boolean {
  return trashedAt === undefined
}

/** How many characters stay. */
function forgetMissing(texts: Map<ReplicaId, ReadText>, engine: Reading): number {
  const rows = engine.rows()
  let kept = 0
  for (const [id, { text }] of texts) {
    if (rows.get(documentType, id)) kept += text.length
    else texts.delete(id)
  }
  return kept
}
