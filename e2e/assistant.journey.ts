import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { again } from './support/again.ts'
import { ask, askField, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { firstVisit, invitationTo, joinBy, newDocument, type Person, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

async function tell(page: Page, text: string): Promise<void> {
  await ask(page, text)
  await lastTurn(page).getByRole('button', { name: 'Do it' }).click()
  await lastTurn(page).getByRole('button', { name: 'Undo' }).waitFor()
}

describe('the assistant on a desktop', () => {
  let ada: Person
  let page: Page
  beforeAll(async () => {
    ada = await firstVisit(server)
    page = await ada.goto('/tasks')
  })
  afterAll(() => ada.browser.close())

  it('opens by key, says what it is, and gives the focus back', async () => {
    await page.getByRole('textbox', { name: 'New task' }).focus()
    await openAssistant(page)
    await page.getByText('Built-in · on this device').waitFor()
    await expect.poll(() => askField(page).evaluate((node) => node === document.activeElement)).toBe(true)
    expect(await accessibilityViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await askField(page).waitFor({ state: 'detached' })
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(focused).toBe('New task')
  })

  it('does nothing before it is told to, does it by one click, and takes it back by another', async () => {
    await openAssistant(page)
    await ask(page, 'Add task Pay the rent tomorrow #home !high')
    const card = lastTurn(page).getByRole('region', { name: 'Add a task' })
    await card.getByText('Pay the rent', { exact: true }).waitFor()
    await card.getByText('#home').waitFor()
    expect(await page.getByRole('link', { name: 'Pay the rent' }).count()).toBe(0)
    await card.getByRole('button', { name: 'Do it' }).click()
    await page.getByRole('main').getByRole('link', { name: 'Pay the rent' }).waitFor()
    await card.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('main').getByRole('link', { name: 'Pay the rent' }).waitFor({ state: 'detached' })
    await card.getByText('Taken back.').first().waitFor()
  })

  it('answers with the list itself, and counts', async () => {
    for (const text of ['Add task Send the invoice today !urgent', 'Add task Water the plants', 'New project Atlas'])
      await tell(page, text)
    await ask(page, 'What is due today?')
    await lastTurn(page).getByText('One found.').waitFor()
    await lastTurn(page)
      .getByText(/^Open tasks, due on/)
      .waitFor()
    await ask(page, 'How many open tasks do we have?')
    await lastTurn(page).getByText('2', { exact: true }).waitFor()
    await ask(page, 'What should I do next?')
    await lastTurn(page).getByText('Due today').waitFor()
    await lastTurn(page).getByText('Urgent').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('says what it does not understand instead of answering half of it', async () => {
    await ask(page, 'Tasks for the zebra')
    await lastTurn(page).getByText('I do not know what to make of “zebra”').waitFor()
    await ask(page, 'Write a poem about my week')
    await lastTurn(page).getByText('I can not do that without a language model.', { exact: false }).waitFor()
  })

  it('completes a task by its name, and knows what is on the screen', async () => {
    await tell(page, 'complete the plants')
    await page.getByRole('main').getByRole('link', { name: 'Water the plants' }).waitFor({ state: 'detached' })
    await page.getByRole('main').getByRole('link', { name: 'Send the invoice' }).click()
    const chips = page.getByRole('list', { name: 'What “this” means' })
    await chips.getByText('Send the invoice').waitFor()
    await ask(page, 'Move this task to Friday')
    await lastTurn(page)
      .getByRole('region', { name: /^Move to Fri/ })
      .waitFor()
    await chips.getByRole('button', { name: 'Leave out Send the invoice' }).click()
    await chips.waitFor({ state: 'detached' })
    await ask(page, 'Complete this task')
    await lastTurn(page).getByText('I know no task that “this task” could mean.').waitFor()
  })

  it('keeps the words of the tab over a reload, and offers nothing twice', async () => {
    await page.reload()
    await page.getByRole('main').waitFor()
    await page.keyboard.press('Control+j')
    await lastTurn(page).getByText('Complete this task', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Do it' }).count()).toBe(0)
    await page.getByRole('button', { name: 'New conversation' }).click()
    await page.getByText('What would you like to know or do?').waitFor()
  })

  it('docks beside the page', async () => {
    const main = page.getByRole('main')
    const before = (await main.boundingBox())?.width ?? 0
    await page.getByRole('button', { name: 'Dock beside the page' }).click()
    await expect.poll(async () => (await main.boundingBox())?.width ?? 0).toBeLessThan(before - 300)
    await page.getByRole('button', { name: 'Let it float over the page' }).click()
    await expect.poll(async () => (await main.boundingBox())?.width).toBe(before)
    ada.browser.expectNoProblems()
  })

  it('works without a network: questions, advice, and acts that are kept', async () => {
    await ada.browser.untilOfflineReady()
    await ada.browser.goOffline()
    page = await ada.goto('/tasks')
    await openAssistant(page)
    await tell(page, 'New document Notes from the train')
    await ask(page, 'documents created today')
    await lastTurn(page).getByRole('link', { name: 'Notes from the train' }).click()
    await page.waitForURL(/\/documents\/document_/)
    await ada.browser.goOnline()
    ada.browser.expectNoProblems()
  })

  it('has next actions and news on Home', async () => {
    page = await ada.goto('')
    await page
      .getByRole('region', { name: 'What to do next' })
      .getByRole('link', { name: 'Send the invoice' })
      .waitFor()
    const news = page.getByRole('region', { name: 'Since yesterday' })
    await news.getByText('1 task was done').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await news.getByRole('button', { name: 'My week' }).click()
    await lastTurn(page)
      .getByText('1 task is late')
      .or(lastTurn(page).getByText('1 task is due in the next 7 days'))
      .waitFor()
  })
})

describe('the assistant on a phone', () => {
  it('takes the whole screen', again, async () => {
    const ada = await firstVisit(server, { viewport: 'phone' })
    const page = await ada.goto('/ideas')
    await page.keyboard.press('Control+j')
    const dialog = page.getByRole('dialog', { name: 'Assistant' })
    await dialog.waitFor()
    const box = await dialog.boundingBox()
    expect([box?.width, box?.height]).toEqual([390, 844])
    await tell(page, 'idea: a slower newsletter')
    await ask(page, 'my ideas')
    await lastTurn(page).getByRole('link', { name: 'a slower newsletter' }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Close the assistant' }).click()
    await page.getByRole('article', { name: 'Idea: a slower newsletter' }).waitFor()
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })
})

describe('who can only read', () => {
  it('gets answers, and is offered nothing that would be refused', async () => {
    const ada = await firstVisit(server)
    await newDocument(ada, 'Prices')
    await syncWorkspace(ada, 'Ada')
    const bob = await joinBy(server, await invitationTo(ada, 'viewer'), { name: 'Bob', base: ada.base })
    const page = await bob.goto('/documents')
    await page.getByRole('main').getByText('Prices').first().waitFor()
    await openAssistant(page)
    await ask(page, 'documents about prices')
    await lastTurn(page).getByRole('link', { name: 'Prices' }).waitFor()
    await ask(page, 'documents by Ada')
    await lastTurn(page).getByRole('link', { name: 'Prices' }).waitFor()
    await ask(page, 'Add task Read it')
    await lastTurn(page).getByText('You can only read here').waitFor()
    expect(await page.getByRole('button', { name: 'Do it' }).count()).toBe(0)
    bob.browser.expectNoProblems()
    await bob.browser.close()
    await ada.browser.close()
  })
})
