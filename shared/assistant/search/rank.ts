import type { ReplicaId } from '#shared/kit/ids.ts'
import type { FoundThing } from './answer.ts'
import { byScore, scoreOf, wordLine } from './matches.ts'
import type { SearchQuery } from './query.ts'
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

/** The best of what was found, by the same measure on a server and on a device. */
export function bestOf(candidates: readonly Candidate[], query: SearchQuery, limit: number): readonly FoundThing[] {
  const scored = candidates.map((candidate) => {
    const lines = candidate.lines ?? [wordLine(wordsOf(candidate.title)), wordLine(wordsOf(candidate.text))]
    const score = Math.round(scoreOf(query, { title: candidate.title, lines }) * 1_000) / 1_000
    return { candidate, id: candidate.id, changedAt: candidate.changedAt, score }
  })
  return byScore(scored)
    .slice(0, limit)
    .map(({ candidate: { id, type, title, text, changedAt }, score }) => ({
      id,
      type,
      title,
      titleMarks: marksOfTitle(title, query),
      snippet: snippetOf(text, query),
      changedAt,
      score,
    }))
}
