import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askField, openAssistant } from './support/assistant-panel.ts'
import { firstVisit, newDocument, type Person } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let ada: Person
let page: Page

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  page = ada.page()
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
})

const title = () => page.getByRole('textbox', { name: 'Title', exact: true }).first()

/** Types at the end of the field and reloads, or goes elsewhere and comes back, before anything rests or is left. */
async function typedAndLeft(field: Locator, words: string): Promise<void> {
  for (const way of ['reload', 'away'] as const) {
    const before = await field.inputValue()
    const path = page.url()
    await field.focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(` ${words} ${way}`)
    if (way === 'reload') await page.reload()
    else {
      await page.goto('about:blank')
      await page.goto(path)
    }
    await field.waitFor()
    await expect.poll(async () => (await field.inputValue()).trim()).toBe(`${before} ${words} ${way}`.trim())
  }
}

describe('what stands in a field when the page goes', () => {
  it('is kept: the title, the notes and a step of a task', async () => {
    await ada.goto('/tasks')
    const add = page.getByRole('textbox', { name: 'New task' })
    await add.fill('Pay the rent')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Pay the rent' }).click()
    await typedAndLeft(title(), 'soon')
    await typedAndLeft(page.getByRole('textbox', { name: 'Notes' }), 'by card')
    await page.getByRole('textbox', { name: 'Add a step' }).fill('Look at it')
    await page.keyboard.press('Enter')
    await typedAndLeft(page.getByRole('textbox', { name: 'Step', exact: true }), 'well')
  })

  it('is kept: the title of a document, which another one has not changed since', async () => {
    await newDocument(ada, 'Plan')
    await typedAndLeft(title(), 'of the year')
  })

  it('is kept: an idea that is being changed', async () => {
    await ada.goto('/ideas')
    await page.getByRole('textbox', { name: 'New idea' }).fill('Lamps')
    await page.keyboard.press('Enter')
    await page.getByRole('article', { name: 'Idea: Lamps' }).getByText('Lamps').click()
    const text = page.getByRole('textbox', { name: 'Text of the idea' })
    await text.focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' of paper')
    await page.reload()
    await page.getByRole('article', { name: 'Idea: Lamps of paper' }).waitFor()
  })

  it('is kept: words for something new, until it is made', async () => {
    const places = [
      ['/tasks', 'New task', 'Call Bo tomorrow'],
      ['/ideas', 'New idea', 'Chairs of cork'],
    ] as const
    for (const [path, name, words] of places) {
      await ada.goto(path)
      const field = page.getByRole('textbox', { name, exact: true }).first()
      await field.fill(words)
      await page.reload()
      await expect.poll(() => field.inputValue()).toBe(words)
    }
    await ada.goto('/tasks')
    const understood = page.getByRole('list', { name: 'Understood' }).getByRole('listitem')
    await expect.poll(() => understood.count()).toBe(1)
    const add = page.getByRole('textbox', { name: 'New task' })
    await add.press('Enter')
    await page.getByRole('link', { name: 'Call Bo' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'Call Bo' }).waitFor()
    expect(await add.inputValue()).toBe('')
  })

  it('is kept: a step that is not added yet, and what the assistant was going to be asked', async () => {
    await page.getByRole('link', { name: 'Call Bo' }).click()
    await page.getByRole('textbox', { name: 'Add a step' }).fill('Find the number')
    await page.reload()
    const step = page.getByRole('textbox', { name: 'Step', exact: true })
    await expect.poll(() => step.inputValue()).toBe('Find the number')
    await openAssistant(page)
    await askField(page).fill('What is over')
    await page.reload()
    await openAssistant(page)
    expect(await askField(page).inputValue()).toBe('What is over')
    await page.keyboard.press('Escape')
  })

  it('is given back where somebody has changed it since', async () => {
    await ada.goto('/tasks')
    await page.getByRole('link', { name: 'Call Bo' }).click()
    const path = page.url()
    const other = await page.context().newPage()
    await other.goto(path)
    const otherTitle = other.getByRole('textbox', { name: 'Title', exact: true }).first()
    await otherTitle.waitFor()
    await title().fill('Call Bo at once')
    await page.goto('about:blank')
    await otherTitle.fill('Write to Bo')
    await otherTitle.press('Enter')
    await other
      .getByRole('heading', { name: 'Write to Bo' })
      .or(other.getByRole('link', { name: 'Write to Bo' }))
      .first()
      .waitFor()
    await other.close()
    await ada.goto('/settings/refused')
    const entry = page.getByRole('listitem').filter({ hasText: 'Write to Bo' })
    await entry.getByText('This was typed right before Nexus was closed').waitFor()
    await entry.getByText('Call Bo at once', { exact: true }).waitFor()
    expect(await entry.getByRole('button').allInnerTexts()).toEqual(['Open', 'Copy text', 'Discard'])
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await entry.getByRole('button', { name: 'Copy text' }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Call Bo at once')
    await entry.getByRole('button', { name: 'Open' }).click()
    await expect.poll(() => title().inputValue()).toBe('Write to Bo')
  })
})
