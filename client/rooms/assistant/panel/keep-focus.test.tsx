import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepFocusInside } from './keep-focus.ts'

let close: () => void
const part = (selector: string) => document.querySelector(selector) as HTMLElement
/** Those who watch for changes hear of them after the task that made them. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

beforeEach(() => {
  document.body.innerHTML = `
    <aside><button id="clear"></button><div id="log" tabindex="0"><article tabindex="-1"><section><button id="accept"></button></section></article></div><textarea></textarea></aside>
    <button id="elsewhere"></button>`
  close = keepFocusInside(part('aside'), () => part('textarea'))
})
afterEach(() => close())

const focused = () => document.activeElement?.id || document.activeElement?.localName

it('gives the focus of what has gone to what is left around it', async () => {
  part('#accept').focus()
  part('section').remove()
  await settled()
  expect(focused()).toBe('article')
  part('article').remove()
  await settled()
  expect(focused()).toBe('log')
})

it('else to the field', async () => {
  part('#clear').focus()
  part('#clear').remove()
  await settled()
  expect(focused()).toBe('textarea')
})

it('takes it from nobody who has gone elsewhere', async () => {
  part('#accept').focus()
  part('#elsewhere').focus()
  part('section').remove()
  await settled()
  expect(focused()).toBe('elsewhere')
})
