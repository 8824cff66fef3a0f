import type { Page } from 'playwright-core'
import {
  editorOf,
  firstVisit,
  invitationTo,
  joinBy,
  newDocument,
  type Person,
  syncWorkspace,
} from '../e2e/support/people.ts'
import { startServer } from '../e2e/support/server.ts'
import { type Measure, percentiles } from './support/measure.ts'

export const name = 'Keystroke to the other person’s screen: two Chromium profiles, one server, one machine'

const keystrokes = 150

/** The time between the key event in one browser and the character in the document of the other, by the clock they share. */
export async function run(): Promise<Measure[]> {
  const server = await startServer()
  try {
    const ada = await firstVisit(server)
    const path = await newDocument(ada, 'Bench')
    await syncWorkspace(ada, 'Ada')
    const grace = await joinBy(server, await invitationTo(ada, 'editor'), { name: 'Grace', base: ada.base })
    const there = percentiles(await measure(ada, grace, path))
    await ada.browser.close()
    await grace.browser.close()
    return [
      { what: 'p50', value: there.p50, unit: 'ms' },
      { what: 'p95', value: there.p95, unit: 'ms' },
      { what: 'slowest of 150', value: there.max, unit: 'ms' },
    ]
  } finally {
    await server.close()
  }
}

async function measure(ada: Person, grace: Person, path: string): Promise<number[]> {
  const hers = await ada.goto(path)
  const theirs = await grace.goto(path)
  await editorOf(theirs).waitFor()
  await editorOf(hers).click()
  await watchLengths(theirs)
  await noteKeys(hers)
  for (let at = 0; at < keystrokes; at += 1) {
    await hers.keyboard.press('x')
    await theirs.waitForFunction((count) => (globalThis as unknown as Watched).seen.length >= count, at + 1)
  }
  const pressed = await hers.evaluate(() => (globalThis as unknown as Watched).pressed)
  const seen = await theirs.evaluate(() => (globalThis as unknown as Watched).seen)
  return pressed.map((at, index) => (seen[index] ?? Number.NaN) - at)
}

interface Watched {
  pressed: number[]
  seen: number[]
}

function noteKeys(page: Page): Promise<void> {
  return page.evaluate(() => {
    const watched = globalThis as unknown as Watched
    watched.pressed = []
    const note = () => watched.pressed.push(performance.timeOrigin + performance.now())
    document.addEventListener('keydown', note, { capture: true })
  })
}

/** One time for each character that appears. */
function watchLengths(page: Page): Promise<void> {
  return page.evaluate(() => {
    const watched = globalThis as unknown as Watched
    watched.seen = []
    const text = document.querySelector('.ProseMirror')
    if (!text) throw new Error('There is no editor.')
    const count = () => (text.textContent ?? '').split('x').length - 1
    new MutationObserver(() => {
      const now = performance.timeOrigin + performance.now()
      for (let missing = count() - watched.seen.length; missing > 0; missing -= 1) watched.seen.push(now)
    }).observe(text, { childList: true, characterData: true, subtree: true })
  })
}
