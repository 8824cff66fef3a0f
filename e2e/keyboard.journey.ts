import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { firstVisit, newDocument, type Person, restOf, synced, syncWorkspace } from './support/people.ts'
import { rest } from './support/rest.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let ada: Person
let organisation: string

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
  const [first] = await rest<{ id: string }[]>(ada.page(), 'GET /api/orgs')
  organisation = first?.id ?? ''
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
})

/** What has the focus, by the name that it goes by. */
const hasFocus = (page: Page, name: string | RegExp) =>
  expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id))
    .toMatch(name)

/** It looks after the focus from when it is there, a moment after the page: sooner than anybody presses a key. */
const isLookedAfter = (page: Page) => page.locator('html[data-focus-kept]').waitFor({ state: 'attached' })

const dialogs = (page: Page) => page.getByRole('dialog').count()

describe('by the keyboard alone, the focus', () => {
  it('goes to the next row when a row goes, and to the room when none is left', async () => {
    const keys = `/api/orgs/${organisation}/keys` as const
    for (const name of ['Monday', 'Tuesday']) await rest(ada.page(), `POST ${keys}`, { name })
    const page = await ada.goto(`/organisation/${organisation}/keys`)
    await isLookedAfter(page)
    const [first, second] = ['Monday', 'Tuesday']
    await page.getByRole('button', { name: `Revoke the key ${first}` }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(first, { exact: true }).waitFor({ state: 'detached' })
    await hasFocus(page, `Revoke the key ${second}`)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('No API keys').waitFor()
    await hasFocus(page, 'content')
  })

  it('comes back from a dialog to the button of the menu that opened it', async () => {
    await rest(ada.page(), `POST /api/orgs/${organisation}/teams`, { name: 'Marketing' })
    const page = await ada.goto(`/organisation/${organisation}/teams`)
    await isLookedAfter(page)
    await page.getByRole('button', { name: /^More.*Marketing/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem').first().and(page.locator(':focus')).waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('textbox').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await hasFocus(page, /^More.*Marketing/)
  })

  it('stays in the dialog when Escape closes what lies on it', async () => {
    const path = await newDocument(ada, 'Launch plan')
    await synced(ada)
    await rest(ada.page(), `POST ${restOf(ada)}/links`, { replica: path.split('/').at(-1) })
    const page = await ada.goto(path)
    await isLookedAfter(page)
    await page.getByRole('button', { name: 'Share', exact: true }).focus()
    await page.keyboard.press('Enter')
    const back = page.getByRole('button', { name: /^Take back the public link/ })
    await back.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Take back', exact: true }).and(page.locator(':focus')).waitFor()
    expect(await dialogs(page)).toBe(2)
    await page.keyboard.press('Escape')
    await back.and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Control+k')
    await hasFocus(page, 'Command bar')
    await page.keyboard.press('Escape')
    await back.and(page.locator(':focus')).waitFor()
    await expect.poll(() => dialogs(page)).toBe(1)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Share', exact: true }).and(page.locator(':focus')).waitFor()
  })
})

describe('with less motion', () => {
  it('a change of the light is there at once, in every corner', async () => {
    const page = await ada.goto('/tasks')
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect
        .poll(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme))
        .toBe(colorScheme)
      await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0)
      expect(await accessibilityViolations(page), colorScheme).toEqual([])
    }
    ada.browser.expectNoProblems()
  })
})
