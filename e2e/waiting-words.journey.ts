import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { firstVisit, type Person } from './support/people.ts'
import { pictures } from './support/pictures.ts'
import { startServer, type TestServer } from './support/server.ts'

const long = 'Review the contract with the landlord of the new office in the harbour, its annexes and the floor plan'

let server: TestServer
let ada: Person
let page: Page

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  page = await ada.goto('/tasks')
  for (const title of ['Launch the site', 'Launch the campaign', long, 'Gym mon wed fri']) {
    const field = page.getByRole('textbox', { name: 'New task' })
    await field.fill(title)
    await field.press('Enter')
    await page
      .getByRole('main')
      .getByRole('link', { name: title.replace(' mon wed fri', '') })
      .waitFor()
  }
  await openAssistant(page)
})
afterAll(async () => {
  await ada.browser.close()
  await server.close()
})

const card = () => lastTurn(page).getByRole('region').first()

it('one task waits for another by words, and no longer', async () => {
  await ask(page, 'the campaign depends on the contract')
  await card().getByText('Let one task wait for another').waitFor()
  await card().getByText(long, { exact: true }).waitFor()
  await card().getByText('Launch the campaign', { exact: true }).waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await pictures(page, 'waiting-card', () => card().scrollIntoViewIfNeeded())
  await page.setViewportSize({ width: 1280, height: 800 })
  await card().getByRole('button', { name: 'Do it' }).click()
  await card().getByRole('button', { name: 'Undo' }).waitFor()
  await ask(page, 'what is the campaign waiting for?')
  await lastTurn(page).getByText('Open tasks that “Launch the campaign” waits for').waitFor()
  await lastTurn(page).getByRole('link', { name: long }).waitFor()
  await ask(page, 'unblock the campaign')
  await card().getByRole('button', { name: 'Do it' }).click()
  await card().getByRole('button', { name: 'Undo' }).waitFor()
  await ask(page, 'what is the campaign waiting for?')
  await lastTurn(page).getByText('Nothing matches.').waitFor()
})

it('one task waits for several by one card, and a name that could be another one’s is shown instead', async () => {
  await ask(page, 'the contract waits for launch and the gym')
  await lastTurn(page).getByText('“launch” can mean several tasks.').waitFor()
  await lastTurn(page).getByRole('link', { name: 'Launch the campaign' }).waitFor()
  await pictures(page, 'waiting-unclear', () => lastTurn(page).scrollIntoViewIfNeeded())
  await ask(page, 'the contract waits for the site and the campaign')
  await card().getByText('Let one task wait for several others').waitFor()
  for (const name of [long, 'Launch the site', 'Launch the campaign'])
    await card().getByRole('link', { name, exact: true }).waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await pictures(page, 'waiting-several', () => card().scrollIntoViewIfNeeded())
  await page.setViewportSize({ width: 1280, height: 800 })
  await card().getByRole('button', { name: 'Do all 2' }).click()
  await card().getByRole('button', { name: 'Undo all' }).waitFor()
  await ask(page, 'what does the contract wait for?')
  await lastTurn(page).getByText('2 found.').waitFor()
  await ask(page, 'the contract no longer waits for the site and the campaign')
  await card().getByText('Do not let one task wait for several others any more').waitFor()
  await card().getByRole('button', { name: 'Do all 2' }).click()
  await card().getByRole('button', { name: 'Undo all' }).waitFor()
})

it('who has none is told by name', async () => {
  await ask(page, 'who has nothing to do?')
  await lastTurn(page).getByText('Nobody that I know of.').waitFor()
  await ask(page, 'who has no overdue tasks?')
  await lastTurn(page).getByText('People without overdue tasks').waitFor()
  expect(await lastTurn(page).getByRole('listitem').count()).toBe(1)
  expect(await accessibilityViolations(page)).toEqual([])
  await pictures(page, 'who-has-none', () => lastTurn(page).scrollIntoViewIfNeeded())
  await page.setViewportSize({ width: 1280, height: 800 })
})

it('each that the words may mean has its card, and a ring is refused with its reason', async () => {
  await ask(page, 'make the contract wait for launch')
  await lastTurn(page).getByText('Which one do you mean?').waitFor()
  expect(await lastTurn(page).getByRole('button', { name: 'Do it' }).count()).toBe(2)
  await pictures(page, 'waiting-choice', () => card().scrollIntoViewIfNeeded())
  await page.setViewportSize({ width: 1280, height: 800 })
  await lastTurn(page).getByRole('region').last().getByRole('button', { name: 'Do it' }).click()
  await lastTurn(page).getByRole('button', { name: 'Undo' }).waitFor()
  await ask(page, 'make launch wait for the contract')
  // Of the two, the one that the contract waits for.
  for (const each of await lastTurn(page).getByRole('region').all())
    await each.getByRole('button', { name: 'Do it' }).click()
  await lastTurn(page).getByText('It was not done.').waitFor()
  await page.getByText('neither could ever begin').waitFor()
})

it('days of the week in a list repeat', async () => {
  await ask(page, 'which tasks repeat?')
  await lastTurn(page).getByRole('link', { name: 'Gym', exact: true }).waitFor()
  await ask(page, 'open tasks except repeating ones')
  await lastTurn(page).getByText('Open tasks, except repeating ones').waitFor()
  await lastTurn(page).getByText('3 found.').waitFor()
})
