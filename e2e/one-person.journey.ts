import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorOf, firstVisit, newDocument, type Person, synced, syncWorkspace, textOf } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

describe('one person, offline', () => {
  let ada: Person
  let path: string

  beforeAll(async () => {
    ada = await firstVisit(server)
    path = await newDocument(ada, 'Packing list')
    await ada.page().keyboard.type('Tent, stove')
    await syncWorkspace(ada, 'Ada')
    await ada.browser.untilOfflineReady()
    // An ordered end first: a browser writes its cookies down only now and then, and being signed in is not the point here.
    await ada.browser.restart()
  })
  afterAll(() => ada.browser.close())

  it('starts cold without a network after the browser was killed, and has everything', async () => {
    await ada.browser.goOffline()
    await ada.browser.crash()
    const page = await ada.goto(path)
    await expect.poll(() => textOf(page)).toContain('Tent, stove')
  })

  it('edits offline, and the edit outlives another kill', async () => {
    await editorOf(ada.page()).click()
    await ada.page().keyboard.press('Control+End')
    // In one go: the outbox counts what is stored, so its first sign of life means that all of it is.
    await ada.page().keyboard.insertText(', rope')
    await expect.poll(() => ada.status()).toMatch(/not sent|waiting/i)
    await ada.browser.crash()
    const page = await ada.goto(path)
    await expect.poll(() => textOf(page)).toContain('Tent, stove, rope')
  })

  it('makes a task and an idea offline: records need their library, which is on the device', async () => {
    const page = await ada.goto('/tasks')
    await page.getByPlaceholder(/task/i).first().fill('Buy gas for the stove')
    await page.keyboard.press('Enter')
    await page.getByText('Buy gas for the stove').first().waitFor()
    await ada.goto('/ideas')
    await page.getByRole('heading', { name: 'Ideas' }).first().waitFor()
    await page.keyboard.press('c')
    await page.getByRole('dialog').getByRole('textbox').fill('A smaller tent #gear')
    await page.keyboard.press('Enter')
    await page.getByText('A smaller tent').first().waitFor()
  })

  it('finds the document in the tree offline', async () => {
    const page = await ada.goto('/documents')
    await page.getByLabel('Find by title').first().fill('pack')
    await page.getByRole('treeitem', { name: 'Packing list' }).first().waitFor()
  })

  it('sends everything once there is a network again', async () => {
    await ada.browser.goOnline()
    await synced(ada)
    ada.browser.expectNoProblems()
  })
})

describe('one person in two tabs', () => {
  it('shows each tab what the other types, and goes on syncing when the first tab closes', async () => {
    const ada = await firstVisit(server)
    const path = await newDocument(ada, 'Two tabs')
    await ada.page().keyboard.type('First tab.')
    const second = await ada.browser.newPage(ada.base + path)
    await expect.poll(() => textOf(second)).toContain('First tab.')
    await editorOf(second).click()
    await second.keyboard.press('Control+End')
    await second.keyboard.type(' Second tab.')
    await expect.poll(() => textOf(ada.page())).toContain('First tab. Second tab.')
    await ada.page().close()
    await second.keyboard.type(' Still here.')
    await second.reload()
    await expect.poll(() => textOf(second)).toContain('First tab. Second tab. Still here.')
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })
})
