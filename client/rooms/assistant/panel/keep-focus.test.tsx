import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepFocusInside } from './keep-focus.ts'

let close: () => void
const part = (selector: string) => document.querySelector(selector) as HTMLElement
/** Takes it out of the page; fulfilled when those who watch the page have heard of it, of whom this one came last. */
const takeAway = (selector: string) =>
  new Promise<void>((resolve) => {
    const watch = new MutationObserver(() => {
      watch.disconnect()
      resolve()
    })
    watch.observe(document.body, { childList: true, subtree: true })
    part(selector).remove()
  })

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
  await takeAway('section')
  expect(focused()).toBe('article')
  await takeAway('article')
  expect(focused()).toBe('log')
})

it('else to the field', async () => {
  part('#clear').focus()
  await takeAway('#clear')
  expect(focused()).toBe('textarea')
})

it('takes it from nobody who has gone elsewhere', async () => {
  part('#accept').focus()
  part('#elsewhere').focus()
  await takeAway('section')
  expect(focused()).toBe('elsewhere')
})
