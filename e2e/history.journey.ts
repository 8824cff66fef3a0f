import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { again } from './support/again.ts'
import {
  editorOf,
  firstVisit,
  invitationTo,
  joinBy,
  newDocument,
  type Person,
  synced,
  syncWorkspace,
  textOf,
} from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

const hour = 60 * 60_000
let server: TestServer
let ada: Person
let grace: Person
let path: string

const dialogOf = (page: Page) => page.getByRole('dialog', { name: /^History of/ })
const linesOf = (page: Page) => page.getByRole('navigation', { name: 'Versions' }).getByRole('button')
const version = (page: Page) => page.getByRole('region', { name: 'The chosen version' })
const toldOf = (page: Page) => version(page).getByRole('document', { name: 'Text' })

async function openHistory(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).first().click()
  await page.getByRole('menuitem', { name: 'History' }).click()
  await linesOf(page).first().waitFor()
}

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  // Ada wrote this morning; the clock of the screen says so, the server has its own.
  await ada.page().clock.setFixedTime(Date.now() - 3 * hour)
  path = await newDocument(ada, 'Garden plan')
  await ada.page().keyboard.type('We meet at the shed.\nBring spades.')
  await editorOf(ada.page()).getByText('Bring spades.').waitFor()
  // Leaving the page stores what the editor still holds, at the time of this morning.
  await ada.goto('/documents')
  await ada.page().clock.setFixedTime(Date.now())
  await syncWorkspace(ada, 'Ada')
  await ada.goto(path)
  grace = await joinBy(server, await invitationTo(ada, 'editor'), { name: 'Grace', base: ada.base })
  await grace.goto(path)
  await editorOf(grace.page()).getByText('We meet at the shed.').click()
  await grace.page().keyboard.press('End')
  await grace.page().keyboard.type(' On Saturday.')
  await editorOf(ada.page()).getByText('We meet at the shed. On Saturday.').waitFor()
})
afterAll(async () => {
  await grace?.browser.close()
  await ada?.browser.close()
  await server?.close()
})

