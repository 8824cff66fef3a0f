import type { Editor } from '@tiptap/core'
import { expect, it } from 'vitest'
import { openEditor } from '../testing/open-editor.ts'
import { codeColours } from './code-colours.ts'
import { contentExtensions } from './content-extensions.ts'

/** Colours each word `let`, and counts how often it is asked. */
function fakePainter() {
  let asked = 0
  return {
    asked: () => asked,
    registered: (language: string) => language === 'js',
    highlight: (_: string, text: string) => {
      asked += 1
      const children = text.split(/(let)/).map((value) => {
        return value === 'let' ? { properties: { className: ['word'] }, children: [{ value }] } : { value }
      })
      return { children }
    },
  }
}

const coloured = (editor: Editor) => [...editor.view.dom.querySelectorAll('.word')].map((node) => node.textContent)
const block = (text: string, language: string | null = 'js') => ({
  type: 'codeBlock',
  attrs: { language },
  content: [{ type: 'text', text }],
})

it('colours what is there when it is loaded, and afterwards only the block that changed', async () => {
  const painter = fakePainter()
  const content = {
    type: 'doc',
    content: [block('let a'), { type: 'paragraph' }, block('let b'), block('let c', null)],
  }
  const editor = openEditor({ extensions: contentExtensions(), content })
  const loaded = Promise.resolve(painter)
  editor.registerPlugin(codeColours(() => loaded))
  await loaded
  await Promise.resolve()
  expect(coloured(editor)).toEqual(['let', 'let'])
  expect(painter.asked()).toBe(2)

  editor.commands.insertContentAt(1, 'let ')
  expect(coloured(editor)).toEqual(['let', 'let', 'let'])
  expect(painter.asked()).toBe(3)

  // As the collaboration binding does it: the whole document replaced, most of its nodes the same.
  const { doc, tr } = editor.state
  const last = doc.child(2).copy(doc.child(2).content.cut(4))
  editor.view.dispatch(tr.replaceWith(0, doc.content.size, [doc.child(0), doc.child(1), last, doc.child(3)]))
  expect(coloured(editor)).toEqual(['let', 'let'])
  expect(painter.asked()).toBe(4)
})

it('nothing is loaded for a text without code', () => {
  let asked = 0
  const editor = openEditor({ extensions: contentExtensions(), content: '<p>let</p>' })
  editor.registerPlugin(codeColours(() => new Promise(() => (asked += 1))))
  expect(asked).toBe(0)
  editor.commands.insertContent(block('let x'))
  expect(asked).toBe(1)
})
