import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { firstVisit, invitationTo, joinBy, newDocument, type Person, syncWorkspace } from './support/people.ts'
import { picture } from './support/pictures.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let ada: Person
let bob: Person

const long = `${'Nothing of interest happened on this day. '.repeat(20)}The lighthouse keeper counts herrings. 東京都庁.`

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  await newDocument(ada, 'Log book')
  await ada.page().keyboard.type(long)
  await newDocument(ada, 'Herrings')
  await ada.page().keyboard.type('About <b>fish</b>.')
  await syncWorkspace(ada, 'Ada')
})
afterAll(async () => {
  await bob?.browser.close()
  await ada?.browser.close()
  await server?.close()
})

/** The path of the workspace that the device began with. */
async function ownWorkspace(page: Page): Promise<string> {
  own ??= await page.evaluate(async (synced) => {
    const open = indexedDB.open((await indexedDB.databases())[0]?.name ?? '')
    const database = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)))
    const all = database.transaction('workspaces').objectStore('workspaces').getAll()
    const list = await new Promise<{ id: string }[]>((resolve) => (all.onsuccess = () => resolve(all.result)))
    database.close()
    return `/w/${list.find(({ id }) => !synced.endsWith(id))?.id}`
  }, bob.base)
  return own
}
let own: string | undefined

const results = (page: Page) => page.getByRole('list', { name: 'Results' }).getByRole('listitem')

describe('search', () => {
  it('the command bar finds words deep in a text, with the words around them marked', async () => {
    const page = await ada.goto('')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('lighthou')
    const option = page.getByRole('option', { name: /Log book/ })
    await option.waitFor()
    await expect.poll(() => option.locator('mark').allInnerTexts()).toEqual(['lighthouse'])
    await picture(page, 'command-bar-desktop-light')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/documents\/document_/)
  })

  it('the screen opens by its key, takes phrases, kinds and what to leave out, and keeps them in its address', async () => {
    const page = await ada.goto('')
    await page.keyboard.press('/')
    await page.waitForURL(/\/search$/)
    await page.getByRole('searchbox', { name: 'Search this workspace' }).fill('herrings')
    await expect.poll(() => results(page).count()).toBe(2)
    await expect.poll(() => results(page).first().innerText()).toContain('Herrings')
    await picture(page, 'search-desktop-light')
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('searchbox').fill('herrings -lighthouse')
    await expect.poll(() => results(page).count()).toBe(1)
    await page.getByRole('searchbox').fill('京都')
    await expect.poll(() => results(page).count()).toBe(1)
    await page.getByText('Ideas', { exact: true }).last().click()
    await page.getByText('Nothing holds all of that').waitFor()
    await page.reload()
    await page.getByText('Nothing holds all of that').waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe('京都')
  })

  it('forgives a slip, and says which words it took', async () => {
    const page = await ada.goto('/search')
    await page.getByRole('searchbox').fill('ligthouse kepeer')
    await expect.poll(() => results(page).count()).toBe(1)
    await expect.poll(() => results(page).first().innerText()).toContain('Similar: “lighthouse” and “keeper”')
    await expect.poll(() => results(page).locator('mark').allInnerTexts()).toEqual(['lighthouse', 'keeper'])
    await page.getByText('Nothing with exactly these words · 1 thing with similar words').waitFor()
    await picture(page, 'search-similar-desktop-light')
    await page.getByRole('searchbox').fill('"ligthouse"')
    await page.getByText('Nothing holds all of that').waitFor()
  })

  it('what looks like a tag in a text is shown as it was written', async () => {
    const page = await ada.goto('/search?q=fish')
    await expect.poll(() => results(page).count()).toBe(1)
    await expect.poll(() => results(page).first().innerText()).toContain('About <b>fish</b>.')
    expect(await results(page).locator('b').count()).toBe(0)
  })

  it('somebody new finds it by the server, and without a network by what has come to the device', async () => {
    const options = { viewport: 'phone', colorScheme: 'dark' } as const
    bob = await joinBy(server, await invitationTo(ada, 'viewer'), { name: 'Bob', base: ada.base, options })
    const page = await bob.goto('/search?q=herrings')
    await expect.poll(() => results(page).count()).toBe(2)
    await picture(page, 'search-phone-dark')
    await bob.browser.untilOfflineReady()
    await expect.poll(() => bob.page().getByText('still being read').count()).toBe(0)
    await bob.browser.goOffline()
    await bob.goto('/search?q=lighthouse')
    await expect.poll(() => results(bob.page()).count()).toBe(1)
    await bob.page().getByText('The server can not be reached').waitFor()
    await picture(bob.page(), 'search-phone-offline-dark')
    await results(bob.page()).first().getByRole('link').click()
    await bob.page().getByText('counts herrings').waitFor()
    await bob.browser.goOnline()
  })

  it('all workspaces are searched at once, grouped, with a network and without', async () => {
    // Bob has had one of his own since his first visit.
    const page = await bob.goto('/search?q=herrings')
    await page.getByText('All workspaces', { exact: true }).click()
    const group = page.getByRole('list', { name: 'Results in My workspace' }).first()
    await expect.poll(() => group.getByRole('listitem').count()).toBe(2)
    await page.getByRole('heading', { name: 'My workspace' }).first().waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    const own = await ownWorkspace(page)
    await bob.browser.goto(`${own}/tasks`)
    await page.getByRole('textbox', { name: 'New task' }).fill('Buy herrings')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Buy herrings', exact: true }).waitFor()
    // From there the other is found, also without a network.
    for (const isOnline of [true, false]) {
      if (!isOnline) await bob.browser.goOffline()
      await bob.browser.goto(`${own}/search?q=herrings&all=true`)
      const found = page.getByRole('listitem').filter({ has: page.locator('mark') })
      await expect.poll(() => found.count()).toBe(3)
      await expect.poll(() => page.getByText('still being read').count()).toBe(0)
      await picture(page, `search-everywhere-phone-dark-${isOnline ? 'online' : 'offline'}`)
    }
    await page.getByRole('searchbox', { name: 'Search all workspaces' }).fill('lighthouse')
    await page.getByRole('link', { name: /Log book/ }).click()
    await page.waitForURL(new RegExp(bob.base))
    await page.getByText('counts herrings').waitFor()
    await bob.browser.goOnline()
  })

  it('the command bar finds what is in another workspace, names it and goes there', async () => {
    const page = bob.page()
    await bob.browser.goto(`${await ownWorkspace(page)}/tasks`)
    await page.getByRole('textbox', { name: 'New task' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('lighthou')
    const option = page.getByRole('group', { name: 'In other workspaces' }).getByRole('option', { name: /Log book/ })
    await option.waitFor()
    await picture(page, 'command-bar-everywhere-phone-dark')
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`${bob.base}/documents/document_`))
  })
})