describe('the history of a document', () => {
  it('tells who wrote what when, with the differences', async () => {
    const page = ada.page()
    await openHistory(page)
    const lines = async () => (await linesOf(page).allInnerTexts()).map((line) => line.replaceAll(/\s+/g, ' '))
    await expect.poll(lines).toEqual([expect.stringMatching(/ Now .*Grace$/), expect.not.stringMatching(/Now|Grace/)])
    expect((await lines())[1]).toMatch(/Ada$/)
    await expect.poll(() => toldOf(page).locator('ins').allInnerTexts()).toEqual([' On Saturday.'])
    await version(page).getByText('2 words added, none removed').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('shows a version as it was and what has changed since, at an address of its own', async () => {
    const page = ada.page()
    await linesOf(page).nth(1).click()
    await version(page).getByText('Whole', { exact: true }).click()
    await expect.poll(() => toldOf(page).innerText()).toMatch(/^We meet at the shed\.\s+Bring spades\.$/)
    await version(page).getByText('Since then', { exact: true }).click()
    await expect.poll(() => toldOf(page).locator('ins').allInnerTexts()).toEqual([' On Saturday.'])
    expect(page.url()).toMatch(/\?history=document_\w+\.\d+$/)
    await page.reload()
    await version(page).getByRole('button', { name: 'Restore' }).waitFor()
    await expect.poll(() => linesOf(page).nth(1).getAttribute('aria-current')).toBe('true')
  })

  it('names a version, for everyone', async () => {
    const page = ada.page()
    await version(page).getByRole('button', { name: 'Name this version' }).click()
    await version(page).getByRole('textbox', { name: 'Name' }).fill('First draft')
    await page.keyboard.press('Enter')
    await expect.poll(() => linesOf(page).nth(1).innerText()).toMatch(/^First draft/)
    await version(page).getByRole('button', { name: 'Name this version' }).waitFor()
    await page.keyboard.press('Escape')
    await dialogOf(page).waitFor({ state: 'detached' })
    await synced(ada)
    await openHistory(grace.page())
    await grace
      .page()
      .getByRole('button', { name: /First draft/ })
      .click()
    // The first version of all: whole, it is said of each paragraph to who does not see it.
    const first = /^added:\s+We meet at the shed\.\s+added:\s+Bring spades\.$/
    await expect.poll(() => toldOf(grace.page()).innerText()).toMatch(first)
    await grace.page().keyboard.press('Escape')
  })

  it('restores by keyboard alone, live for the other, and takes it back', async () => {
    const page = ada.page()
    await openHistory(page)
    await linesOf(page).first().focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await version(page).getByRole('button', { name: 'Restore' }).waitFor()
    for (let stop = 0; stop < 8; stop += 1) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Restore') break
    }
    await page.keyboard.press('Enter')
    const answered = page.getByRole('dialog', { name: /^Restore the version of/ }).locator('button:focus')
    await expect.poll(() => answered.allInnerTexts()).toEqual(['Restore'])
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor({ state: 'detached' })
    for (const person of [ada, grace]) {
      await expect.poll(() => textOf(person.page())).toBe('We meet at the shed.\nBring spades.')
    }
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    for (const person of [ada, grace]) {
      await expect.poll(() => textOf(person.page())).toBe('We meet at the shed. On Saturday.\nBring spades.')
    }
  })

  it('offline shows what this device holds and restores from it; the server hears of it later', async () => {
    const page = ada.page()
    await synced(ada)
    await ada.browser.goOffline()
    await openHistory(page)
    await page.getByText('Without the server you see what this device holds.').waitFor()
    await page.getByRole('button', { name: /First draft/ }).click()
    await version(page).getByRole('button', { name: 'Restore' }).click()
    await page
      .getByRole('dialog', { name: /^Restore the version of/ })
      .getByRole('button', { name: 'Restore' })
      .click()
    await expect.poll(() => textOf(page)).toBe('We meet at the shed.\nBring spades.')
    await ada.browser.goOnline()
    await expect.poll(() => textOf(grace.page())).toBe('We meet at the shed.\nBring spades.')
  })

  it('is no more than a look for who may only read', async () => {
    const rob = await joinBy(server, await invitationTo(ada, 'viewer'), { name: 'Rob', base: ada.base })
    const page = await rob.goto(path)
    await openHistory(page)
    await toldOf(page).waitFor()
    expect(
      await version(page)
        .getByRole('button', { name: /Restore|Name/ })
        .count(),
    ).toBe(0)
    rob.browser.expectNoProblems()
    await rob.browser.close()
  })

  it('leaves nothing behind in the console', () => {
    for (const person of [ada, grace]) person.browser.expectNoProblems()
  })
})

describe('the history of a task, on a phone', () => {
  it('lists what changed field by field and brings it back', again, async () => {
    const eve = await firstVisit(server, { viewport: 'phone' })
    const page = eve.page()
    await page.clock.setFixedTime(Date.now() - 2 * hour)
    await eve.goto('/tasks')
    await page.getByRole('textbox', { name: 'New task' }).fill('Paint the fence')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Paint the fence', exact: true }).waitFor()
    await page.clock.setFixedTime(Date.now())
    await page.getByRole('link', { name: 'Paint the fence', exact: true }).click()
    const title = page.getByRole('textbox', { name: 'Title', exact: true })
    await title.fill('Paint the door')
    await title.press('Enter')
    await openHistory(page)
    expect(await accessibilityViolations(page)).toEqual([])
    await linesOf(page).first().click()
    const row = version(page).getByRole('row', { name: /^Title/ })
    await expect.poll(() => row.locator('del').innerText()).toContain('fence')
    expect(await row.locator('ins').innerText()).toContain('door')
    expect(await accessibilityViolations(page)).toEqual([])
    await page.goBack()
    await linesOf(page).nth(1).click()
    await version(page).getByRole('button', { name: 'Restore' }).click()
    await page
      .getByRole('dialog', { name: /^Restore the version of/ })
      .getByRole('button', { name: 'Restore' })
      .click()
    await expect.poll(() => title.inputValue()).toBe('Paint the fence')
    eve.browser.expectNoProblems()
    await eve.browser.close()
  })
})
