import { expect, it } from 'vitest'
import { textOnScreen } from './text-on-screen.ts'

it('collects what was typed, in order, without passwords and buttons', () => {
  document.body.innerHTML = `
    <h1>Plan</h1>
    <input value="Title" /> <input type="password" value="secret" /> <input type="checkbox" value="on" />
    <div contenteditable="true"><p>First paragraph</p></div>
    <textarea>Notes
over two lines</textarea>
    <input type="submit" value="Send" /> <textarea>   </textarea>`
  expect(textOnScreen(document)).toBe('Title\n\nFirst paragraph\n\nNotes\nover two lines')
})
