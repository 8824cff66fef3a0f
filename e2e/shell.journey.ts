import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { again } from './support/again.ts'
import { openBrowser, type TestBrowser } from './support/browser.ts'
import { startServer, type TestServer } from './support/server.ts'

const pages = [
  '',
  '/settings/sync',
  '/settings/members',
  '/settings/refused',
  '/settings/account',
  '/settings/storage',
  '/settings/help',
]

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

async function openWorkspace(browser: TestBrowser): Promise<{ page: Page; base: string }> {
  const page = await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, base: new URL(page.url()).pathname }
}

function nameOfFocus(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
}

/** In the open command bar: Enter takes what stands first. */
async function choose(page: Page, words: string, option: RegExp): Promise<void> {
  await page.keyboard.type(words)
  await page.getByRole('option', { selected: true }).filter({ hasText: option }).waitFor()
  await page.keyboard.press('Enter')
}

describe('the shell', () => {
  it('leads from the first visit to the first sentence in one click', again, async () => {
    const browser = await openBrowser({ server })
    const { page } = await openWorkspace(browser)
    await page
      .getByRole('main')
      .getByRole('button', { name: /^New document/ })
      .click()
    await page.waitForURL(/\/documents\/document_/)
    await expect.poll(() => nameOfFocus(page)).toBe('Title')
    await page.keyboard.type('The first sentence')
    await page.getByRole('treeitem', { name: 'The first sentence' }).waitFor()
    await expect.poll(() => page.getByTestId('sync-status').innerText()).toBe('On this device')
    browser.expectNoProblems()
    await browser.close()
  })

  it('goes, finds and does from the keyboard alone', again, async () => {
    const browser = await openBrowser({ server })
    const { page } = await openWorkspace(browser)
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.waitForURL(/\/tasks/)
    await page.keyboard.press('Control+k')
    await expect.poll(() => nameOfFocus(page)).toBe('Command bar')
    await choose(page, 'go to set', /Settings/)
    await page.waitForURL(/\/settings/)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect.poll(() => nameOfFocus(page)).toBe('Command bar')
    await choose(page, 'dark', /dark/i)
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe('dark')
    browser.expectNoProblems()
    await browser.close()
  })

  it.each([
    ['a desktop, light', {}],
    ['a desktop, dark', { colorScheme: 'dark' }],
    ['a phone, light', { viewport: 'phone' }],
    ['a phone, dark', { viewport: 'phone', colorScheme: 'dark' }],
  ] as const)('is accessible on %s', again, async (_, options) => {
    const browser = await openBrowser({ server, ...options })
    const { page, base } = await openWorkspace(browser)
    for (const path of pages) {
      await browser.goto(base + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      expect(await accessibilityViolations(page), path).toEqual([])
    }
    browser.expectNoProblems()
    await browser.close()
  })

  it('turns the arrows of its ways back where lines run from right to left', again, async () => {
    const browser = await openBrowser({ server })
    const { page, base } = await openWorkspace(browser)
    await browser.goto(`${base}/documents/trash`)
    const arrow = page.locator('.tabler-icon-arrow-left').first()
    await arrow.waitFor()
    const turned = () => arrow.evaluate((node) => getComputedStyle(node).rotate)
    expect(await turned()).toBe('none')
    await page.evaluate(() => (document.documentElement.dir = 'rtl'))
    expect(await turned()).toBe('180deg')
    await browser.close()
  })

  it('says what is not there', again, async () => {
    const browser = await openBrowser({ server })
    const { page, base } = await openWorkspace(browser)
    await browser.goto(`${base}/nowhere`)
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor()
    await browser.goto(`${base}/settings/nowhere`)
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor()
    await page.getByRole('navigation').first().waitFor()
    await browser.goto('/w/ws_00000000000000000000000000')
    await page.getByRole('heading', { name: 'This workspace is not on this device' }).waitFor()
    await page.getByRole('link', { name: 'Open my workspace' }).click()
    await page.waitForURL(new RegExp(base))
    await browser.close()
  })
})
