import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openActionModel } from '../shared/assistant/reading/action-items.ts'
import { loadIntents } from '../shared/language/intents.ts'
import { type DateLine, scoreDates } from './support/date-score.ts'
import { type IntentLine, isHeldOut, scoreIntents } from './support/intent-lines.ts'
import { scoreQuickAdd } from './support/quick-score.ts'
import { run as relatedFigures } from './related.eval.ts'
import { examplesIn, isHeldOut as isExampleHeldOut } from './train/action-examples.ts'
import { f1Of } from './train/figures.ts'

/** The floors of `npm run eval` on what the repository holds itself, so that every test run guards them. */
function linesOf<Line>(fixture: string): readonly Line[] {
  return readFileSync(new URL(`./fixtures/${fixture}`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
}

it('reads at least four of five dates and times of a public set', () => {
  const lines = linesOf<DateLine>('dates.jsonl')
  const score = scoreDates(lines)
  expect(score.expected).toBeGreaterThan(80)
  expect(score.hit / score.expected).toBeGreaterThan(0.8)
  expect(score.foundRight / score.found).toBeGreaterThan(0.8)
})

it('a finder that finds nothing, or says the same of everything, scores low', () => {
  const lines = linesOf<DateLine>('dates.jsonl')
  expect(scoreDates(lines, () => []).hit).toBe(0)
  const always = scoreDates(lines, ({ text }) => [
    { start: 0, end: text.length, kind: 'moment', from: { date: '2016-11-07' } },
  ])
  expect(always.hit / always.expected).toBeLessThan(0.05)
})

it('reads lines of quick add whole: the day of a public set, the signs, and a title of which nothing is lost', () => {
  const score = scoreQuickAdd(linesOf<DateLine>('dates.jsonl'))
  expect(score.asked).toBeGreaterThan(15)
  expect(score.whole / score.asked).toBeGreaterThan(0.8)
  expect(score.signs).toBe(score.asked)
  expect(score.silent).toBeGreaterThan(5)
  expect(score.kept / score.silent).toBeGreaterThan(0.9)
})

it('finds what asks for an action in sentences that it was not trained on, better than a public rule does', () => {
  const examples = examplesIn(readFileSync(new URL('./fixtures/action-items.tsv', import.meta.url), 'utf8'))
  expect(examples.length).toBeGreaterThan(250)
  expect(examples.every(isExampleHeldOut)).toBe(true)
  const model = openActionModel()
  const f1 = (isFound: (sentence: string) => boolean) =>
    f1Of(examples.map(({ sentence, isAction }) => ({ isAction, isFound: isFound(sentence) })))
  expect(f1((sentence) => model.probabilityOf(sentence) >= model.threshold)).toBeGreaterThan(0.74)
  expect(f1(() => true)).toBeLessThan(0.74)
})

it('finds the other half of a section, and keeps that floor without any set', () => {
  const floored = relatedFigures().filter(({ floor }) => floor !== undefined)
  expect(floored.length).toBeGreaterThan(1)
  for (const { what, value, floor } of floored) expect(value, what).toBeGreaterThanOrEqual(floor ?? 1)
})

it('knows nine of ten intents that it was not trained on, and refuses what is none', async () => {
  const lines = linesOf<IntentLine>('intents.jsonl')
  expect(lines.length).toBeGreaterThan(250)
  expect(lines.every(isHeldOut)).toBe(true)
  const read = await loadIntents()
  const score = scoreIntents(lines, (text) => read(text).intent)
  expect(score.accuracy).toBeGreaterThan(0.9)
  expect(score.otherRecall).toBeGreaterThan(0.9)
  expect(score.otherPrecision).toBeGreaterThan(0.8)
})

it('refuses what is in no language that it knows', async () => {
  const read = await loadIntents()
  for (const text of ['', '???', 'qwrtz plmk', '今天天气怎么样', 'x'.repeat(5000)])
    expect(read(text).intent).toBe('other')
})

it('its weights stay small enough to be fetched when somebody first asks', () => {
  const file = readFileSync(new URL('../shared/language/intent-weights.ts', import.meta.url))
  expect(gzipSync(file).length).toBeLessThan(150_000)
})
