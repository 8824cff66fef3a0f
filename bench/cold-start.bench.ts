import { openBrowser, type TestBrowser } from '../e2e/support/browser.ts'
import { password } from '../e2e/support/people.ts'
import { startServer } from '../e2e/support/server.ts'
import { type Measure, percentiles, timeMs } from './support/measure.ts'
import { fillWorkspace } from './support/filled-workspace.ts'
import { firstAccount, openWireDevice } from './support/wire-device.ts'

export const name = 'Cold start offline in Chromium: 1,000 documents and 5,000 tasks on the device'

const starts = 5

/** A new device first pulls the whole log; then the browser ends, the network goes, and the app starts from what is stored. */
export async function run(): Promise<Measure[]> {
  const server = await startServer()
  try {
    const { cookie, workspace } = await firstAccount(server.url)
    const device = await openWireDevice(server.url, cookie)
    await fillWorkspace(device, { workspace, documents: 1_000, tasks: 5_000 })
    device.close()

    const browser = await openBrowser({ server })
    const base = `/w/${workspace}`
    const pullMs = await timeMs(() => signInAndPull(browser, base))
    await browser.untilOfflineReady()
    const tasks = await coldStarts(browser, { path: `${base}/tasks`, sign: 'Task ' })
    const documents = await coldStarts(browser, { path: `${base}/documents`, sign: 'Document ' })
    await browser.close()
    return [
      { what: 'new device: sign-in until synced', value: pullMs / 1000, unit: 's' },
      { what: 'tasks on the screen, p50 of 5', value: percentiles(tasks).p50, unit: 'ms', limit: 2_000 },
      { what: 'tasks on the screen, slowest of 5', value: percentiles(tasks).max, unit: 'ms', limit: 2_000 },
      { what: 'document tree on the screen, p50 of 5', value: percentiles(documents).p50, unit: 'ms', limit: 2_000 },
      {
        what: 'document tree on the screen, slowest of 5',
        value: percentiles(documents).max,
        unit: 'ms',
        limit: 2_000,
      },
    ]
  } finally {
    await server.close()
  }
}

async function signInAndPull(browser: TestBrowser, base: string): Promise<void> {
  const page = await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  await page.evaluate(
    async (body) => {
      const answer = await fetch('/api/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      if (!answer.ok) throw new Error(String(answer.status))
    },
    JSON.stringify({ email: 'ada@example.org', password }),
  )
  await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  await browser.goto(base)
  await page.getByTestId('sync-status').filter({ hasText: 'Synced at' }).waitFor({ timeout: 120_000 })
}

/** From the navigation to the first row that shows a title, in a browser process that has just started. */
async function coldStarts(browser: TestBrowser, { path, sign }: { path: string; sign: string }): Promise<number[]> {
  const times: number[] = []
  for (let at = 0; at < starts; at += 1) {
    await browser.goOffline()
    await browser.crash()
    await browser.goto('/')
    times.push(
      await timeMs(async () => {
        const page = await browser.goto(path)
        await page.getByRole('main').getByText(sign).first().waitFor({ timeout: 60_000 })
      }),
    )
    await browser.goOnline()
  }
  return times
}
