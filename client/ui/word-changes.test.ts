import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changedSpans } from './changed-spans.ts'
import { wordChanges } from './word-changes.ts'

const told = (before: string, after: string) =>
  wordChanges(before, after, changedSpans)
    .map(({ text, change }) => (change ? `${change === 'added' ? '+' : '-'}${text}|` : text))
    .join('')

it('tells words, not letters, and says together what is replaced together', () => {
  expect(told('The roof of the house leaks a lot.', 'The roof of the barn drips a lot.')).toBe(
    'The roof of the -house leaks|+barn drips| a lot.',
  )
  expect(told('It is here.', 'It is not here.')).toBe('It is +not |here.')
  expect(told('', 'New')).toBe('+New|')
  expect(told('Gone', '')).toBe('-Gone|')
  expect(told('Same', 'Same')).toBe('Same')
})

it('the parts make both texts again, whatever they say', () => {
  const words = fc.array(fc.constantFrom('a', 'roof', 'ab', ' ', '  ', '.', '\n', '屋根', 'ü', '👩‍👩‍👧'), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(words, words, (one, other) => {
      const [before, after] = [one.join(''), other.join('')]
      const parts = wordChanges(before, after, changedSpans)
      const without = (change: 'added' | 'removed') =>
        parts.flatMap((part) => (part.change === change ? [] : [part.text])).join('')
      expect([without('added'), without('removed')]).toEqual([before, after])
    }),
  )
})

it('another format is another text', () => {
  const runs = (format: string) => [
    { text: 'so ', format: '' },
    { text: 'it is', format },
  ]
  expect(changedSpans(runs(''), runs('bold'))).toMatchObject([{ fromA: 3, toA: 8, fromB: 3, toB: 8 }])
})
