import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayCalls, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, chooseModel, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { answersIn, documentIn, questionIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { editorOf, newDocument, type Person, restOf, textOf } from './support/people.ts'
import { rest } from './support/rest.ts'

let world: ModelWorld
let ada: Person
let ben: Person
let vera: Person
let note: string

const lines = (page: Page) => page.getByRole('region', { name: 'What happened' }).getByRole('listitem')
const line = (page: Page, text: string | RegExp) => lines(page).filter({ hasText: text }).first()

beforeAll(async () => {
  world = await openModelWorld((response, { body }) => {
    const question = questionIn(body)
    const made = answersIn(body)
    if (question.includes('three tasks') && made === 0)
      return sayCalls(
        response,
        ['Buy paint', 'Sand the door', 'Paint the door'].map((title) => ({ name: 'tasks_create', input: { title } })),
      )
    if (question.includes('shorter') && made === 0)
      return sayCalls(response, [{ name: 'things_read', input: { id: documentIn(body) } }])
    if (question.includes('shorter') && made === 1)
      return sayCalls(response, [
        { name: 'documents_edit', input: { id: documentIn(body), find: 'at this point in time', replace: 'now' } },
      ])
    return sayText(response, 'That is done.')
  })
  await world.setModel()
  ada = world.ada
  note = await newDocument(ada, 'Note')
  await ada.page().keyboard.type('We have at this point in time no room.')
  await editorOf(ada.page()).getByText('no room.').waitFor()
  ben = await world.join('Ben', 'editor')
  vera = await world.join('Vera', 'viewer')
})
afterAll(() => world?.close())

/** By the panel, of the model on the server. */
async function askModel(page: Page, text: string): Promise<void> {
  await openAssistant(page)
  await chooseModel(page)
  await ask(page, text)
  await lastTurn(page).getByText('That is done.').waitFor()
}

async function openActivity(person: Person): Promise<Page> {
  const page = await person.goto('/tasks')
  await page
    .getByRole('button', { name: /Switch workspace/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Activity' }).click()
  await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor()
  return page
}

describe('the activity of a workspace', () => {
  it('tells what two people and the assistant did, with links, and goes on while one looks', async () => {
    await newDocument(ben, 'Harbour plan')
    await ben.page().keyboard.type('Boats first.')
    await askModel(ada.page(), 'Add three tasks')
    const page = await openActivity(ada)
    await line(page, 'Ben made Harbour plan').waitFor()
    await line(page, 'Ada made Note').waitFor()
    await line(page, 'Nexus for Ada made Buy paint, Sand the door and Paint the door').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    // Live: nobody asks for it.
    await ben.page().getByRole('textbox', { name: 'Title', exact: true }).fill('Harbour plan 2')
    await line(page, 'Ben made Harbour plan 2').waitFor()
    await line(page, 'Ben made').getByRole('link', { name: 'Harbour plan 2' }).click()
    await editorOf(page).getByText('Boats first.').waitFor()
  })

  it('takes back what the assistant did, in one step that can be undone itself', async () => {
    const page = await openActivity(ada)
    await line(page, 'Nexus for Ada made')
      .getByRole('button', { name: /^Undo: Buy paint/ })
      .click()
    await page.getByText('3 things taken back.').waitFor()
    await line(page, 'Ada moved Buy paint, Sand the door and Paint the door to the trash').waitFor()
    await line(page, 'Nexus for Ada made').waitFor()
    const undo = line(page, 'Nexus for Ada made').getByRole('button', { name: /^Undo: / })
    await undo.waitFor({ state: 'detached' })
    await page
      .getByRole('alert')
      .or(page.getByRole('status'))
      .getByRole('button', { name: 'Undo', exact: true })
      .click()
    await line(page, /Ada took .*Buy paint.* out of the trash/).waitFor()
    await undo.waitFor()
  })

  it('tells of a proposal who accepted it, here and in the history of the document, and puts the words back', async () => {
    await ada.goto(note)
    const page = ada.page()
    await askModel(page, 'Make this shorter')
    await page.getByRole('button', { name: 'Dock beside the page' }).click()
    const waits = lastTurn(page).getByText('One change waits for you:')
    await waits.waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Accept', exact: true }).click()
    await expect.poll(() => textOf(page)).toContain('We have now no room.')
    await waits.waitFor({ state: 'detached' })
    await openActivity(ada)
    const accepted = line(page, 'Nexus for Ada changed Note')
    await accepted.getByText('accepted by Ada').waitFor()
    await ada.goto(`${note}?history=${note.split('/').at(-1)}`)
    await page
      .getByRole('navigation', { name: 'Versions' })
      .getByText('Nexus for Ada, accepted by Ada')
      .first()
      .waitFor()
    await openActivity(ada)
    await accepted.getByRole('button', { name: /^Undo: Note/ }).click()
    await page.getByText('Taken back.').waitFor()
    await ada.goto(note)
    await expect.poll(() => textOf(page)).toContain('We have at this point in time no room.')
  })

  it('shows a viewer no undo, and nothing of what is hidden from her now', async () => {
    const page = await openActivity(vera)
    await line(page, 'Nexus for Ada changed Note').waitFor()
    expect(await page.getByRole('button', { name: /^Undo: / }).count()).toBe(0)
    await rest(ada.page(), `PATCH ${restOf(ada)}/sharing/${note.split('/').at(-1)}`, { inherits: false })
    await line(page, 'Note').waitFor({ state: 'detached' })
    await line(page, 'Ben made Harbour plan 2').waitFor()
  })

  it('can be narrowed, by the keyboard as well, and says so when nothing is left', async () => {
    const page = await openActivity(vera)
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.getByRole('combobox', { name: 'By' }).click()
    await page.getByRole('option', { name: 'The assistant' }).click()
    await expect
      .poll(() =>
        lines(page)
          .filter({ hasText: /^(?!.*Nexus)/ })
          .count(),
      )
      .toBe(0)
    await line(page, 'Nexus for Ada made').waitFor()
    await page.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Whiteboards' }).click()
    await page.getByText('Nothing like that').waitFor()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await line(page, 'Ben made Harbour plan 2').waitFor()
  })

  it('without a network tells what this device knows, and that it is not all', async () => {
    const page = await openActivity(ben)
    await line(page, 'Ben made Harbour plan 2').waitFor()
    await ben.browser.untilOfflineReady()
    await ben.browser.goOffline()
    await page.reload()
    await page.getByText('You are offline: this is the latest change', { exact: false }).waitFor()
    await line(page, 'Harbour plan 2').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await ben.browser.goOnline()
    await line(page, 'Nexus for Ada made').waitFor()
    ben.browser.expectNoProblems()
  })
})
