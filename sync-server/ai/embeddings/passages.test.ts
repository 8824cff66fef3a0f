import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { inputOf, passagesOf } from './passages.ts'

const said = (text: string, sections: readonly number[] = [], title = '') => ({ title, text, sections })
const piecesOf = (text: string, sections: readonly number[] = []) =>
  passagesOf(said(text, sections)).map(({ start, end }) => text.slice(start, end))

const paragraph = 'The harbour was quiet that morning and nobody said a word about it. '.repeat(5)

it('a heading begins a passage, unless the one before it is short', () => {
  const text = `${paragraph}\nBudget\n${paragraph}\nShort\nwords\nRisks\n${paragraph}`
  const sections = ['Budget', 'Short', 'Risks'].map((heading) => text.indexOf(heading))
  expect(piecesOf(text, sections).map((piece) => piece.slice(0, 6))).toEqual(['The ha', 'Budget', 'Short\n'])
})

it('a long line is cut at the end of a sentence, and one without any sentences or spaces anywhere', () => {
  const pieces = piecesOf('Nothing of interest happened on this day. '.repeat(100))
  expect(pieces.length).toBeGreaterThan(3)
  for (const piece of pieces.slice(0, -1)) expect(piece.trim()).toMatch(/day\.$/)
  expect(piecesOf('東'.repeat(1_000)).map((piece) => piece.length)).toEqual([400, 400, 200])
})

it('what has a title alone is a passage, and what says nothing is none', () => {
  expect(passagesOf(said('', [], 'Paint the boat'))).toMatchObject([{ start: 0, end: 0 }])
  expect(passagesOf(said(' \n', [], ''))).toEqual([])
})

it('the title goes with each passage, once', () => {
  const thing = said('Blue paint', [], 'Boat')
  expect(inputOf(thing, { start: 0, end: 10 })).toBe('Boat\n\nBlue paint')
  expect(inputOf(said('Boat and paint', [], 'Boat'), { start: 0, end: 14 })).toBe('Boat and paint')
})

it('passages are all of a text, in order, each within its bound, and the same for the same text', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2_000 }),
    fc.array(fc.constantFrom('a', 'boat. ', ' ', 'harbour', '! '), { maxLength: 400 }).map((parts) => parts.join('')),
    fc.constant('東京都庁。'.repeat(200)),
    fc.constant('😀'.repeat(700)),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.array(fc.nat(3_000), { maxLength: 4 }), (lines, sections) => {
      const text = lines.join('\n')
      const passages = passagesOf(said(text, sections))
      let last = 0
      for (const { start, end } of passages) {
        expect(text.slice(last, start).trim()).toBe('')
        expect(end).toBeGreaterThan(start)
        expect(Buffer.byteLength(text.slice(start, end))).toBeLessThanOrEqual(1_200)
        // No character is torn apart.
        expect(/^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(end - 1, end + 1))).toBe(false)
        last = end
      }
      expect(text.slice(last).trim()).toBe('')
      expect(passagesOf(said(text, sections))).toEqual(passages)
    }),
    { numRuns: fuzzRuns(20) },
  )
})
