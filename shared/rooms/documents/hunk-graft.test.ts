import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContentNode } from '../../crdt/content.ts'
import { openYjsReplica } from '../../crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import { applyHunk } from './hunks.ts'
import { hunkOfEdit } from './markdown/edit-hunk.ts'
import { markdownFromContent } from './markdown/markdown.ts'
import { anyContent } from './markdown/testing/content-arbitrary.ts'
import { documentType } from './model.ts'

const files = { addressOf: (hash: string) => `/files/${hash}`, fileAt: () => undefined }
const holding = (...content: readonly ContentNode[]) => {
  const document = openYjsReplica({
    id: `document_${'0'.repeat(26)}` as ReplicaId,
    shape: documentType.shape,
    actor: '00'.repeat(16),
  })
  document.writeContent(content)
  return document
}
const text = (words: string, ...marks: string[]): ContentNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
})
const paragraph = (...content: (ContentNode | string)[]): ContentNode => ({
  type: 'paragraph',
  content: content.map((each) => (typeof each === 'string' ? text(each) : each)),
})
const cell = (words: string, attrs: Record<string, unknown> = {}, type = 'tableCell') =>
  ({ type, attrs, content: [words === '' ? { type: 'paragraph' } : paragraph(words)] }) as ContentNode
const row = (...content: ContentNode[]): ContentNode => ({ type: 'tableRow', content })
const widths = [[80], [240]]
/** Wide and right-aligned columns, a head in the first column, marks in a cell. */
const table = (...rows: readonly (readonly string[])[]): ContentNode => ({
  type: 'table',
  content: rows.map((words, index) =>
    row(
      ...words.map((each, column) =>
        cell(
          each,
          { colwidth: widths[column], ...(column === 1 && { align: 'right' }) },
          index === 0 || column === 0 ? 'tableHeader' : 'tableCell',
        ),
      ),
    ),
  ),
})
const edited = (content: readonly ContentNode[], find: string, replace: string) => {
  const document = holding(...content)
  const hunk = hunkOfEdit(document, { find, replace }, files)
  if (!hunk.ok) return { refusal: hunk.reason, detail: hunk.detail, hunk: undefined, content: document.content() }
  expect(applyHunk(document, hunk.value)).toBe(true)
  return { refusal: undefined, detail: undefined, hunk: hunk.value, content: document.content() }
}
const same = (one: readonly ContentNode[], other: readonly ContentNode[]) =>
  expect(holding(...one).content()).toEqual(holding(...other).content())

it('a table that is filled keeps its widths, sides, heads and what stood in it: one hunk of that table alone', () => {
  const before = [
    paragraph('Ana owns the roof, by May. '),
    { type: 'paragraph' },
    table(['Part', 'Who'], ['Roof', ''], ['Gutter', 'Ben']),
  ]
  const filled = edited(before, '| Roof |  |', '| Roof | Ana |')
  expect(filled.hunk?.before).toHaveLength(1)
  same(filled.content, [...before.slice(0, 2), table(['Part', 'Who'], ['Roof', 'Ana'], ['Gutter', 'Ben'])])
})

it('most of its cells may have been empty, and rows may come: they are like those above them', () => {
  const before = [table(['Part', 'Who'], ['', ''], ['', ''], ['Gutter', ''])]
  const asked = '|  |  |\n|  |  |\n| Gutter |  |'
  const filled = edited(before, asked, '| Roof | Ana |\n| Wall | Cy |\n| Gutter | Ben |\n| Door | Di |')
  expect(filled.content[0]?.content?.map(({ content }) => content?.map(({ attrs }) => attrs?.colwidth))).toEqual(
    Array(5).fill(widths),
  )
  expect(markdownFromContent(filled.content)).toContain('| Wall | Cy |\n| Gutter | Ben |\n| Door | Di |')
})

it('formats in cells that are not touched stay, also where Markdown reads them otherwise', () => {
  const list = { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('One'), paragraph('Two')] }] }
  const before = (who: string): ContentNode => ({
    type: 'table',
    content: [
      row(cell('Part', {}, 'tableHeader'), cell('Who', {}, 'tableHeader')),
      row({ type: 'tableCell', content: [paragraph(text('Roof', 'underline', 'bold')), list] }, cell(who)),
    ],
  })
  const filled = edited([before('')], ' |  |', ' | Ana |')
  same(filled.content, [before('Ana')])
})

it('merged cells, and a list in the very cell, would be lost: refused with a sentence, nothing is proposed', () => {
  const merged: ContentNode = {
    type: 'table',
    content: [row(cell('Part', { colspan: 2 }, 'tableHeader')), row(cell('Roof'), cell(''))],
  }
  expect(edited([merged], '| Roof |  |', '| Roof | Ana |')).toMatchObject({
    refusal: 'would-lose',
    detail: expect.stringMatching(/merged cells/),
  })
  const list = { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('One')] }] }
  const listed = { type: 'table', content: [row(cell('Part')), row({ type: 'tableCell', content: [list] })] }
  expect(edited([listed], 'One', 'One and two').refusal).toBe('would-lose')
})

it('what Markdown does not say is left where the edit does not reach: empty lines, ends of lines, widths elsewhere', () => {
  const before = [paragraph('First '), { type: 'paragraph' }, table(['a', 'b'], ['c', 'd']), paragraph('Last')]
  const changed = edited(before, 'First', 'Second')
  expect(changed.hunk).toMatchObject({ before: [{ type: 'paragraph' }], after: [{ type: 'paragraph' }] })
  same(changed.content.slice(1), before.slice(1))
  same(edited(before, 'Last', 'Least').content.slice(0, 3), before.slice(0, 3))
})

it('whatever a document holds, what is added at its end changes no block of it', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const before = holding(...content).content()
      // What is kept as it was written may take in what follows it.
      if (before.at(-1)?.type === 'rawMarkdown') return
      const added = edited(before, '', 'Something new')
      expect(added.refusal).toBeUndefined()
      const kept = added.content.filter((node) => JSON.stringify(node) !== JSON.stringify(paragraph('Something new')))
      expect(kept).toEqual(before)
    }),
    { numRuns: 100 },
  )
})
