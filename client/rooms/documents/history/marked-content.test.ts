import { expect, it } from 'vitest'
import type { ContentNode } from '#shared/crdt/content.ts'
import { changedSpans } from '#client/ui/changed-spans.ts'
import { markedContent as markedBy } from './marked-content.ts'

const markedContent = (before: readonly ContentNode[], after: readonly ContentNode[]) =>
  markedBy(before, after, changedSpans)

const text = (words: string, ...marks: string[]): ContentNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
})
const paragraph = (...content: ContentNode[]): ContentNode => ({ type: 'paragraph', content })
const item = (words: string, checked: boolean): ContentNode => ({
  type: 'taskItem',
  attrs: { checked },
  content: [paragraph(text(words))],
})

it('marks the words that came and went, and leaves the others', () => {
  const told = markedContent([paragraph(text('Bring two spades'))], [paragraph(text('Bring three spades'))])
  expect(told.nodes).toEqual([
    paragraph(text('Bring '), text('two', 'removed'), text('three', 'added'), text(' spades')),
  ])
  expect([told.addedWords, told.removedWords]).toEqual([1, 1])
})

it('marks a block that is new or gone as a whole, whatever stands around it', () => {
  const [one, two, three] = ['Alpha beta', 'Gamma delta', 'Epsilon zeta'].map((words) => paragraph(text(words)))
  const told = markedContent([one!, two!], [one!, three!])
  expect(told.nodes.map(({ attrs }) => attrs?.change)).toEqual([undefined, 'removed', 'added'])
  expect([told.addedWords, told.removedWords]).toEqual([2, 2])
})

it('tells a ticked box and a changed format', () => {
  const list = (checked: boolean): ContentNode => ({ type: 'taskList', content: [item('Key', checked)] })
  const [ticked] = markedContent([list(false)], [list(true)]).nodes
  expect(ticked?.content?.[0]?.attrs).toEqual({ checked: true, change: 'changed' })
  const bold = markedContent([paragraph(text('so it is'))], [paragraph(text('so '), text('it', 'bold'), text(' is'))])
  expect(bold.nodes).toEqual([paragraph(text('so '), text('it', 'removed'), text('it', 'bold', 'added'), text(' is'))])
})

it('keeps a table readable: rows that have lost a cell stand as a whole', () => {
  const cell = (words: string): ContentNode => ({ type: 'tableCell', content: [paragraph(text(words))] })
  const row = (...words: string[]): ContentNode => ({ type: 'tableRow', content: words.map(cell) })
  const table = (...rows: ContentNode[]): ContentNode => ({ type: 'table', content: rows })
  const before = table(row('a b', 'c d'), row('e f', 'g h'))
  const after = table(row('a b', 'c x'), row('e f'))
  const [told] = markedContent([before], [after]).nodes
  expect(told?.content?.map(({ attrs, content }) => [attrs?.change, content?.length])).toEqual([
    [undefined, 2],
    ['removed', 2],
    ['added', 1],
  ])
})

it('of two equal texts nothing is marked', () => {
  const nodes = [paragraph(text('so '), text('it', 'bold')), { type: 'horizontalRule' }]
  expect(markedContent(nodes, nodes)).toEqual({ nodes, addedWords: 0, removedWords: 0 })
})

it('shows filled cells in their place, in rows that were empty too', () => {
  const cell = (words: string): ContentNode => ({
    type: 'tableCell',
    content: [words === '' ? { type: 'paragraph' } : paragraph(text(words))],
  })
  const table = (...rows: string[][]): ContentNode => ({
    type: 'table',
    content: rows.map((words) => ({ type: 'tableRow', content: words.map(cell) })),
  })
  const [told] = markedContent(
    [table(['Part', 'Who'], ['Roof', ''], ['', ''])],
    [table(['Part', 'Who'], ['Roof', 'Ana'], ['Wall', 'Ben'], ['Door', 'Di'])],
  ).nodes
  const shown = told?.content?.map(({ attrs, content }) => [
    attrs?.change,
    content?.map((each) => each.content?.[0]?.content?.map((part) => [part.text, part.marks?.[0]?.type])),
  ])
  expect(shown).toEqual([
    [undefined, [[['Part', undefined]], [['Who', undefined]]]],
    [undefined, [[['Roof', undefined]], [['Ana', 'added']]]],
    [undefined, [[['Wall', 'added']], [['Ben', 'added']]]],
    ['added', [[['Door', undefined]], [['Di', undefined]]]],
  ])
})
