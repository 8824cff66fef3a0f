import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { openRelatedIndex } from '#shared/assistant/reading/related.ts'
import type { Figure } from './support/figure.ts'
import { ownPages } from './support/own-pages.ts'

export const name = "Related notes: halves of sections of this project's manuals find each other, without their titles"

/** Which lines fall into which half says much of one figure; over so many ways it hardly moves when a page of a manual is written anew. */
const ways = 8

/**
 * Each section is parted into two halves of its lines, which makes two notes that share a subject and no sentence; a half counts as right when
 * the other half of its section is the nearest, or among the three nearest, of all halves. It measures likeness of subject in English prose.
 */
export function run(): readonly Figure[] {
  const pages = ownPages(6)
  const random = seededRandom(1)
  const tally = { asked: 0, first: 0, amongThree: 0 }
  for (let way = 0; way < ways; way += 1) {
    const index = openRelatedIndex()
    for (const { title, lines } of pages) {
      const parted = way === 0 ? lines : shuffled(lines, random)
      for (const half of [0, 1])
        index.put(`${half}${title}`, { title: '', text: parted.filter((_, at) => at % 2 === half).join('\n') })
    }
    for (const { title } of pages)
      for (const half of [0, 1]) {
        const found = index.relatedTo(`${half}${title}`, 3).map(({ id }) => id)
        const wanted = `${1 - half}${title}`
        tally.asked += 1
        if (found[0] === wanted) tally.first += 1
        if (found.includes(wanted)) tally.amongThree += 1
      }
  }
  return [
    { what: `the other half is the nearest of ${2 * pages.length}`, value: tally.first / tally.asked, floor: 0.45 },
    { what: 'the other half is among the three nearest', value: tally.amongThree / tally.asked, floor: 0.65 },
    { what: 'milliseconds a question among 5,000 notes', value: millisecondsAmong(5_000) },
  ]
}

/** Notes of the same lines in other orders: as many words of one language as people have. */
function millisecondsAmong(count: number): number {
  const lines = ownPages(1).flatMap((page) => page.lines)
  const index = openRelatedIndex()
  for (let at = 0; at < count; at += 1) {
    const text = Array.from({ length: 12 }, (_, step) => lines[(at * 7 + step * 131 + at * step) % lines.length]).join(
      '\n',
    )
    index.put(`note ${at}`, { title: `Note ${at}`, text })
  }
  const start = performance.now()
  for (let at = 0; at < 50; at += 1) index.relatedTo(`note ${at * 17}`, 10)
  return (performance.now() - start) / 50
}

function shuffled(lines: readonly string[], { next }: ReturnType<typeof seededRandom>): readonly string[] {
  const keyed = lines.map((line) => ({ line, key: next() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ line }) => line)
}
