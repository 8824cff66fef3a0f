import { doesMatch, wordLine } from '#shared/assistant/search/matches.ts'
import { type MeantThings, saidIn } from '#shared/assistant/search/meant.ts'
import { placesAmong } from '#shared/assistant/search/places.ts'
import { isTypeWanted, parseQuery, type SearchQuery } from '#shared/assistant/search/query.ts'
import { marksOfTitle, snippetOf } from '#shared/assistant/search/snippet.ts'
import { wordsOf } from '#shared/assistant/search/words.ts'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { Meanings } from '#server/ai/embeddings/meanings.ts'
import type { CatalogueRow, Shelf } from '#server/resources/catalogue.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import type { SearchPorts, SearchQuestion } from './search.ts'

export interface MeantPorts extends SearchPorts {
  readonly meanings: Pick<Meanings, 'isOn' | 'ofQuestion'>
}

export interface MeantQuestion extends SearchQuestion {
  /** Who is charged for asking. */
  readonly asker: PrincipalId
}

/** Beyond these nothing is near, whatever the order says. */
const maxMeant = 12
const leastSimilarity = 0.15

/**
 * What is near in meaning. The store compares what the reader may find and nothing else, so neither order nor number depends on what is hidden.
 * Without a model, or with one that does not answer, there is nothing.
 */
export async function meantInWorkspace(ports: MeantPorts, question: MeantQuestion): Promise<MeantThings> {
  const { workspace, typed, asker } = question
  const home = await homeOfWorkspace(ports.storage, workspace)
  if (!home || !(await ports.meanings.isOn(home.organisation))) return { isOn: false, items: [] }
  const text = saidIn(typed)
  const shelf = text === '' ? undefined : await ports.catalogue.of(workspace)
  const visible = shelf ? visibleRows(shelf, question) : new Map<ReplicaId, CatalogueRow>()
  // Where there is nothing to be found, nothing is asked and nothing costs.
  const meaning =
    visible.size > 0 ? await ports.meanings.ofQuestion({ organisation: home.organisation, by: asker, text }) : undefined
  if (!meaning) return { isOn: true, items: [] }
  const near = await home.store.embeddings.nearest(workspace, {
    ...meaning,
    among: [...visible.keys()],
    limit: Math.min(maxMeant, question.limit),
  })
  const likely = near.filter(({ similarity }) => similarity >= leastSimilarity)
  const texts = await home.store.log.textsOf(
    workspace,
    likely.map(({ replica }) => replica),
  )
  const said = new Map(texts.map((each) => [each.replica, each]))
  const query = parseQuery(typed)
  const items = likely.flatMap(({ replica: id, start, end, similarity }) => {
    const [row, found] = [visible.get(id), said.get(id)]
    if (!row || !found || holdsExcluded(query, found)) return []
    return {
      id,
      type: row.type,
      title: found.title,
      titleMarks: marksOfTitle(found.title, query),
      snippet: snippetOf(found.text.slice(start, end).trim(), query),
      changedAt: row.changedAt,
      score: Math.round(similarity * 1_000) / 1_000,
    }
  })
  return { isOn: true, items }
}

function visibleRows(shelf: Shelf, { typed, view }: SearchQuestion): ReadonlyMap<ReplicaId, CatalogueRow> {
  const query = parseQuery(typed)
  const mayRead = (id: ReplicaId) => view.isWhole || view.mayRead(id)
  const places = placesAmong(shelf, mayRead)
  const visible = new Map<ReplicaId, CatalogueRow>()
  for (const row of shelf.rows.values()) {
    const isWanted = isTypeWanted(query, row.type) && mayRead(row.id)
    if (isWanted && places.isThere(row) && places.isWithin(row, query.places)) visible.set(row.id, row)
  }
  return visible
}

function holdsExcluded({ terms, ...query }: SearchQuery, { title, text }: { title: string; text: string }): boolean {
  const excluded = terms.filter(({ isExcluded }) => isExcluded)
  if (excluded.length === 0) return false
  return !doesMatch({ ...query, terms: excluded }, [wordLine(wordsOf(title)), wordLine(wordsOf(text))])
}
