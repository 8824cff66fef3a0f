import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { again } from './support/again.ts'
import { pictures } from './support/pictures.ts'
import { firstVisit, invitationTo, joinBy, type Person, synced, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const titles = (page: Page) => page.locator('[data-task-link]').allInnerTexts()
const column = (page: Page, status: string) =>
  page.getByRole('list', { name: status, exact: true }).locator('[data-task-link]').allInnerTexts()

const focused = (page: Page, text: string) =>
  expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(text)

async function addTasks(page: Page, given: readonly string[]): Promise<void> {
  await page.getByRole('textbox', { name: 'New task' }).click()
  for (const title of given) {
    await page.keyboard.type(title)
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: title, exact: true }).waitFor()
  }
}

describe('tasks by keyboard alone', () => {
  let ada: Person
  let page: Page
  beforeAll(async () => {
    ada = await firstVisit(server)
    page = await ada.goto('/tasks')
  })
  afterAll(() => ada.browser.close())

  it('adds, walks, completes and takes it back', async () => {
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: 'New task' }).and(page.locator(':focus')).waitFor()
    for (const title of ['Tent', 'Stove', 'Rope']) await page.keyboard.type(`${title}\n`)
    await expect.poll(() => titles(page)).toEqual(['Tent', 'Stove', 'Rope'])
    await page.keyboard.press('ArrowDown')
    await focused(page, 'Tent')
    await page.keyboard.press('j')
    await focused(page, 'Stove')
    await page.keyboard.press('Space')
    await expect.poll(() => titles(page)).toEqual(['Tent', 'Rope'])
    await page.keyboard.press('Control+z')
    await expect.poll(() => titles(page)).toEqual(['Tent', 'Stove', 'Rope'])
  })

  it('takes back what an announcement is about, also when more was done since', async () => {
    for (const title of ['Tent', 'Rope']) {
      await page.getByRole('checkbox', { name: `Complete “${title}”` }).click()
      await page.getByText(`Completed “${title}”.`).waitFor()
    }
    const first = page.getByRole('alert').filter({ hasText: 'Completed “Tent”' })
    await first.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => titles(page)).toEqual(['Tent', 'Stove'])
    await page.getByRole('alert').filter({ hasText: 'Completed “Rope”' }).getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => titles(page)).toEqual(['Tent', 'Stove', 'Rope'])
  })

  it('opens, renames, gives a priority and a checklist, and closes where it was', async () => {
    await page.getByRole('link', { name: 'Stove' }).focus()
    await page.keyboard.press('e')
    await page.getByRole('textbox', { name: 'Title', exact: true }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type(' and gas')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Add a step' }).focus()
    for (const step of ['Buy gas', 'Test it']) await page.keyboard.type(`${step}\n`)
    await expect.poll(() => page.getByRole('textbox', { name: 'Step', exact: true }).count()).toBe(2)
    expect(await accessibilityViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await focused(page, 'Stove and gas')
  })

  it('moves tasks by hand, and keeps the order over a reload', async () => {
    await page.getByRole('link', { name: 'Rope' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(() => titles(page)).toEqual(['Tent', 'Rope', 'Stove and gas'])
    await page.getByRole('link', { name: 'Tent', exact: true }).focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.getByText(/Lifted “Tent”|“Tent” is at place/).waitFor({ state: 'attached' })
    await page.keyboard.press('ArrowDown')
    await page.getByText('“Tent” is at place 2').waitFor({ state: 'attached' })
    await page.keyboard.press('Space')
    await expect.poll(() => titles(page)).toEqual(['Rope', 'Tent', 'Stove and gas'])
    await page.reload()
    await expect.poll(() => titles(page)).toEqual(['Rope', 'Tent', 'Stove and gas'])
  })

  it('moves cards between columns', async () => {
    page = await ada.goto('/tasks?layout=board')
    await page.getByRole('link', { name: 'Tent', exact: true }).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => column(page, 'Doing')).toEqual(['Tent'])
    expect(await accessibilityViolations(page)).toEqual([])
    ada.browser.expectNoProblems()
  })
})

describe('an idea', () => {
  it('is captured from anywhere, becomes a task, and each leads to the other', again, async () => {
    const ada = await firstVisit(server)
    const page = await ada.goto('/tasks')
    await page.keyboard.press('c')
    await page.getByRole('dialog').getByRole('textbox').fill('A kite #Summer')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('with a long tail')
    await page.keyboard.press('Enter')
    await page.getByText('Idea saved.').waitFor()
    await ada.goto('/ideas')
    const card = page.getByRole('article', { name: 'Idea: A kite' })
    await card.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Turn into a task' }).click()
    await card.getByRole('link', { name: 'Became a task: A kite' }).click()
    await page.getByRole('textbox', { name: 'Notes' }).waitFor()
    await expect.poll(() => page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('with a long tail')
    await page.getByRole('complementary').getByRole('link', { name: 'A kite' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Text of the idea' }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })
})

describe('an idea that grows', () => {
  it('becomes a document with its text, and the document knows the idea', again, async () => {
    const ada = await firstVisit(server)
    const page = await ada.goto('/ideas')
    await page.getByRole('textbox', { name: 'New idea' }).fill('Garden party #summer\nAsk Li.')
    await page.keyboard.press('Enter')
    const card = page.getByRole('article', { name: 'Idea: Garden party' })
    await card.hover()
    await card.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Turn into a document' }).click()
    await card.getByRole('link', { name: 'Became a document: Garden party' }).click()
    await page.getByText('Ask Li.').first().waitFor()
    await page.getByRole('button', { name: 'Outline and links' }).click()
    await page.getByRole('complementary').getByRole('link', { name: 'Garden party' }).waitFor()
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })
})

describe('tasks that wait for each other', () => {
  let ada: Person
  let page: Page
  beforeAll(async () => {
    ada = await firstVisit(server)
    page = await ada.goto('/tasks')
    await addTasks(page, ['Paint the boat', 'Sand the hull', 'Buy paper', 'Read a book'])
  })
  afterAll(() => ada.browser.close())

  const detail = () => page.getByRole('complementary')
  const field = () => detail().getByRole('combobox', { name: 'Add a task that it waits for' })
  const waits = (name: string) => detail().getByRole('list', { name, exact: true })
  const open = async (title: string) => {
    await page.getByRole('list').getByRole('link', { name: title, exact: true }).first().click()
    await page.getByRole('complementary', { name: `Task “${title}”` }).waitFor()
  }
  const row = (title: string) => page.getByRole('listitem').filter({ has: page.getByRole('checkbox', { name: title }) })

  it('are tied by keyboard, found by their titles', async () => {
    await open('Paint the boat')
    await field().focus()
    await page.keyboard.type('hull')
    await page.getByRole('option', { name: 'Sand the hull' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await waits('Waits for').getByRole('link', { name: 'Sand the hull' }).waitFor()
    await waits('Waits for').getByRole('link', { name: 'Sand the hull' }).press('Enter')
    await waits('Waited for by').getByRole('link', { name: 'Paint the boat' }).waitFor()
    await field().click()
    await page.getByRole('option', { name: 'Buy paper' }).waitFor()
    // It would be a ring.
    expect(await page.getByRole('option', { name: 'Paint the boat' }).count()).toBe(0)
    await page.getByRole('option', { name: 'Buy paper' }).click()
    await waits('Waits for').getByRole('link', { name: 'Buy paper' }).waitFor()
  })

  it('are marked in the list, and everything of it can be read by everybody', async () => {
    await row('Paint the boat').getByRole('img', { name: 'Waits for “Sand the hull”' }).waitFor()
    expect(await page.getByRole('img', { name: /^Waits for/ }).count()).toBe(2)
    expect(await accessibilityViolations(page)).toEqual([])
    await pictures(page, 'task-that-waits', () => waits('Waits for').waitFor())
    await page.setViewportSize({ width: 390, height: 844 })
    await waits('Waits for').getByRole('link', { name: 'Buy paper' }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('are free when the last one that they wait for is done, and that is told', async () => {
    await page.getByRole('checkbox', { name: 'Complete “Buy paper”' }).first().click()
    await page.getByText('Completed “Buy paper”. “Sand the hull” is free now.').waitFor()
    await waits('Waits for').getByText('Done').waitFor()
    await expect.poll(() => page.getByRole('img', { name: /^Waits for/ }).count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByRole('img', { name: 'Waits for “Sand the hull”' }).waitFor()
  })

  it('stop waiting with a click, which can be taken back', async () => {
    await open('Paint the boat')
    await detail().getByRole('button', { name: 'Do not wait for “Sand the hull”' }).click()
    await page.getByText('Does not wait for “Sand the hull” any more.').waitFor()
    await page.getByRole('img', { name: /^Waits for/ }).waitFor({ state: 'detached' })
    await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('img', { name: 'Waits for “Sand the hull”' }).waitFor()
    ada.browser.expectNoProblems()
  })
})

describe('two people and one task', () => {
  let ada: Person
  let grace: Person
  beforeAll(async () => {
    ada = await firstVisit(server)
    await addTasks(await ada.goto('/tasks'), ['Book the train'])
    await syncWorkspace(ada, 'Ada')
    grace = await joinBy(server, await invitationTo(ada, 'editor'), { name: 'Grace', base: ada.base })
    await grace.goto('/tasks')
    await ada.goto('/tasks')
    for (const person of [ada, grace]) await person.page().getByRole('link', { name: 'Book the train' }).click()
  })
  afterAll(async () => {
    await grace?.browser.close()
    await ada?.browser.close()
  })

  const title = (person: Person) => person.page().getByRole('textbox', { name: 'Title', exact: true })
  const rename = async (person: Person, text: string) => {
    await title(person).fill(text)
    await title(person).press('Enter')
  }
  const choose = async (person: Person, field: string, option: string) => {
    await person.page().getByRole('combobox', { name: field, exact: true }).click()
    await person.page().getByRole('option', { name: option, exact: true }).click()
  }

  it('keeps both when they change two fields', async () => {
    await grace.browser.goOffline()
    await choose(grace, 'Priority', 'High')
    await expect.poll(() => grace.status()).toMatch(/1 change not sent/)
    await choose(ada, 'Status', 'Doing')
    await grace.browser.goOnline()
    for (const person of [ada, grace]) {
      const value = (field: string) => person.page().getByRole('combobox', { name: field, exact: true }).inputValue()
      await expect.poll(() => value('Priority')).toBe('High')
      await expect.poll(() => value('Status')).toBe('Doing')
    }
  })

  it('shows both values of one field with their writers, and takes the other back with one click', async () => {
    await grace.browser.goOffline()
    await rename(grace, 'Book the night train')
    await expect.poll(() => grace.status()).toMatch(/1 change not sent/)
    await rename(ada, 'Book the bus')
    await ada.page().getByRole('link', { name: 'Book the bus' }).waitFor()
    await synced(ada)
    await grace.browser.goOnline()
    for (const person of [ada, grace]) {
      const notice = person.page().getByRole('region', { name: 'Two people changed the title at the same time.' })
      await notice.getByText('Book the night train').waitFor()
      await notice.getByText('Book the bus').waitFor()
      await notice.getByText(/^Ada ·/).waitFor()
      await notice.getByText(/^Grace ·/).waitFor()
    }
    const other = ada.page().getByRole('button', { name: /^Use “/ })
    const value = /“(.*)”/.exec((await other.getAttribute('aria-label')) ?? '')?.[1] ?? ''
    await other.click()
    for (const person of [ada, grace]) {
      await expect.poll(() => title(person).inputValue()).toBe(value)
      await person.page().getByText('Two people changed the title').waitFor({ state: 'hidden' })
    }
    ada.browser.expectNoProblems()
    grace.browser.expectNoProblems()
  })
})
