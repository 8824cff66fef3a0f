import { getSchema } from '@tiptap/core'
import { Node } from '@tiptap/pm/model'
import { expect, it } from 'vitest'
import { sentencesIn } from '#shared/assistant/reading/sentences.ts'
import { contentExtensions } from '../editor/content/content-extensions.ts'
import { readableText } from './readable-text.ts'

const schema = getSchema(contentExtensions())
const text = (words: string, marks: readonly string[] = []) => ({
  type: 'text',
  text: words,
  marks: marks.map((type) => ({ type })),
})
const block = (type: string, content: readonly object[], attrs: object = {}) => ({ type, content, attrs })
const paragraph = (...content: object[]) => block('paragraph', content)

const doc = Node.fromJSON(schema, {
  type: 'doc',
  content: [
    block('heading', [text('Plan')], { level: 2 }),
    paragraph(text('We '), text('really', ['bold']), text(' begin.'), { type: 'hardBreak' }, text('Then we end.')),
    block('taskList', [
      block('taskItem', [paragraph(text('Pay'))], { checked: true }),
      block('taskItem', [paragraph(text('Call Ana'))], { checked: false }),
    ]),
    block('bulletList', [block('listItem', [paragraph(text('One')), paragraph(text('More of it'))])]),
    block('codeBlock', [text('const code = 1')]),
    block('blockquote', [paragraph(text('Said'))]),
  ],
})

it('is read with what its blocks are, and without code', () => {
  const read = sentencesIn(readableText(doc).text)
  expect(read.map((each) => [each.kind, each.text])).toEqual([
    ['heading', 'Plan'],
    ['plain', 'We really begin.'],
    ['plain', 'Then we end.'],
    ['done', 'Pay'],
    ['open', 'Call Ana'],
    ['item', 'One'],
    ['plain', 'More of it'],
    ['quote', 'Said'],
  ])
})

it('leads from a sentence to its very words in the document', () => {
  const { text: whole, rangeOf } = readableText(doc)
  const found = sentencesIn(whole).map(({ start, end, text: said }) => {
    const { from, to } = rangeOf(start, end)
    return [doc.textBetween(from, to), said]
  })
  expect(found).toHaveLength(8)
  for (const [there, said] of found) expect(there).toBe(said)
})
