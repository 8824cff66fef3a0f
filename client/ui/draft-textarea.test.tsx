import { MantineProvider } from '@mantine/core'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DraftTextarea } from './draft-textarea.tsx'

let root: Root

const show = (stored: string) =>
  act(async () =>
    root.render(
      <MantineProvider env="test">
        <DraftTextarea aria-label="Notes" value={stored} onSave={(text) => Promise.resolve(text)} />
      </MantineProvider>,
    ),
  )

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await show('Pay by card')
  field().focus()
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

const field = () => document.querySelector('textarea')!

/** As a browser does it: the caret stands behind what was typed, and the event of the selection has not come yet. */
async function type(letters: string) {
  const hush = (event: Event) => event.stopImmediatePropagation()
  document.addEventListener('selectionchange', hush, true)
  for (const letter of letters)
    await act(async () => {
      const { value, selectionStart: at } = field()
      const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!
      set.call(field(), value.slice(0, at) + letter + value.slice(at))
      field().setSelectionRange(at + 1, at + 1)
      field().dispatchEvent(new Event('input', { bubbles: true }))
    })
  document.removeEventListener('selectionchange', hush, true)
}

async function moveTo(place: number, { isHeard }: { isHeard: boolean }) {
  field().setSelectionRange(place, place)
  if (isHeard) await act(async () => document.dispatchEvent(new Event('selectionchange')))
}

it('what is typed stands where it was typed, though the browser says late where the caret is', async () => {
  await moveTo(0, { isHeard: true })
  await moveTo('Pay by card'.length, { isHeard: false })
  await type(' soon')
  expect(field().value).toBe('Pay by card soon')
  expect(field().selectionStart).toBe('Pay by card soon'.length)
})

it('the caret stays beside its words when somebody else writes before them', async () => {
  await moveTo('Pay by'.length, { isHeard: true })
  await show('Please: Pay by card')
  expect(field().value).toBe('Please: Pay by card')
  expect(field().selectionStart).toBe('Please: Pay by'.length)
})
