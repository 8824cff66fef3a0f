import { doesMatch, wordLine } from '#shared/assistant/search/matches.ts'
import { parseQuery } from '#shared/assistant/search/query.ts'
import { bestOf, type Candidate } from '#shared/assistant/search/rank.ts'
import { wordsOf } from '#shared/assistant/search/words.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Figure } from './support/figure.ts'
import { ownPages } from './support/own-pages.ts'

export const name = "Retrieval: sections of this project's manuals are found by words that stand in them"

/**
 * For every section two words of one of its lines, the second one cut short as while typing. Many sections hold both; reciprocal rank says how far up the
 * section stands from which they were taken. It measures matching and order for known items, in English, and no understanding.
 */
export function run(): readonly Figure[] {
  const pages: readonly Candidate[] = ownPages(4).map(({ title, lines }, at) => {
    const text = lines.join('\n')
    const said: readonly [string, string] = [wordLine(wordsOf(title)), wordLine(wordsOf(text))]
    return { id: `document_${at}` as ReplicaId, type: 'document', title, text, changedAt: at, lines: said }
  })
  const tally = { asked: 0, found: 0, reciprocal: 0, ms: 0 }
  pages.forEach((page, at) => {
    const words = wordsOf(page.text)
      .map(({ token }) => token)
      .filter((token) => token.length > 5)
    const [first, second] = [words[(at * 13) % words.length], words[(at * 13 + 3) % words.length]]
    if (!first || !second) return
    const start = performance.now()
    const query = parseQuery(`${first} ${second.slice(0, -1)}`)
    const holding = pages.filter(({ lines }) => lines && doesMatch(query, lines))
    const ranked = bestOf(holding, query, 50).map(({ id }) => id)
    tally.ms = Math.max(tally.ms, performance.now() - start)
    const rank = ranked.indexOf(page.id) + 1
    tally.asked += 1
    if (rank > 0) tally.found += 1
    tally.reciprocal += rank > 0 ? 1 / rank : 0
  })
  return [
    { what: `found by two words of ${tally.asked} sections`, value: tally.found / tally.asked, floor: 0.99 },
    { what: 'mean reciprocal rank', value: tally.reciprocal / tally.asked, floor: 0.5 },
    { what: 'milliseconds for the slowest', value: tally.ms },
  ]
}
