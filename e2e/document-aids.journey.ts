import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayCalls, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { lastTurn } from './support/assistant-panel.ts'
import { answersIn, documentIn, type ModelServer, setModel, startModelServer } from './support/model-server.ts'
import { editorOf, firstVisit, newDocument, type Person, syncWorkspace } from './support/people.ts'

let world: ModelServer
let ada: Person
let page: Page
let path: string
/** The model waits until somebody has seen that it works. */
const seen = Promise.withResolvers<void>()

const details = () => page.getByRole('complementary', { name: 'Outline and links' })
const tasks = () => details().getByRole('region', { name: 'Tasks in this text' })
const selected = () => page.evaluate(() => String(getSelection()))

const text = [
  'The roof of the house leaks where tiles are missing.',
  'We met the roofer in order to talk about the gutters.',
  'We decided to repair the roof before the winter.',
  'TODO: send the roofer a photo of the tiles by 3 December 2031.',
  'The ladder stands behind the house.',
  'New gutters cost 2,400 euros in total.',
  'It was a sunny afternoon.',
]

beforeAll(async () => {
  world = await startModelServer(async (response, { body }) => {
    const edit = { find: 'in order to talk', replace: 'to talk', reason: 'Fewer words.' }
    const calls = [
      { name: 'things_read', input: { id: documentIn(body) } },
      { name: 'documents_edit', input: { id: documentIn(body), ...edit } },
    ]
    const next = calls[answersIn(body)]
    if (answersIn(body) === 0) await seen.promise
    return next ? sayCalls(response, [next]) : sayText(response, 'Two words fewer.')
  })
  ada = await firstVisit(world.server)
  page = ada.page()
  await newDocument(ada, 'Offers for roof and gutters')
  await page.keyboard.type('Three roofers were asked for tiles and gutters.')
  path = await newDocument(ada, 'The house')
  await page.keyboard.type(text.join('\n'))
})
afterAll(async () => {
  seen.resolve()
  await ada?.browser.close()
  await world?.close()
})

describe('what the device finds in a text, without a network', () => {
  it('reads when somebody asks, and says what it found', async () => {
    await ada.browser.untilOfflineReady()
    await ada.browser.goOffline()
    await page.getByRole('button', { name: 'Outline and links' }).click()
    await details().getByRole('button', { name: 'Found in this text' }).click()
    await tasks()
      .getByText(/^Due Wed,? 3 Dec 2031$/)
      .waitFor()
    const related = details().getByRole('region', { name: 'Related' })
    await related.getByRole('link', { name: /^Offers for roof and gutters/ }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('leads to the sentence, also after the text above it has changed', async () => {
    await editorOf(page).getByText('The roof of the house').click()
    await page.keyboard.press('Home')
    await page.keyboard.type('Look: ')
    const sentences = details().getByRole('region', { name: 'Key sentences' })
    await sentences.getByRole('button', { name: text[2]! }).click()
    await expect.poll(selected).toBe(text[2])
  })

  it('makes a task with the day that is named, which leads back here', async () => {
    await tasks().getByRole('button', { name: 'Add task: send the roofer', exact: false }).click()
    await tasks().getByRole('button', { name: 'Open task: send the roofer', exact: false }).click()
    await page.getByRole('link', { name: 'The house' }).first().waitFor()
    await page.getByText('3 Dec', { exact: false }).first().waitFor()
    ada.browser.expectNoProblems()
  })
})

describe('what a model is asked about words of a text', () => {
  it('is not offered where no model can be', async () => {
    await ada.browser.goOnline()
    await ada.goto(path)
    await editorOf(page).getByText(text[1]!).click({ clickCount: 3 })
    await page.getByRole('toolbar', { name: 'Formatting' }).waitFor()
    expect(await page.getByRole('button', { name: 'Ask the model' }).count()).toBe(0)
  })

  it('is a question whose answer stands in the text until it is accepted, and is read in the panel', async () => {
    await syncWorkspace(ada, 'Ada')
    await setModel(page, world.model)
    await ada.goto(path)
    await editorOf(page).getByText(text[1]!).click({ clickCount: 3 })
    await page.getByRole('button', { name: 'Ask the model' }).click()
    await page.getByRole('menuitem', { name: 'Translate to' }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('menuitem', { name: 'Shorten' }).click()
    await page.getByRole('toolbar', { name: 'Formatting' }).waitFor({ state: 'hidden' })
    const asked = page.getByRole('main').getByRole('region', { name: 'Asked of the model: Shortening' })
    await asked.getByRole('button', { name: 'Open in the assistant' }).click()
    const answer = lastTurn(page)
    await answer.getByText('Make this passage of “The house” shorter', { exact: false }).waitFor()
    seen.resolve()
    await answer.getByText('One change waits for you:').waitFor()
    expect(JSON.stringify(world.model.asked.at(-1)?.body)).toContain(`> ${text[1]}`)
    const card = page.getByRole('main').getByRole('region', { name: /^Proposed change/ })
    // What floats covers what is below it.
    await page.getByRole('button', { name: 'Dock beside the page' }).click()
    await card.getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => editorOf(page).innerText()).toContain('We met the roofer to talk about the gutters.')
    ada.browser.expectNoProblems()
  })
})
