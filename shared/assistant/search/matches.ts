import type { SearchQuery, SearchTerm } from './query.ts'
import { needleOf } from './similar.ts'
import { fold, type Word } from './words.ts'

/** Words with a space before, between and after them: so a sequence of words is found as a part of it. */
export function wordLine(words: readonly Word[]): string {
  return ` ${words.map(({ token }) => token).join(' ')} `
}

/** Whether all that is asked for is in one of the lines, and nothing that is excluded. */
export function doesMatch({ terms }: SearchQuery, lines: readonly string[]): boolean {
  return terms.every((term) => lines.some((line) => isIn(term, line)) !== term.isExcluded)
}

function isIn(term: SearchTerm, line: string): boolean {
  return line.includes(needleOf(term)) || (term.similar?.some((word) => line.includes(` ${word} `)) ?? false)
}

/** How many times, counted up to a bound: beyond it more says nothing more. */
export function countTerm(term: SearchTerm, line: string): number {
  const needle = needleOf(term)
  let count = 0
  for (let at = line.indexOf(needle); at >= 0 && count < 20; at = line.indexOf(needle, at + 1)) count += 1
  return count
}

/** Words of a text that were looked for, as places in it, in order and without overlaps. */
export function marksIn(words: readonly Word[], { terms }: SearchQuery): readonly (readonly [number, number])[] {
  const found: [number, number][] = []
  const wanted = terms.filter((term) => !term.isExcluded)
  words.forEach((word, at) => {
    for (const { tokens, isPrefix } of wanted) {
      const isHere = tokens.every((token, index) => {
        const other = words[at + index]?.token
        return index === tokens.length - 1 && isPrefix ? other?.startsWith(token) === true : other === token
      })
      const last = words[at + tokens.length - 1]
      if (!isHere || !last) continue
      const before = found.at(-1)
      if (before && word.start <= before[1]) before[1] = Math.max(before[1], last.end)
      else found.push([word.start, last.end])
    }
  })
  return found
}

/**
 * How well it answers: the title before the text, many times before once, short before long. Of nothing but the thing itself and the
 * query, so that things which somebody may not see can not move it, and a device without a network has the same order.
 */
export function scoreOf(
  query: SearchQuery,
  { title, lines }: { title: string; lines: readonly [string, string] },
): number {
  const [titleLine, textLine] = lines
  const folded = fold(title).trim()
  let score = 0
  for (const term of query.terms) {
    if (term.isExcluded) continue
    const said = term.tokens.join(' ')
    if (titleLine.trim() === said) score += 12
    else if (folded.startsWith(said) || titleLine.startsWith(` ${said}`)) score += 8
    else if (countTerm(term, titleLine) > 0) score += 5
    const times = countTerm(term, textLine)
    score += (3 * times) / (times + 0.6 + textLine.length / 4_000)
  }
  return score
}

interface Ranked {
  readonly score: number
  readonly changedAt: number
  readonly id: string
  readonly similar?: readonly string[] | undefined
}

/** The best first; of equals what was changed last. What holds only similar words comes after all that holds the words themselves. */
export function byScore<Found extends Ranked>(found: readonly Found[]): Found[] {
  const isSimilar = ({ similar }: Found) => (similar ? 1 : 0)
  return found.toSorted(
    (a, b) => isSimilar(a) - isSimilar(b) || b.score - a.score || b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1),
  )
}
