import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { again } from './support/again.ts'
import {
  editorOf,
  firstVisit,
  invitationTo,
  joinBy,
  newDocument,
  type Person,
  syncWorkspace,
  textOf,
} from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const shapesOn = (page: Page) => page.locator('.tl-shape').count()
const isOn = (page: Page, path: string) =>
  expect.poll(() => new URL(page.url()).pathname).toMatch(new RegExp(`${path}$`))

/** Without loading the page anew, as people go: by the command bar. */
async function goTo(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k')
  const bar = page.getByRole('combobox', { name: 'Command bar' })
  await bar.fill(title)
  await page.getByRole('group', { name: 'Open' }).getByRole('option', { name: title }).click()
  await bar.waitFor({ state: 'detached' })
}

const goToTasks = (page: Page) => page.getByRole('navigation').getByRole('link', { name: 'Tasks', exact: true }).click()

async function newBoard(person: Person, title: string): Promise<string> {
  const page = await person.goto('/whiteboards')
  await page.getByRole('main').getByRole('button', { name: 'New whiteboard' }).click()
  await page.locator('.tl-canvas').waitFor()
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill(title)
  await page.keyboard.press('Enter')
  return new URL(page.url()).pathname.slice(person.base.length)
}

async function draw(page: Page): Promise<void> {
  const box = await page.locator('.tl-canvas').boundingBox()
  if (!box) throw new Error('no canvas')
  await page.getByTestId('tools.draw').click()
  await page.mouse.move(box.x + 300, box.y + 200)
  await page.mouse.down()
  for (let step = 1; step <= 10; step += 1) await page.mouse.move(box.x + 300 + step * 8, box.y + 200 + step * 3)
  await page.mouse.up()
}

async function newTask(person: Person, title: string): Promise<void> {
  const page = await person.goto('/tasks')
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'New task', exact: true }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type(`${title}\n`)
  await page.getByRole('link', { name: title, exact: true }).waitFor()
  await page.keyboard.press('Escape')
}

const complete = (page: Page, title: string) => page.getByRole('checkbox', { name: `Complete “${title}”` }).click()

