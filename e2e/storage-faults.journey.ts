import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { editorOf, firstVisit, newDocument, type Person, synced, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let person: Person
let path: string

beforeAll(async () => {
  server = await startServer()
  person = await firstVisit(server)
  await syncWorkspace(person, 'Ada')
  path = await newDocument(person, 'Kept words')
  await editorOf(person.page()).pressSequentially('On the server. ')
  await untilSynced()
})
afterAll(async () => {
  await person?.browser.close()
  await server?.close()
})

const untilSynced = () => synced(person)
const alert = (page: Page, words: string | RegExp) => page.getByRole('alert').filter({ hasText: words })

async function overrideQuota({ browser }: Pick<Person, 'browser'>, quotaSize?: number): Promise<void> {
  const devtools = await browser.context().newCDPSession(browser.page())
  const { origin } = new URL(browser.url)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize !== undefined && { quotaSize }) })
}

it('[quota] says that there is no room, keeps what is typed in reach, and stores it when there is room', async () => {
  const page = await person.goto(path)
  await editorOf(page).getByText('On the server.').waitFor()
  await editorOf(page).click()
  await page.keyboard.press('Control+End')
  await overrideQuota(person, 1)
  const full = alert(page, 'no room left')
  // The browser believes for half a minute what it last knew of the room there is.
  const typeAndLook = async () => {
    await page.keyboard.insertText('Without room. ')
    return full.count()
  }
  await expect.poll(typeAndLook, { timeout: 60_000, interval: 1_000 }).toBe(1)
  await page.keyboard.insertText('The very last. ')
  await page.getByRole('button', { name: 'Copy my unsaved text' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('The very last.')
  await overrideQuota(person)
  await full.waitFor({ state: 'detached', timeout: 60_000 })
  await untilSynced()
  await page.reload()
  await editorOf(page).getByText('The very last.').waitFor()
})

it('[quota] starts where there is no room even to begin, and says so', async () => {
  const browser = await openBrowser({ server })
  try {
    await browser.goto('/favicon.svg')
    await overrideQuota({ browser }, 1)
    const page = await browser.goto('/')
    await page.waitForURL(/\/w\/ws_/)
    await alert(page, 'no room left').waitFor()
  } finally {
    await browser.close()
  }
})

it('[deleted] says so, and after a reload everything that was synced is here again', async () => {
  const page = await person.goto(path)
  await editorOf(page).getByText('On the server.').waitFor()
  await page.evaluate(() => void indexedDB.deleteDatabase('nexus'))
  await alert(page, 'removed what Nexus had stored').waitFor()
  await editorOf(page).click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText('Last words. ')
  await page.reload()
  await editorOf(page).getByText('On the server.').waitFor()
  // What was typed after the database had gone was noted beside it.
  await editorOf(page).getByText('Last words.').waitFor()
  await untilSynced()
  expect(await alert(page, 'Gone for good').count()).toBe(0)
})

it('[deleted] says what is lost for good, when something is', async () => {
  const page = await person.goto('/tasks')
  await person.browser.goOffline()
  await page.getByRole('main').getByPlaceholder('Add a task').fill('Never sent')
  await page.keyboard.press('Enter')
  await expect.poll(() => person.status()).toMatch(/1 change not sent/)
  await page.evaluate(() => void indexedDB.deleteDatabase('nexus'))
  await alert(page, 'removed what Nexus had stored').waitFor()
  await person.browser.goOnline()
  await page.reload()
  await alert(page, 'one change that was not sent yet').waitFor()
  await page.getByRole('button', { name: 'Understood' }).click()
  await untilSynced()
  await page.reload()
  await untilSynced()
  expect(await alert(page, 'Gone for good').count()).toBe(0)
})

it('[version] lets go for a newer version in another tab, says so, and keeps what is typed on the screen', async () => {
  const page = await person.goto(path)
  await editorOf(page).getByText('On the server.').waitFor()
  const other = await person.browser.newPage('/favicon.svg')
  await other.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('nexus', 9_990)
        request.addEventListener('success', () => resolve(request.result.close()))
        request.addEventListener('error', reject)
        request.addEventListener('blocked', () => reject(new Error('blocked')))
      }),
  )
  await alert(page, 'updated in another tab').waitFor()
  await editorOf(page).click()
  await page.keyboard.insertText('Typed afterwards. ')
  await editorOf(page).getByText('Typed afterwards.').waitFor()
  await page.getByRole('button', { name: 'Copy my unsaved text' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Typed afterwards.')
  await page.reload()
  await alert(page, 'newer version of Nexus').waitFor()
})
