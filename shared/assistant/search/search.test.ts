import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { doesMatch, wordLine } from './matches.ts'
import { asksForAnything, parseQuery } from './query.ts'
import { bestOf, type Candidate } from './rank.ts'
import { snippetOf } from './snippet.ts'
import { wordsOf } from './words.ts'

const tokens = (text: string) => wordsOf(text).map(({ token }) => token)
const isFound = (typed: string, text: string) => doesMatch(parseQuery(typed), [wordLine(wordsOf(text))])

it('folds case and accents, keeps vowels of other scripts, and pairs what has no spaces', () => {
  expect(tokens('Résumé, ÜBER e-mail 3.5')).toEqual(['resume', 'uber', 'e', 'mail', '3', '5'])
  expect(tokens('हिन्दी')).toEqual(['हिन्दी'])
  expect(tokens('東京都tower')).toEqual(['東京', '京都', '都', 'tower'])
})

it('reads words, phrases, kinds, places and what to leave out', () => {
  expect(parseQuery('harbour "blue paint" -draft type:tasks in:"Team plans" bud')).toEqual({
    types: ['task'],
    places: ['team plans'],
    terms: [
      { tokens: ['harbour'], isPrefix: false, isExcluded: false },
      { tokens: ['blue', 'paint'], isPrefix: false, isExcluded: false },
      { tokens: ['draft'], isPrefix: false, isExcluded: true },
      { tokens: ['bud'], isPrefix: true, isExcluded: false },
    ],
  })
  expect(parseQuery('e-mail').terms).toEqual([{ tokens: ['e', 'mail'], isPrefix: true, isExcluded: false }])
  // No kind of thing: it is a word like others.
  expect(parseQuery('type:wagon ').terms[0]?.tokens).toEqual(['type', 'wagon'])
  expect(asksForAnything(parseQuery('-draft'))).toBe(false)
})

it('any part of a text without spaces is found in it, and nothing else', () => {
  const character = fc.constantFrom('東', '京', '都', '庁')
  fc.assert(
    fc.property(
      fc.string({ unit: character, maxLength: 8 }),
      fc.string({ unit: character, minLength: 1, maxLength: 3 }),
      (text, part) => {
        expect([text, part, isFound(part, text)]).toEqual([text, part, text.includes(part)])
      },
    ),
    { numRuns: fuzzRuns(300) },
  )
})

it('takes whatever is typed, and marks only what is there', () => {
  const any = fc.string({ unit: 'binary', maxLength: 60 })
  fc.assert(
    fc.property(any, any, (typed, text) => {
      const { text: piece, marks } = snippetOf(text, parseQuery(typed))
      const edges = marks.flat()
      return edges.every((edge, at) => edge >= (edges[at - 1] ?? 0) && edge <= piece.length)
    }),
    { numRuns: fuzzRuns(100) },
  )
})

it('a snippet is around what was looked for, also far inside a text', () => {
  const text = `${'nothing here '.repeat(100)}the lighthouse keeper ${'and so on '.repeat(100)}`
  const { text: piece, marks } = snippetOf(text, parseQuery('keeper lighthouse'))
  expect(piece.length).toBeLessThan(200)
  expect(marks.map(([start, end]) => piece.slice(start, end))).toEqual(['lighthouse', 'keeper'])
})

it('puts the title before the text, many before one, and of equals the latest first', () => {
  const things = [
    ['a', 'Boats', 'nothing', 1],
    ['b', 'Other', 'boats boats boats', 1],
    ['c', 'Other', 'boats', 1],
    ['d', 'Other', 'boats', 2],
  ] as const
  const candidates = things.map(
    ([id, title, text, changedAt]) => ({ id, title, text, changedAt, type: 'task' }) as unknown as Candidate,
  )
  expect(bestOf(candidates, parseQuery('boats'), 10).map(({ id }) => id)).toEqual(['a', 'b', 'd', 'c'])
  expect(bestOf(candidates, parseQuery('boats'), 1)).toHaveLength(1)
})
