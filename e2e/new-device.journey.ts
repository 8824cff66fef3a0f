import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { decodeServerFrame } from '#shared/protocol/unfold-frame.ts'
import { fillWorkspace } from '../bench/support/filled-workspace.ts'
import { firstAccount, openWireDevice } from '../bench/support/wire-device.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { openBrowser, type TestBrowser } from './support/browser.ts'
import { editorOf, password } from './support/people.ts'
import { rest } from './support/rest.ts'
import { startServer, type TestServer } from './support/server.ts'

const documents = 600
const tasks = 2_400

let server: TestServer
let browser: TestBrowser
let base: string

beforeAll(async () => {
  server = await startServer()
  const { cookie, workspace } = await firstAccount(server.url)
  await fill(workspace, cookie)
  browser = await openBrowser({ server })
  base = `/w/${workspace}`
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function fill(workspace: WorkspaceId, cookie: string): Promise<void> {
  const device = await openWireDevice(server.url, cookie)
  await fillWorkspace(device, { workspace, documents, tasks })
  device.close()
}

const signIn = (page: Page) => rest(page, 'POST /api/session', { email: 'ada@example.org', password })

const status = (page: Page) => page.getByTestId('sync-status').innerText()
const progress = (page: Page) => page.getByRole('progressbar', { name: 'Fetching this workspace' })

describe('a new device of somebody who has thousands of things', () => {
  it('shows the first of them at once, says how far it is, and lets nothing look empty that is on its way', async () => {
    const page = await browser.goto('/')
    await page.waitForURL(/\/w\/ws_/)
    await browser.untilOfflineReady()
    await signIn(page)
    const comes = await letThroughOnePage(browser)
    await browser.goto(`${base}/ideas`)
    await progress(page).first().waitFor()
    await comes.first
    // The line goes while most is still on the server.
    browser.cutWire()
    comes.letAll()
    await expect.poll(() => status(page)).toMatch(/Offline|Connecting/)
    await page
      .getByText(/Not everything is here yet|Your things are on their way/)
      .first()
      .waitFor()
    expect(await page.getByText('No ideas yet').count()).toBe(0)
    await page.getByRole('navigation').getByRole('link', { name: 'Tasks', exact: true }).click()
    await page
      .getByRole('main')
      .getByText(/^Task \d+/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: /Saving and syncing/ }).click()
    await page.getByText('Not everything is on this device yet.').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('goes on where it stood when the line is back', async () => {
    browser.mendWire()
    const page = browser.page()
    // What had come is not fetched again. In one go: a moment later there may be no progress to look at.
    const done = await progress(page)
      .first()
      .evaluate((bar) => Number(bar.getAttribute('aria-valuenow')))
    expect(done).toBeGreaterThan(100)
    await expect.poll(() => status(page), { timeout: 60_000 }).toMatch(/^Synced at/)
    expect(await progress(page).count()).toBe(0)
  })

  it('has every list and every text without a network', async () => {
    await browser.goOffline()
    await browser.crash()
    let page = await browser.goto(`${base}/documents`)
    await page
      .getByRole('treeitem')
      .getByText(/^Document \d+/)
      .first()
      .waitFor()
    await page
      .getByRole('treeitem')
      .getByText(/^Document \d+/)
      .first()
      .click()
    await editorOf(page)
      .getByText(/Paragraph 9 of document \d+/)
      .waitFor()
    page = await browser.goto(`${base}/tasks`)
    await page
      .getByRole('main')
      .getByText(/^Task \d+/)
      .first()
      .waitFor()
    const counted = await page.evaluate(countThings)
    expect(counted).toBe(documents + tasks)
    await page
      .getByRole('main')
      .getByText(/^Task \d+/)
      .first()
      .click()
    await page.getByRole('textbox', { name: 'Title' }).first().waitFor()
  })
})

/** Of what a new device is sent, the first page comes; what is sent after it waits on the way, however quick the line is. */
async function letThroughOnePage({ context }: TestBrowser): Promise<{ first: Promise<void>; letAll(): void }> {
  const first = Promise.withResolvers<void>()
  let isOpen = false
  let pages = 0
  await context().routeWebSocket('**/sync', (near) => {
    const far = near.connectToServer()
    far.onMessage((frame) => {
      const decoded = decodeServerFrame(Buffer.from(frame))
      if (decoded.ok && decoded.value.kind === 'snapshots' && !isOpen) {
        pages += 1
        if (pages > 1) return
        first.resolve()
      }
      near.send(frame)
    })
  })
  return { first: first.promise, letAll: () => void (isOpen = true) }
}

/** Replicas with chunks in the database of the page. */
async function countThings(): Promise<number> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('nexus')
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', reject)
  })
  const chunks = await new Promise<{ replica: string }[]>((resolve, reject) => {
    const request = database.transaction('chunks').objectStore('chunks').getAll()
    request.addEventListener('success', () => resolve(request.result as { replica: string }[]))
    request.addEventListener('error', reject)
  })
  database.close()
  return new Set(chunks.map(({ replica }) => replica)).size
}
