import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { actionItemsIn, openActionModel } from './action-items.ts'
import { changedSentences } from './changed-sentences.ts'
import { keySentences } from './key-sentences.ts'
import { openRelatedIndex } from './related.ts'
import { sentencesIn } from './sentences.ts'

const model = openActionModel()
const pieces = [
  '- [ ] ',
  '- [x] ',
  '# ',
  '\n',
  '. ',
  '? ',
  '```\n',
  '> ',
  'Please call Ana',
  'by Friday',
  '東京。',
  '\ud83d',
  '…',
  ' ',
  '**',
]
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((each) => each.join('')),
)

it('never throws, and offsets are those of the text', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, other) => {
      const found = [...sentencesIn(text), ...actionItemsIn(text, model), ...keySentences(text, 5)]
      for (const { start, end, text: said } of found) expect(text.slice(start, end)).toBe(said)
      const changes = changedSentences(text, other)
      for (const { start, end, text: said } of changes.added) expect(other.slice(start, end)).toBe(said)
      for (const { start, end, text: said } of changes.gone) expect(text.slice(start, end)).toBe(said)
    }),
    { numRuns: fuzzRuns(300) },
  )
})

it('sentences stand in order and do not overlap', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let last = 0
      for (const { start, end } of sentencesIn(text)) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        last = end
      }
    }),
    { numRuns: fuzzRuns(300) },
  )
})

it('what was added and what is gone make one text of the other', () => {
  fc.assert(
    fc.property(anyText, anyText, (before, now) => {
      const { added, gone } = changedSentences(before, now)
      expect(sentencesIn(before).length - gone.length).toBe(sentencesIn(now).length - added.length)
      expect(changedSentences(now, now)).toMatchObject({ added: [], gone: [] })
    }),
    { numRuns: fuzzRuns(300) },
  )
})

it('an index that notes come to and go from answers like one that was made anew', () => {
  const note = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    title: fc.constantFrom('harbour', 'boat paint', 'budget'),
    text: fc
      .array(fc.constantFrom('boats', 'blue', 'paint', 'harbour', 'money', 'plan'), { maxLength: 6 })
      .map((each) => each.join(' ')),
    isGone: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(note, { maxLength: 20 }), (steps) => {
      const index = openRelatedIndex()
      const kept = new Map<string, { title: string; text: string }>()
      for (const { id, isGone, ...words } of steps) {
        if (isGone) index.remove(id)
        else index.put(id, words)
        if (isGone) kept.delete(id)
        else kept.set(id, words)
      }
      const fresh = openRelatedIndex()
      for (const [id, words] of kept) fresh.put(id, words)
      expect(index.size).toBe(fresh.size)
      for (const id of kept.keys()) expect(index.relatedTo(id, 3)).toEqual(fresh.relatedTo(id, 3))
    }),
    { numRuns: fuzzRuns(200) },
  )
})

/** Twice as long takes about twice as long, not four times: ten times the least is far from either. */
it.each([
  ['closers', '?)'],
  ['blanks in a heading', '# a'],
  ['stars', '**a '],
  ['stops', '.'],
  ['brackets', '[ ] - [ '],
  ['one word', 'a'],
  ['marks', 'a\u0301'],
])('is quick with a long text of %s', (_name, piece) => {
  const text = piece === '# a' ? `# a${' '.repeat(400_000)}b` : piece.repeat(400_000 / piece.length)
  const start = process.threadCpuUsage()
  actionItemsIn(text, model)
  keySentences(text, 5)
  changedSentences(text, `${text}b`)
  expect(process.threadCpuUsage(start).user).toBeLessThan(10_000_000)
})
