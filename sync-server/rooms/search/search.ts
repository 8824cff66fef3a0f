import type { FoundThings } from '#shared/assistant/search/answer.ts'
import { doesMatch, wordLine } from '#shared/assistant/search/matches.ts'
import { placesAmong } from '#shared/assistant/search/places.ts'
import { asksForAnything, parseQuery, searchedTypes, type SearchQuery } from '#shared/assistant/search/query.ts'
import { bestOf, maxRanked } from '#shared/assistant/search/rank.ts'
import { fewFound, loosened, type Misspelling, misspellingsIn } from '#shared/assistant/search/similar.ts'
import { wordsOf } from '#shared/assistant/search/words.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { View } from '#server/access/access.ts'
import type { Catalogue, CatalogueRow, Shelf } from '#server/resources/catalogue.ts'
import { titleOf } from '#server/resources/collections.ts'
import type { SearchStore } from '#server/storage/search-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'

export interface SearchPorts {
  readonly storage: Storage
  readonly catalogue: Catalogue
}

export interface SearchQuestion {
  readonly workspace: WorkspaceId
  /** What the reader may read: all that follows sees nothing else. */
  readonly view: Pick<View, 'isWhole' | 'mayRead'>
  readonly typed: string
  readonly limit: number
}

/**
 * The store says what holds the words; what the reader may not read is taken out before anything is counted, compared or cut, and the measure
 * is of a thing and the query alone. So nothing of an answer depends on what is hidden: also not whether similar words are looked for, which
 * of them are told, and how many there are.
 */
export async function searchWorkspace(ports: SearchPorts, question: SearchQuestion): Promise<FoundThings> {
  const query = parseQuery(question.typed)
  const shelf = asksForAnything(query) ? await ports.catalogue.of(question.workspace) : undefined
  const home = shelf && (await homeOfWorkspace(ports.storage, question.workspace))
  if (!shelf || !home) return { total: 0, similar: 0, items: [] }
  const store = home.store.log
  const place = { ...question, shelf, store }
  const exact = await visibleHolding(place, query)
  const loose = exact.length < fewFound ? await loosenedBy(place, query) : undefined
  const visible = loose ? await visibleHolding(place, loose) : exact
  const chosen = new Map(mostLikely(visible, query).map((row) => [row.id, row]))
  for (const row of exact.slice(0, fewFound)) chosen.set(row.id, row)
  const texts = await store.textsOf(question.workspace, [...chosen.keys()])
  const candidates = texts.flatMap(({ replica: id, title, text }) => {
    const row = chosen.get(id)
    return row ? [{ id, title, text, type: row.type, changedAt: row.changedAt }] : []
  })
  return {
    total: visible.length,
    similar: visible.length - exact.length,
    items: bestOf(candidates, loose ?? query, question.limit),
  }
}

interface Place extends Pick<SearchQuestion, 'workspace' | 'view'> {
  readonly shelf: Shelf
  readonly store: SearchStore
}

/** In no order, and none that the reader may not read. */
async function visibleHolding({ workspace, view, shelf, store }: Place, query: SearchQuery) {
  const holding = await store.holding(workspace, { types: typesOf(query), terms: query.terms })
  const mayRead = (id: ReplicaId) => view.isWhole || view.mayRead(id)
  const places = placesAmong(shelf, mayRead)
  return holding.flatMap(({ replica }) => {
    const row = mayRead(replica) ? shelf.rows.get(replica) : undefined
    return row && places.isThere(row) && places.isWithin(row, query.places) ? [row] : []
  })
}

async function loosenedBy({ workspace, store }: Place, query: SearchQuery): Promise<SearchQuery | undefined> {
  const like = new Map<string, readonly string[]>()
  const keyOf = ({ token, isPrefix }: Misspelling) => `${token} ${isPrefix}`
  for (const word of misspellingsIn(query)) like.set(keyOf(word), await store.wordsLike(workspace, word))
  return loosened(query, (word) => like.get(keyOf(word)) ?? [])
}

function typesOf({ types }: SearchQuery): readonly string[] {
  return types.length > 0 ? types : [...searchedTypes]
}

/** The latest, and before them those that are called like what is looked for. */
function mostLikely(rows: readonly CatalogueRow[], query: SearchQuery): readonly CatalogueRow[] {
  const latest = rows.toSorted((a, b) => b.changedAt - a.changedAt)
  if (rows.length <= maxRanked) return latest
  const isNamed = (row: CatalogueRow) => doesMatch(query, [wordLine(wordsOf(titleOf(row)))])
  const named = latest.filter(isNamed).slice(0, maxRanked)
  return [...named, ...latest].slice(0, maxRanked + named.length)
}
