import { afterEach, beforeEach, expect, it } from 'vitest'
import { mendLostFocus } from './lost-focus.ts'

let close: () => void
let waiting: (() => void)[]
const part = (selector: string) => document.querySelector(selector) as HTMLElement
const focused = () => document.activeElement?.id || document.activeElement?.localName

/** Fulfilled when those who watch the page have heard of the change, and the time is over that others have to take the focus. */
async function change(doing: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const watch = new MutationObserver(() => {
      watch.disconnect()
      resolve()
    })
    watch.observe(document.body, { childList: true, subtree: true, attributes: true })
    doing()
  })
  for (const run of waiting.splice(0)) run()
}

beforeEach(() => {
  document.body.innerHTML = `
    <main tabindex="-1"><h1>Keys</h1>
      <ul><li id="one"><a href="#" id="open-1">One</a><button id="revoke-1"></button></li>
          <li id="two"><a href="#" id="open-2">Two</a><button id="revoke-2"></button></li>
          <li id="three"><a href="#" id="open-3">Three</a><button id="revoke-3"></button></li></ul>
      <button id="alone"></button></main>
    <div role="menu"><button role="menuitem" id="entry"></button></div>
    <div role="dialog" tabindex="-1"><button id="sure"></button></div>`
  waiting = []
  close = mendLostFocus(document, (_, run) => void waiting.push(run))
})
afterEach(() => close())

it('goes from a row that has gone to the same button of the next, of the last to the one before', async () => {
  part('#revoke-2').focus()
  await change(() => part('#two').remove())
  expect(focused()).toBe('revoke-3')
  await change(() => part('#three').remove())
  expect(focused()).toBe('revoke-1')
})

it('goes to the room when no row is left', async () => {
  part('#revoke-1').focus()
  await change(() => part('ul').remove())
  expect(focused()).toBe('main')
})

it('goes back from a dialog to what had opened the menu from which it came', async () => {
  for (const step of ['#revoke-1', '#entry', '#sure']) part(step).focus()
  part('[role=menu]').remove()
  await change(() => part('[role=dialog]').remove())
  expect(focused()).toBe('revoke-1')
})

it('also when much was looked at in the dialog', async () => {
  for (const step of ['#revoke-1', '#entry']) part(step).focus()
  for (let step = 0; step < 20; step += 1) part(step % 2 === 0 ? '#sure' : '[role=dialog]').focus()
  part('[role=menu]').remove()
  await change(() => part('[role=dialog]').remove())
  expect(focused()).toBe('revoke-1')
})

it('and when the row of that has gone with it, to the next row', async () => {
  for (const step of ['#revoke-1', '#entry', '#sure']) part(step).focus()
  part('[role=menu]').remove()
  part('#one').remove()
  await change(() => part('[role=dialog]').remove())
  expect(focused()).toBe('revoke-2')
})

it('waits while what was pressed is busy, and does not go to the room before its row has gone', async () => {
  for (const step of ['#revoke-1', '#sure']) part(step).focus()
  part('#revoke-1').setAttribute('disabled', '')
  await change(() => part('[role=dialog]').remove())
  expect(focused()).toBe('body')
  await change(() => part('#one').remove())
  expect(focused()).toBe('revoke-2')
})

it('comes back to a button that was busy for a moment', async () => {
  part('#alone').focus()
  await change(() => {
    part('#alone').blur()
    part('#alone').setAttribute('disabled', '')
  })
  expect(focused()).toBe('body')
  await change(() => part('#alone').removeAttribute('disabled'))
  expect(focused()).toBe('alone')
})

it('leaves it where somebody else has put it meanwhile', async () => {
  part('#revoke-1').focus()
  await change(() => {
    part('#one').remove()
    part('#alone').focus()
  })
  expect(focused()).toBe('alone')
})

it('leaves a field that was left on purpose, and whoever points', async () => {
  part('#alone').focus()
  part('#alone').blur()
  await change(() => part('#one').remove())
  expect(focused()).toBe('body')
  part('#revoke-2').focus()
  part('h1').dispatchEvent(new Event('pointerdown', { bubbles: true }))
  await change(() => part('#two').remove())
  expect(focused()).toBe('body')
})

it('knows where somebody was when it came', async () => {
  close()
  part('#revoke-2').focus()
  close = mendLostFocus(document, (_, run) => void waiting.push(run))
  await change(() => part('#two').remove())
  expect(focused()).toBe('revoke-3')
})
