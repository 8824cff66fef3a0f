import type { Page } from 'playwright-core'
import { editorOf } from '../../e2e/support/people.ts'

/** Puts the caret into that paragraph, and types until everything has been loaded. */
export async function openAt(page: Page, paragraph: number): Promise<void> {
  await editorOf(page).locator('p').nth(paragraph).waitFor({ timeout: 60_000 })
  await editorOf(page).locator('p').nth(paragraph).click()
  await page.keyboard.type('warming up ', { delay: 60 })
}

/** Milliseconds from each key event until the frame that shows the letter has been handed to the screen. */
export async function typeKeys(page: Page, count: number): Promise<number[]> {
  await page.evaluate(() => {
    const { times } = Object.assign(globalThis, { times: [] as number[] })
    document.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', () => times.push(performance.now() - timeStamp))
          port1.start()
          port2.postMessage(undefined)
        })
      },
      { capture: true },
    )
  })
  await page.keyboard.type('x'.repeat(count), { delay: 90 })
  await page.waitForFunction((all) => (globalThis as unknown as { times: number[] }).times.length >= all, count)
  return page.evaluate(() => (globalThis as unknown as { times: number[] }).times)
}
