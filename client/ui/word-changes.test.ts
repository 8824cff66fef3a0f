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

it('never splits a word, be it longer, shorter, mended or in bold', () => {
  expect(told('Bring te spade', 'Bring the spade')).toBe('Bring -te|+the| spade')
  expect(told('the roofs', 'the roof')).toBe('the -roofs|+roof|')
  expect(told('a cat', 'a hat')).toBe('a -cat|+hat|')
  expect(told('It is here.', 'It is his here.')).toBe('It is +his |here.')
  expect(told('12.5 kg, 9 m', '12.75 kg, 9 m')).toBe('-12.5|+12.75| kg, 9 m')
  expect(told("It isn't so", "It wasn't so")).toBe("It -isn't|+wasn't| so")
  expect(told('我们明天去学校', '我们今天去学校')).toBe('我们-明天|+今天|去学校')
  expect(told('Now 👩‍👩‍👧 go', 'Now 👩‍👩‍👦 go')).toBe('Now -👩‍👩‍👧|+👩‍👩‍👦| go')
  const bold = [
    { text: 'to un', format: '' },
    { text: 'do', format: 'bold' },
  ]
  expect(changedSpans([{ text: 'to undo', format: '' }], bold)).toEqual([{ fromA: 3, toA: 7, fromB: 3, toB: 7 }])
})

it('no part begins or ends inside of a word, whatever is typed', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'the', 'h', ' ', '.', 'é'), { maxLength: 24 })
  fc.assert(
    fc.property(letters, letters, (one, other) => {
      const [before, after] = [one.join(''), other.join('')]
      const isSplit = (text: string, at: number) => /[\p{L}]{2}/u.test(text.slice(Math.max(0, at - 1), at + 1))
      const isAt = ({ fromA, toA, fromB, toB }: ReturnType<typeof changedSpans>[number]) =>
        [fromA, toA].some((at) => at > 0 && isSplit(before, at)) ||
        [fromB, toB].some((at) => at > 0 && isSplit(after, at))
      const spans = changedSpans([{ text: before, format: '' }], [{ text: after, format: '' }])
      expect(spans.filter(isAt)).toEqual([])
    }),
  )
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
  expect(changedSpans(runs(''), runs('bold'))).toEqual([{ fromA: 3, toA: 8, fromB: 3, toB: 8 }])
})
