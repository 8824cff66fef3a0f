import { signIn } from '../e2e/support/people.ts'
import { startServer } from '../e2e/support/server.ts'
import { moveCarets } from './support/caret-crowd.ts'
import { pushLongDocument } from './support/long-document.ts'
import { type Measure, percentiles } from './support/measure.ts'
import { openAt, typeKeys } from './support/typed-keys.ts'
import { firstAccount, openWireDevice } from './support/wire-device.ts'

export const name =
  'Typing in a document of 100,000 characters while the carets of 100 others move: key to painted letter, in Chromium'

const people = 100
const movesPerSecond = 200
const keystrokes = 100

export async function run(): Promise<Measure[]> {
  const server = await startServer()
  try {
    const { cookie, workspace } = await firstAccount(server.url)
    const device = await openWireDevice(server.url, cookie)
    const { id, bytes } = await pushLongDocument(device, { workspace, characters: 100_000 })
    const ada = await signIn(server, 'Ada', `/w/${workspace}`)
    const page = await ada.goto(`/documents/${id}`)
    await openAt(page, 150)
    const alone = percentiles(await typeKeys(page, keystrokes))
    const crowd = moveCarets(device, { workspace, replica: id, bytes, people, movesPerSecond })
    await page
      .locator('.doc-caret')
      .nth(people - 1)
      .waitFor({ state: 'attached' })
    const together = percentiles(await typeKeys(page, keystrokes))
    crowd.end()
    device.close()
    await ada.browser.close()
    return [
      { what: 'alone: p50', value: alone.p50, unit: 'ms' },
      { what: 'alone: p95', value: alone.p95, unit: 'ms' },
      { what: 'with 100 carets: p50', value: together.p50, unit: 'ms' },
      { what: 'with 100 carets: p95', value: together.p95, unit: 'ms', limit: 50 },
    ]
  } finally {
    await server.close()
  }
}
