import { Editor, type JSONContent } from '@tiptap/core'
import { afterEach, expect, it } from 'vitest'
import { contentExtensions } from './content-extensions.ts'

let editor: Editor | undefined
afterEach(() => editor?.destroy())

const words = [{ type: 'paragraph', content: [{ type: 'text', text: 'خبز' }] }]
const table = { type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: words }] }] }
const list = { type: 'taskList', content: [{ type: 'taskItem', content: words }] }
const drawn = (block: JSONContent, editable = true) => {
  editor?.destroy()
  editor = new Editor({ extensions: contentExtensions(), content: { type: 'doc', content: [block] }, editable })
  return editor.view.dom
}

it('a table takes the focus where it is only read, and not where a click into it is for its text', () => {
  const quoted = { type: 'blockquote', content: [table] }
  expect(drawn(quoted, false).querySelector('.tableWrapper')?.getAttribute('tabindex')).toBe('0')
  expect(drawn(quoted).querySelector('.tableWrapper')?.hasAttribute('tabindex')).toBe(false)
})

it.each([
  ['blockquote', { type: 'blockquote', content: words }],
  ['ul', { type: 'bulletList', content: [{ type: 'listItem', content: words }] }],
  ['ol', { type: 'orderedList', content: [{ type: 'listItem', content: words }] }],
  ['table', table],
  ['ul', list],
])('%s runs in the direction of what it says', (tag, block) => {
  expect(drawn(block).querySelector(tag)?.getAttribute('dir')).toBe('auto')
})

it('what a box is called does not count for the direction of its list', () => {
  expect(drawn(list).querySelector('label')?.hasAttribute('dir')).toBe(true)
})
