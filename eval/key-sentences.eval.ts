import { keySentences } from '#shared/assistant/reading/key-sentences.ts'
import type { Figure } from './support/figure.ts'
import { readExamples } from './train/action-examples.ts'

export const name = 'Key sentences: sentences that matter, put among sentences of e-mails, are selected'

const planted = [
  'We decided to keep the old harbour office.',
  '- [ ] Ana orders the blue paint',
  'Who signs the contract with the shipyard?',
  'The deadline for the permit is 2026-03-31.',
  'Decision: the boat is sold in autumn.',
  '- [ ] Bob asks the bank for a loan of 40,000 euro',
]

/**
 * 60 notes of twenty lines of mail, which ask for nothing, with three of six made-up sentences put among them. As many are selected as were put there;
 * the baseline takes the first ones. It measures whether structure is seen, not whether a person would call a selection a good one.
 */
export function run(): readonly Figure[] {
  const filler = (readExamples() ?? []).filter(({ isAction, sentence }) => !isAction && !/[?]/.test(sentence))
  const tally = { planted: 0, found: 0, byBaseline: 0 }
  for (let note = 0; note < 60; note += 1) {
    const lines = Array.from({ length: 20 }, (_, at) => filler[(note * 31 + at * 7) % filler.length]?.sentence ?? '')
    const own = [0, 2, 4].map((step) => planted[(note + step) % planted.length] ?? '')
    own.forEach((sentence, at) => lines.splice((note * 5 + at * 7) % lines.length, 0, sentence))
    const words = own.map((sentence) => sentence.replace('- [ ] ', ''))
    const found = keySentences(lines.join('\n'), own.length).map(({ text }) => text)
    tally.planted += own.length
    tally.found += words.filter((sentence) => found.includes(sentence)).length
    tally.byBaseline += own.filter((sentence) => lines.slice(0, own.length).includes(sentence)).length
  }
  return [
    { what: 'selected of those put among the others', value: tally.found / tally.planted, floor: 0.6 },
    { what: 'the first sentences of the text instead', value: tally.byBaseline / tally.planted },
  ]
}
