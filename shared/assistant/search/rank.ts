import type { ReplicaId } from '#shared/kit/ids.ts'
import type { FoundThing, FoundThings } from './answer.ts'
import { byScore, scoreOf, wordLine } from './matches.ts'
import type { SearchQuery } from './query.ts'
import { asItStands, fewFound } from './similar.ts'
import { marksOfTitle, snippetOf } from './snippet.ts'
import { wordsOf } from './words.ts'

export interface Candidate {
  readonly id: ReplicaId
  readonly type: string
  readonly title: string
  readonly text: string
  readonly changedAt: number
  /** Its words, when they are known: `wordLine` of title and text. */
  readonly lines?: readonly [string, string]
}

/** More candidates than this are not compared. */
export const maxRanked = 400

/** The best of what was found, by the same measure on a server and on a device. Similar words count half. */
export function bestOf(candidates: readonly Candidate[], query: SearchQuery, limit: number): readonly FoundThing[] {
  const scored = candidates.map((candidate) => {
    const lines = candidate.lines ?? [wordLine(wordsOf(candidate.title)), wordLine(wordsOf(candidate.text))]
    const { query: found, similar } = asItStands(query, lines)
    const share = similar.length > 0 ? 500 : 1_000
    const score = Math.round(scoreOf(found, { title: candidate.title, lines }) * share) / 1_000
    const { id, changedAt } = candidate
    return { candidate, id, changedAt, score, query: found, ...(similar.length > 0 && { similar }) }
  })
  return byScore(scored)
    .slice(0, limit)
    .map(({ candidate: { id, type, title, text, changedAt }, score, similar, query: found }) => ({
      id,
      type,
      title,
      titleMarks: marksOfTitle(title, found),
      snippet: snippetOf(text, found),
      changedAt,
      score,
      ...(similar && { similar }),
    }))
}

/**
 * Answers to one question from several places as one. Where enough things hold the very words, those that hold similar ones are left out,
 * although a place that has few has brought some.
 */
export function together<Item extends FoundThing>(
  answers: readonly (Omit<FoundThings, 'items'> & { readonly items: readonly Item[] })[],
  limit: number,
): Omit<FoundThings, 'items'> & { readonly items: readonly Item[] } {
  const exact = answers.reduce((sum, { total, similar }) => sum + total - similar, 0)
  const similar = exact < fewFound ? answers.reduce((sum, each) => sum + each.similar, 0) : 0
  const items = answers.flatMap((each) => each.items).filter((item) => similar > 0 || !item.similar)
  return { total: exact + similar, similar, items: byScore(items).slice(0, limit) }
}
