import { expect, it } from 'vitest'
import { sentencesIn } from './sentences.ts'

const said = (text: string) => sentencesIn(text).map((each) => [each.kind, each.text])

it('parts a text where sentences end, and nowhere else', () => {
  expect(said('Dr. Ana met e.g. Bob at 3.5 km. Then? "Yes!" she said')).toEqual([
    ['plain', 'Dr. Ana met e.g. Bob at 3.5 km.'],
    ['plain', 'Then?'],
    ['plain', '"Yes!"'],
    ['plain', 'she said'],
  ])
  expect(said('東京。大阪？')).toEqual([
    ['plain', '東京。'],
    ['plain', '大阪？'],
  ])
})

it('knows headings, lists, boxes, quotes and code', () => {
  const text = '## Plan: \n- [ ] **Call** Ana\n- [x] Pay\n* one\n2) two\n> said\n```\ncode. here\n```\nend'
  expect(said(text)).toEqual([
    ['heading', 'Plan:'],
    ['open', 'Call** Ana'],
    ['done', 'Pay'],
    ['item', 'one'],
    ['item', 'two'],
    ['quote', 'said'],
    ['plain', 'end'],
  ])
  expect(sentencesIn(text).map(({ heading }) => heading)).toEqual(['', ...Array.from({ length: 6 }, () => 'Plan')])
})
