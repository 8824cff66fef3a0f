import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import {
  ask,
  askField,
  chooseModel,
  conversation,
  lastTurn,
  leftBelow,
  openAssistant,
} from './support/assistant-panel.ts'
import { listen } from './support/heard.ts'
import { questionIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import type { Person } from './support/people.ts'
import { pictures } from './support/pictures.ts'

/** More questions than one record takes, and than the panel shows at a time. `NEXUS_SCREENSHOTS` names a folder for pictures of them. */
const asked = 90
const atOnce = 30

let world: ModelWorld
let ada: Person
let page: Page

const answerTo = (number: number) => `Answer to number ${number}.`
const more = () => page.getByRole('button', { name: `Show ${atOnce} earlier questions` })
const newest = () => page.getByRole('button', { name: /^Newest/ })
/** The numbers of the questions that are shown, from the top. */
const shown = () =>
  conversation(page)
    .getByRole('article')
    .evaluateAll((turns) => turns.map((turn) => Number(/\d+/.exec(turn.textContent)?.[0])))
const from = (first: number, last = asked) => Array.from({ length: last - first + 1 }, (_, at) => first + at)
const turn = (number: number) => page.getByRole('article', { name: `Question ${number}`, exact: true })
/** Where in the panel it begins. */
const placeOf = (number: number) => turn(number).evaluate((node) => Math.round(node.getBoundingClientRect().top))
const hasFocus = (number: number) =>
  expect.poll(() => turn(number).evaluate((node) => node === document.activeElement)).toBe(true)

async function openAgain(latest: number): Promise<void> {
  await page.reload()
  await openAssistant(page)
  await lastTurn(page).getByText(answerTo(latest)).waitFor()
}

/** By keys alone: to the beginning of what is shown, and on to what stands there. */
async function showEarlier(): Promise<void> {
  await page.keyboard.press('Home')
  await page.keyboard.press('Tab')
  await more().and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
}

beforeAll(async () => {
  world = await openModelWorld((response, { body }) => {
    const number = Number(/\d+/.exec(questionIn(body))?.[0])
    return sayText(response, `${answerTo(number)} See [all tasks](${world.ada.base}/tasks).\n\n- one\n- two`)
  })
  await world.setModel()
  ada = world.ada
  page = await ada.goto('/tasks')
})
afterAll(() => world?.close())

describe('a conversation of many questions', () => {
  it('goes on, and shows the latest of them', async () => {
    await openAssistant(page)
    await chooseModel(page)
    for (let number = 1; number <= asked; number += 1) await ask(page, `Question ${number}`)
    for (const number of from(asked - atOnce + 1)) await turn(number).getByText(answerTo(number)).waitFor()
    await page.getByRole('button', { name: 'Take back' }).first().waitFor({ state: 'detached' })
    expect(await shown()).toEqual(from(asked - atOnce + 1))
    await expect.poll(() => leftBelow(page)).toBeLessThan(24)
  })

  it('opens at its end after a reload, with the focus in the field', async () => {
    await openAgain(asked)
    expect(await shown()).toEqual(from(asked - atOnce + 1))
    await expect.poll(() => leftBelow(page)).toBeLessThan(24)
    expect(await newest().count()).toBe(0)
    await askField(page).and(page.locator(':focus')).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('leads back by keys alone: what was in sight stays there, and who listens hears how much came', async () => {
    const heard = await listen(page)
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => conversation(page).evaluate((node) => node.contains(document.activeElement))).toBe(true)
    await page.keyboard.press('Home')
    await expect.poll(() => conversation(page).evaluate((node) => node.scrollTop)).toBe(0)
    const before = await placeOf(61)
    await page.keyboard.press('Tab')
    await more().and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await turn(31).getByText(answerTo(31)).waitFor({ state: 'attached' })
    expect(await shown()).toEqual(from(31))
    await hasFocus(61)
    expect(Math.abs((await placeOf(61)) - before)).toBeLessThanOrEqual(1)
    await expect.poll(heard).toEqual(['30 earlier questions are shown above.'])
    await newest().waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await showEarlier()
    await turn(1).getByText(answerTo(1)).waitFor({ state: 'attached' })
    expect(await shown()).toEqual(from(1))
    await hasFocus(31)
    await expect.poll(heard).toContain('60 earlier questions are shown above.')
    expect(await page.getByRole('button', { name: /^Show .* earlier/ }).count()).toBe(0)
    await page.keyboard.press('Home')
    await expect.poll(() => conversation(page).evaluate((node) => node.scrollTop)).toBe(0)
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('goes on at its end from there, and begins small when it is opened again', async () => {
    await newest().click()
    await expect.poll(() => leftBelow(page)).toBeLessThan(24)
    await ask(page, `Question ${asked + 1}`)
    await turn(asked + 1)
      .getByText(answerTo(asked + 1))
      .waitFor()
    await expect.poll(() => leftBelow(page)).toBeLessThan(24)
    expect(await shown()).toEqual(from(2, asked + 1))
    await page.keyboard.press('Escape')
    await askField(page).waitFor({ state: 'detached' })
    await openAssistant(page)
    await expect.poll(() => leftBelow(page)).toBeLessThan(24)
    expect(await shown()).toEqual(from(asked - atOnce + 2, asked + 1))
  })

  it('is there without a network, too, on a phone as well', async () => {
    await ada.browser.untilOfflineReady()
    await ada.browser.goOffline()
    await page.setViewportSize({ width: 390, height: 844 })
    await openAgain(asked + 1)
    await expect.poll(() => leftBelow(page)).toBeLessThan(24)
    const before = asked - atOnce + 2
    await more().scrollIntoViewIfNeeded()
    expect((await more().boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await more().click()
    await turn(before - 1)
      .getByText(answerTo(before - 1))
      .waitFor({ state: 'attached' })
    expect(await shown()).toEqual(from(before - atOnce, asked + 1))
    await hasFocus(before)
    expect(await turn(before).evaluate((node) => node.getBoundingClientRect().top)).toBeLessThan(844)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(await accessibilityViolations(page)).toEqual([])
    await pictures(page, 'long-conversation', async () => {
      if (!(await askField(page).isVisible())) await openAssistant(page)
      await turn(before).scrollIntoViewIfNeeded()
    })
    await ada.browser.goOnline()
  })

  it('that is ended makes room for one that begins with its first question', async () => {
    await page.getByRole('button', { name: 'New conversation' }).click()
    await ask(page, 'Question 1')
    await turn(1).getByText(answerTo(1)).waitFor()
    expect(await shown()).toEqual([1])
    ada.browser.expectNoProblems()
  })
})
