import { expect, it } from 'vitest'
import { contentExtensions } from '../editor/content/content-extensions.ts'
import { openEditor } from '../editor/testing/open-editor.ts'
import { askScope, isOffered, passageFor } from './ask-scope.ts'
import { acts } from './asked-place.ts'

const host = {
  text: (key: string) => key,
  blobUrl: () => undefined,
  links: { find: () => undefined, subscribe: () => () => undefined },
  openLink: () => undefined,
}
const scopeAt = (html: string, words: string, length = 0) => {
  const editor = openEditor({ extensions: [...contentExtensions(host as never)], content: html })
  let at = 0
  editor.state.doc.descendants((node, pos) => {
    const found = node.text?.indexOf(words) ?? -1
    if (at === 0 && found >= 0) at = pos + found
    return true
  })
  editor.commands.setTextSelection({ from: at, to: at + length })
  return askScope(editor.state)
}
const offered = (scope: ReturnType<typeof askScope>) => acts.filter((act) => act !== 'again' && isOffered(act, scope))

it('selected words are what is asked about; without any the block with the caret', () => {
  const html = '<h1>Plan</h1><p>One and two</p><p>Three</p>'
  const chosen = scopeAt(html, 'and', 3)
  expect(chosen).toMatchObject({ isSelection: true, words: 'and', blocks: { from: 1, to: 2 } })
  expect(passageFor('outline', chosen)).toBe('and')
  const caret = scopeAt(html, 'two')
  expect(caret).toMatchObject({ isSelection: false, words: 'One and two', before: 'Plan\nOne and' })
  expect(passageFor('continue', caret)).toBe('Plan\nOne and')
  expect(passageFor('outline', caret)).toBe('Plan\nOne and two\nThree')
  expect(offered(caret)).not.toContain('fill')
})

it('selected blocks are told as what they are', () => {
  const html =
    '<p>Before</p><ul><li><p>Rake</p></li><li><p>Hoe</p></li></ul><table><tr><th>Part</th><th>Who</th></tr><tr><td>Roof</td><td>Ana</td></tr></table><p>After it</p>'
  const editor = openEditor({ extensions: [...contentExtensions(host as never)], content: html })
  editor.commands.setTextSelection({ from: 1, to: editor.state.doc.content.size - 4 })
  const told = 'Before\n- Rake\n- Hoe\n| Part | Who |\n| Roof | Ana |\nAfter'
  expect(askScope(editor.state).words).toBe(told)
  editor.commands.selectAll()
  expect(askScope(editor.state)).toMatchObject({ isSelection: true, words: `${told} it`, blocks: { from: 0, to: 4 } })
})

it('an empty text can have an outline and nothing else', () => {
  const scope = scopeAt('<p></p>', 'nowhere')
  expect(offered(scope)).toEqual(['outline'])
  expect(scope.blocks).toEqual({ from: 0, to: 1 })
})

it('a table can be filled as long as a cell is empty and none is merged', () => {
  const table = (cells: string) => `<p>So</p><table><tr><th>Part</th><th>Who</th></tr><tr>${cells}</tr></table>`
  const scope = scopeAt(table('<td>Roof</td><td></td>'), 'Part')
  expect(scope.table).toEqual({
    words: '| Part | Who |\n| Roof |  |',
    blocks: { from: 1, to: 2 },
    refusal: undefined,
  })
  expect(offered(scope)).toContain('fill')
  expect(scopeAt(table('<td>Roof</td><td>Ana</td>'), 'Part').table?.refusal).toBe('full')
  expect(scopeAt(table('<td colspan="2"></td>'), 'Part').table?.refusal).toBe('merged')
})
