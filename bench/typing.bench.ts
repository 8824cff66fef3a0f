import type { Page } from 'playwright-core'
import { editorOf, signIn } from '../e2e/support/people.ts'
import { startServer } from '../e2e/support/server.ts'
import { pushLongDocument } from './support/long-document.ts'
import { type Measure, percentiles } from './support/measure.ts'
import { firstAccount, openWireDevice } from './support/wire-device.ts'

export const name = 'Typing in the middle of a document of a million characters: key to painted letter, in Chromium'

const characters = 1_000_000
const keystrokes = 150

export async function run(): Promise<Measure[]> {
  const server = await startServer()
  try {
    const { cookie, workspace } = await firstAccount(server.url)
    const device = await openWireDevice(server.url, cookie)
    const id = await pushLongDocument(device, { workspace, characters })
    const ada = await signIn(server, 'Ada', `/w/${workspace}`)
    const page = await ada.goto(`/documents/${id}`)
    await openAtHalf(page)
    const { p50, p95, max } = percentiles(await typed(page))
    device.close()
    await ada.browser.close()
    return [
      { what: 'p50', value: p50, unit: 'ms' },
      { what: 'p95', value: p95, unit: 'ms', limit: 50 },
      { what: `slowest of ${keystrokes}`, value: max, unit: 'ms' },
    ]
  } finally {
    await server.close()
  }
}

async function openAtHalf(page: Page): Promise<void> {
  await editorOf(page).locator('p').nth(1_500).waitFor({ timeout: 60_000 })
  await editorOf(page).locator('p').nth(1_500).click()
  await page.keyboard.type('warming up ', { delay: 60 })
}

/** From the key event until the frame that shows the letter has been handed to the screen. */
async function typed(page: Page): Promise<number[]> {
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
  await page.keyboard.type('x'.repeat(keystrokes), { delay: 90 })
  await page.waitForFunction(
    (count) => (globalThis as unknown as { times: number[] }).times.length >= count,
    keystrokes,
  )
  return page.evaluate(() => (globalThis as unknown as { times: number[] }).times)
}
