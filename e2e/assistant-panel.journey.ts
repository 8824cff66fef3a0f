import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { begin, delta, event, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import * as panel from './support/assistant-panel.ts'
import { listen } from './support/heard.ts'
import { questionIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { editorOf, newDocument, type Person } from './support/people.ts'
import { pictures } from './support/pictures.ts'

let world: ModelWorld
let ada: Person
let page: Page
/** What the model waits for in the middle of a long answer. */
let mayGoOn = Promise.resolve()

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `Line ${from + at} of the answer.`).join('\n\n')
const field = () => panel.askField(page)
const log = () => panel.conversation(page)
const latest = () => panel.lastTurn(page)
const newest = () => page.getByRole('button', { name: 'Newest', exact: false })
const leftBelow = () => panel.leftBelow(page)
const ask = (text: string) => panel.ask(page, text)
const focusedLabel = () =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)

beforeAll(async () => {
  world = await openModelWorld(async (response, { body }) => {
    if (!questionIn(body).includes('long')) return sayText(response, 'A short answer.')
    begin(response)
    response.write(delta({ role: 'assistant', content: `${lines(0, 15)}\n\n` }))
    await mayGoOn
    return response.end(delta({ content: lines(15, 30) }) + delta({}, 'stop') + event('[DONE]'))
  })
  await world.setModel()
  ada = world.ada
  page = ada.page()
  await newDocument(ada, 'Note')
})
afterAll(() => world?.close())

describe('the panel of the assistant', () => {
  it('opens by key with the focus in its field, closes by Escape, and gives the focus back', async () => {
    await editorOf(page).click()
    await page.keyboard.press('Control+j')
    await field().waitFor()
    await expect.poll(focusedLabel).toBe('Ask or tell the assistant')
    await page.keyboard.press('Escape')
    await field().waitFor({ state: 'detached' })
    await expect.poll(() => editorOf(page).evaluate((node) => node.contains(document.activeElement))).toBe(true)
    // By the command bar, which is gone when the panel closes.
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Command bar' }).fill('assistant')
    await page
      .getByRole('option', { name: /assistant/i })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await field().waitFor()
    await expect.poll(focusedLabel).toBe('Ask or tell the assistant')
    await page.keyboard.press('Escape')
    await field().waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true)
  })

  it('follows an answer, says whose it is, and has it read out once, whole', async () => {
    await panel.openAssistant(page)
    await panel.chooseModel(page)
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    const heard = await listen(page)
    await ask('Say something long')
    await latest().getByText('Line 14 of the answer.').waitFor()
    await latest().getByText('Nexus · built-in agent, on the server').waitFor()
    await expect.poll(leftBelow).toBeLessThan(24)
    expect((await heard()).filter((each) => each.includes('Line 1 '))).toEqual([])
    goOn()
    await latest().getByText('Line 29 of the answer.').waitFor()
    await latest().getByRole('button', { name: 'Take back' }).waitFor({ state: 'detached' })
    await expect.poll(leftBelow).toBeLessThan(24)
    const whole = (await heard()).filter((each) => each.includes('Line 1 '))
    expect(whole).toHaveLength(1)
    expect(whole[0]).toContain('Line 29 of the answer.')
    expect(await accessibilityViolations(page)).toEqual([])
    await pictures(page, 'panel-answer', async () => {
      await editorOf(page).waitFor()
      if (!(await field().isVisible())) await page.keyboard.press('Control+j')
      await latest().getByText('Line 29 of the answer.').waitFor()
    })
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('keeps the place of who has scrolled up, leads to the newest by a button, and opens at the end', async () => {
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    await ask('Something long again')
    await latest().getByText('Line 14 of the answer.').waitFor()
    await log().focus()
    await page.keyboard.press('Home')
    await newest().waitFor()
    const top = () => log().evaluate((node) => node.scrollTop)
    await expect.poll(top).toBe(0)
    goOn()
    await latest().getByText('Line 29 of the answer.').waitFor()
    expect(await top()).toBe(0)
    await newest().focus()
    await page.keyboard.press('Enter')
    await expect.poll(leftBelow).toBeLessThan(24)
    await newest().waitFor({ state: 'detached' })
    await expect.poll(focusedLabel).toBe('Conversation')
    await page.keyboard.press('Home')
    await newest().waitFor()
    await page.keyboard.press('Escape')
    await field().waitFor({ state: 'detached' })
    await panel.openAssistant(page)
    await latest().getByText('Line 29 of the answer.').waitFor()
    await expect.poll(leftBelow).toBeLessThan(24)
    expect(await newest().count()).toBe(0)
  })

  it('without a network keeps a question, whose words are changed and left by keys alone', async () => {
    await ada.browser.goOffline()
    await ask('Later?')
    await latest().getByText('Kept on this device').waitFor()
    await latest().getByRole('button', { name: 'Change the words' }).press('Enter')
    const words = latest().getByRole('textbox', { name: 'Words of the question' })
    await words.and(page.locator(':focus')).waitFor()
    await words.fill('Not this')
    await page.keyboard.press('Escape')
    await latest().getByText('Later?', { exact: true }).waitFor()
    await expect.poll(focusedLabel).toBe('Change the words')
    await page.keyboard.press('Enter')
    await words.fill('Much later?')
    await words.press('Enter')
    await words.waitFor({ state: 'detached' })
    await latest().getByText('Much later?', { exact: true }).waitFor()
    await latest().getByRole('button', { name: 'Take back' }).press('Enter')
    await latest().getByText('Taken back.').waitFor()
    // What was pressed is gone; keys still reach the panel.
    await expect.poll(() => latest().evaluate((node) => node.contains(document.activeElement))).toBe(true)
    await latest().getByRole('button', { name: 'Ask again' }).press('Enter')
    await latest().getByText('Kept on this device').waitFor()
  })

  it('keeps words that were not saved when the question was sent, and offers them as another', async () => {
    await latest().getByRole('button', { name: 'Change the words' }).press('Enter')
    const words = latest().getByRole('textbox', { name: 'Words of the question' })
    await words.fill('What I meant')
    await ada.browser.goOnline()
    await latest().getByText('A short answer.').waitFor()
    await latest().getByText('It was sent before you had saved.', { exact: false }).waitFor()
    expect(await words.inputValue()).toBe('What I meant')
    await latest().getByRole('button', { name: 'Ask that, too' }).click()
    await latest().getByText('What I meant', { exact: true }).waitFor()
    await latest().getByText('A short answer.').waitFor()
  })

  it('asks again before it sends what has waited for more than a day', async () => {
    await ada.browser.goOffline()
    const dayMs = 24 * 60 * 60_000
    await page.evaluate((ms) => {
      const { now } = Date
      Object.assign(globalThis, { realNow: now })
      Date.now = () => now() - ms
    }, dayMs + 3_600_000)
    await ask('From the day before yesterday')
    await latest().getByText('Kept on this device').waitFor()
    await page.evaluate(() => (Date.now = (globalThis as unknown as { realNow: () => number }).realNow))
    await ada.browser.goOnline()
    await latest().getByText('This waited for more than a day.', { exact: false }).waitFor()
    await pictures(page, 'panel-stale', () => latest().getByRole('button', { name: 'Ask again' }).waitFor())
    await page.setViewportSize({ width: 1280, height: 800 })
    await latest().getByRole('button', { name: 'Ask again' }).click()
    await latest().getByText('A short answer.').waitFor()
    ada.browser.expectNoProblems()
  })
})
