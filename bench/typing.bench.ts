import { signIn } from '../e2e/support/people.ts'
import { startServer } from '../e2e/support/server.ts'
import { pushLongDocument } from './support/long-document.ts'
import { type Measure, percentiles } from './support/measure.ts'
import { openAt, typeKeys } from './support/typed-keys.ts'
import { firstAccount, openWireDevice } from './support/wire-device.ts'

export const name = 'Typing in the middle of a document of a million characters: key to painted letter, in Chromium'

const characters = 1_000_000
const keystrokes = 150

export async function run(): Promise<Measure[]> {
  const server = await startServer()
  try {
    const { cookie, workspace } = await firstAccount(server.url)
    const device = await openWireDevice(server.url, cookie)
    const { id } = await pushLongDocument(device, { workspace, characters })
    const ada = await signIn(server, 'Ada', `/w/${workspace}`)
    const page = await ada.goto(`/documents/${id}`)
    await openAt(page, 1_500)
    const { p50, p95, max } = percentiles(await typeKeys(page, keystrokes))
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
