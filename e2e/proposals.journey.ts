import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayCalls, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, chooseModel, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { answersIn, documentIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { newDocument } from './support/people.ts'
import { picture } from './support/pictures.ts'

let world: ModelWorld
let page: Page
const whole = {
  title: 'Book the train',
  dueDate: '2026-12-04',
  dueTime: '14:30',
  priority: 'high',
  labels: ['travel', 'finance'],
  repeat: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR',
  notes: 'Ask Bob',
}

beforeAll(async () => {
  world = await openModelWorld((response, { body }) => {
    const id = documentIn(body)
    const asker = /with the id (user:\w+)/.exec(JSON.stringify(body.messages))?.[1]
    if (answersIn(body) === 0) return sayCalls(response, [{ name: 'things_read', input: { id } }])
    if (answersIn(body) > 1) return sayText(response, 'Three changes wait for you.')
    return sayCalls(response, [
      { name: 'tasks_create', input: { ...whole, assignee: asker } },
      { name: 'documents_rename', input: { id, title: 'Travel plan' } },
      { name: 'documents_trash', input: { id } },
    ])
  })
  await newDocument(world.ada, 'Note')
  page = world.ada.page()
  await page.keyboard.type('We travel.')
  await world.setModel()
  await openAssistant(page)
  await chooseModel(page)
})
afterAll(async () => {
  await world?.close()
})

const title = (words: string) => page.getByRole('treeitem', { name: words, exact: true })
const waiting = (words: string) => lastTurn(page).getByText(words)

describe('changes that wait for a click', () => {
  it('say in the words of the screens what they would do, whole', async () => {
    await ask(page, 'Plan it')
    await waiting('3 changes wait for you:').waitFor()
    const facts = await lastTurn(page).getByRole('region', { name: 'Make a task' }).locator('dl > div').allInnerTexts()
    expect(Object.fromEntries(facts.map((each) => each.split(/\s*\n/)))).toEqual({
      Title: 'Book the train',
      'Assigned to': 'Ada',
      Due: 'Friday, 4 December 2026',
      Time: '14:30',
      Priority: 'High',
      Labels: 'travel and finance',
      Repeats: 'Every other Friday',
      Notes: 'Ask Bob',
    })
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'proposals')
  })

  it('are accepted together, but for what removes something, and taken back together', async () => {
    await page.getByRole('button', { name: 'Accept the 2 that only change things' }).click()
    await page.getByText('2 changes accepted.').waitFor()
    await waiting('One change waits for you:').waitFor()
    await title('Travel plan').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await waiting('3 changes wait for you:').waitFor()
    await title('Note').waitFor()
    await page.getByRole('button', { name: 'Reject these 2' }).click()
    await waiting('One change waits for you:').waitFor()
    await lastTurn(page).getByRole('region', { name: 'Move a document to the trash' }).waitFor()
  })
})
