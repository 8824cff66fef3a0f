import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { doesMatch, wordLine } from './matches.ts'
import { asksForAnything, parseQuery } from './query.ts'
import type { FoundThing } from './answer.ts'
import { bestOf, type Candidate, together } from './rank.ts'
import { isSimilar } from './similar.ts'
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
      { tokens: ['blue', 'paint'], isPrefix: false, isExcluded: false, isPhrase: true },
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

const isLike = (word: string, token: string, isPrefix = false) => isSimilar(word, { token, isPrefix })

it('is forgiving of one slip in a word, of two in a long one, and of none in a short one or in a number', () => {
  for (const word of ['harbor', 'harrbour', 'harbuor', 'harbonr'])
    expect([word, isLike('harbour', word)]).toEqual([word, true])
  for (const word of ['harb', 'harbr', 'hrabuor', 'xarbour', 'harbour'])
    expect([word, isLike('harbour', word)]).toEqual([word, false])
  for (const word of ['ligthuose', 'lighthous', 'lightouses'])
    expect([word, isLike('lighthouse', word)]).toEqual([word, true])
  expect([isLike('cat', 'cta'), isLike('2026', '2027'), isLike('東京都庁', '東京都府')]).toEqual([false, false, false])
  expect([isLike('lighthouse', 'lighhou', true), isLike('lighthouse', 'lighhou')]).toEqual([true, false])
  expect(isLike('lighthouse', 'light', true)).toBe(false)
})

it('a slip is forgiven in both directions of every edit, and by nobody more than allowed', () => {
  const letter = fc.constantFrom(...'abc')
  const word = fc.string({ unit: letter, minLength: 5, maxLength: 7 })
  fc.assert(
    fc.property(word, fc.integer({ min: 1, max: 5 }), letter, (right, at, other) => {
      const slips = [
        right.slice(0, at) + right.slice(at + 1),
        right.slice(0, at) + other + right.slice(at),
        right.slice(0, at) + other + right.slice(at + 1),
        right.slice(0, at) + (right[at + 1] ?? '') + (right[at] ?? '') + right.slice(at + 2),
      ]
      for (const slip of slips) {
        if (slip === right || slip.length > 7 || slip.length < 4) continue
        expect([slip, right, isLike(right, slip), isLike(slip, right)]).toEqual([slip, right, true, true])
      }
      expect(isLike(`${right}xx`, right)).toBe(false)
    }),
    { numRuns: fuzzRuns(300) },
  )
})

it('answers of several places become one: similar words only where few hold the words themselves', () => {
  const item = (id: string, similar?: string[]) =>
    ({ id, score: 1, changedAt: 1, ...(similar && { similar }) }) as unknown as FoundThing
  const few = { total: 2, similar: 1, items: [item('a'), item('b', ['boat'])] }
  expect(together([few, { total: 1, similar: 0, items: [item('c')] }], 10)).toMatchObject({ total: 3, similar: 1 })
  const many = { total: 2, similar: 0, items: [item('c'), item('d')] }
  expect(together([few, many], 10)).toEqual({ total: 3, similar: 0, items: [item('a'), item('c'), item('d')] })
})
