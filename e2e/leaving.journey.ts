import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
})