describe('one history', () => {
  it('goes back through two documents, a board and a task, and forth again, with the screen following, while somebody else types', async () => {
    const ada = await firstVisit(server)
    await syncWorkspace(ada, 'Ada')
    const alpha = await newDocument(ada, 'Alpha')
    const beta = await newDocument(ada, 'Beta')
    const board = await newBoard(ada, 'Gamma')
    await newTask(ada, 'Rope')
    const grace = await joinBy(server, await invitationTo(ada, 'editor'), { name: 'Grace', base: ada.base })
    await grace.goto(alpha)
    await editorOf(grace.page()).click()

    const page = ada.page()
    await goTo(page, 'Alpha')
    await editorOf(page).click()
    const typing = grace.page().keyboard.type('Grace was here before and goes on and on. ', { delay: 40 })
    // At once: a slow machine might pause long enough between two keys to make two steps of it.
    await page.keyboard.insertText('ADA IN ALPHA')
    await goToTasks(page)
    await complete(page, 'Rope')
    await page.getByText('Completed “Rope”').waitFor()
    await goTo(page, 'Gamma')
    await page.locator('.tl-canvas').waitFor()
    await draw(page)
    await expect.poll(() => shapesOn(page)).toBe(1)
    await goTo(page, 'Beta')
    await editorOf(page).click()
    await page.keyboard.insertText('Ada in Beta')

    await page.keyboard.press('Control+z')
    await expect.poll(() => textOf(page)).toBe('')
    await isOn(page, beta)
    await page.keyboard.press('Control+z')
    await isOn(page, board)
    await expect.poll(() => shapesOn(page)).toBe(0)
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: Complete task · Rope').waitFor()
    await isOn(page, board)
    await page.keyboard.press('Control+z')
    await isOn(page, alpha)
    await typing
    const graces = 'Grace was here before and goes on and on.'
    await expect.poll(async () => (await textOf(page)).trim()).toBe(graces)

    await page.keyboard.press('Control+Shift+z')
    await expect.poll(() => textOf(page)).toContain('ADA IN ALPHA')
    await expect.poll(async () => (await textOf(page)).replace('ADA IN ALPHA', '').trim()).toBe(graces)
    await isOn(page, alpha)
    await page.keyboard.press('Control+y')
    await page.getByText('Redone: Complete task · Rope').waitFor()
    await page.keyboard.press('Control+y')
    await isOn(page, board)
    await expect.poll(() => shapesOn(page)).toBe(1)
    await page.keyboard.press('Control+y')
    await isOn(page, beta)
    await expect.poll(() => textOf(page)).toBe('Ada in Beta')
    await expect.poll(() => textOf(grace.page())).toContain('ADA IN ALPHA')
    for (const person of [ada, grace]) person.browser.expectNoProblems()
    await grace.browser.close()
    await ada.browser.close()
  })

  it('says what was taken back elsewhere, and shows it', again, async () => {
    const ada = await firstVisit(server)
    await newTask(ada, 'Lantern')
    const page = ada.page()
    await complete(page, 'Lantern')
    await page.getByText('Completed “Lantern”').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await isOn(page, '/documents')
    await page.keyboard.press('Control+z')
    const said = page.getByRole('alert').filter({ hasText: 'Undone: Complete task · Lantern' })
    await said.getByRole('button', { name: 'Show' }).click()
    await expect.poll(() => page.url()).toContain('/tasks?open=task_')
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })

  it('is kept while a document is closed, and goes back to it', again, async () => {
    const ada = await firstVisit(server)
    const path = await newDocument(ada, 'First')
    const page = ada.page()
    await page.keyboard.insertText('one')
    await goToTasks(page)
    await editorOf(page).waitFor({ state: 'detached' })
    await page.keyboard.press('Control+z')
    await isOn(page, path)
    await expect.poll(() => textOf(page)).toBe('')
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(() => textOf(page)).toBe('one')
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })

  it('leaves a field its own typing first, and goes on when that is taken back', again, async () => {
    const ada = await firstVisit(server)
    await newDocument(ada, 'First')
    const page = ada.page()
    const title = page.getByRole('textbox', { name: 'Title', exact: true })
    await page.keyboard.insertText('one')
    await title.click()
    await page.keyboard.press('End')
    await page.keyboard.insertText(' of all')
    await page.keyboard.press('Control+z')
    await expect.poll(() => title.inputValue()).toBe('First')
    expect(await textOf(page)).toBe('one')
    await ada.goto('/tasks')
    await page.keyboard.press('n')
    const field = page.getByRole('textbox', { name: 'New task', exact: true })
    await field.and(page.locator(':focus')).waitFor()
    await page.keyboard.type('Tent\n')
    await page.getByRole('link', { name: 'Tent', exact: true }).waitFor()
    await page.keyboard.insertText('Stove')
    await page.keyboard.press('Control+z')
    await expect.poll(() => field.inputValue()).toBe('')
    await page.getByRole('link', { name: 'Tent', exact: true }).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByRole('link', { name: 'Tent', exact: true }).waitFor({ state: 'detached' })
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })

  it('has its buttons over the keyboard of a phone', again, async () => {
    const ada = await firstVisit(server, { viewport: 'phone' })
    await newDocument(ada, 'Pocket')
    const page = ada.page()
    await page.keyboard.insertText('typed with thumbs')
    const toolbar = page.getByRole('toolbar', { name: 'Formatting' })
    await toolbar.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => textOf(page)).toBe('')
    await toolbar.getByRole('button', { name: 'Redo' }).click()
    await expect.poll(() => textOf(page)).toBe('typed with thumbs')
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })
})
