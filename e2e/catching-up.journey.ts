import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayCalls, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, chooseModel, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { answersIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { type Person, restOf } from './support/people.ts'
import { picture } from './support/pictures.ts'
import { rest } from './support/rest.ts'

let world: ModelWorld
let ada: Person
let bob: Person
let page: Page
let adaId: string

const latest = () => lastTurn(page)
const card = () => page.getByRole('region', { name: 'While you were away' })

beforeAll(async () => {
  world = await openModelWorld((response, { body }) => {
    const about = /task_[0-9a-z]{26}/.exec(JSON.stringify(body.messages))?.[0]
    if (answersIn(body) === 0) return sayCalls(response, [{ name: 'things_read', input: { id: about } }])
    return sayText(response, `Bob gave you [something to do](${ada.base}/tasks?open=${about}).`)
  })
  ada = world.ada
  await ada.browser.context().addInitScript(makeTimePass)
  page = await ada.goto('/')
  const { account } = await rest<{ account: { id: string } }>(page, 'GET /api/session')
  adaId = `user:${account.id}`
  bob = await world.join('Bob', 'editor')
})
afterAll(() => world?.close())

/** A command over REST, as somebody who is elsewhere gives it. */
const gives = (who: Person, name: string, input: object) =>
  rest<{ answer: unknown }>(who.page(), `POST ${restOf(who)}/commands/${name}`, input)

/** Twenty hours pass for this device between this visit and the next one, which begins when the app is opened again. */
async function goesAway(who: Person): Promise<void> {
  await who.goto('/')
  const kept = () => who.page().evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('nexus.visits.')))
  await expect.poll(kept).toBe(true)
  await who.page().evaluate(() => sessionStorage.setItem('away', 'yes'))
  await who.page().goto('about:blank')
}

/** Before anything of the page runs, so that no page that is still there writes over it. */
function makeTimePass(): void {
  if (location.protocol === 'about:' || sessionStorage.getItem('away') === null) return
  sessionStorage.removeItem('away')
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith('nexus.visits.'))) {
    const { visit, remembered } = JSON.parse(localStorage.getItem(key) ?? '')
    const lastMs = visit.lastMs - 20 * 3_600_000
    const before = { visit: { lastMs, sinceMs: lastMs }, remembered: { ...remembered, atMs: lastMs } }
    localStorage.setItem(key, JSON.stringify(before))
  }
}

describe('coming back', () => {
  let survey: unknown
  let train: unknown

  it('shows nothing when nothing has happened', async () => {
    const today = new Date().toISOString().slice(0, 10)
    survey = (await gives(ada, 'tasks.create', { title: 'Send the survey', dueDate: today })).answer
    train = (await gives(ada, 'tasks.create', { title: 'Book the train', dueDate: '2030-05-01' })).answer
    await ada.goto('/')
    await page.getByRole('main').getByText('Send the survey').first().waitFor()
    await goesAway(ada)
    await ada.goto('/')
    await page.getByRole('region', { name: 'What to do next' }).getByText('Send the survey').waitFor()
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    expect(await card().count()).toBe(0)
  })

  it('shows what others did, what concerns the person first and why', async () => {
    await goesAway(ada)
    await gives(bob, 'tasks.complete', { id: survey })
    await gives(bob, 'tasks.schedule', { id: train, dueDate: '2030-05-20' })
    await gives(bob, 'tasks.create', { title: 'Call the bank', assignee: adaId })
    await gives(bob, 'documents.create', { title: 'Minutes' })
    await ada.goto('/')
    await card().getByText('4 things were changed by 1 other person. 3 concern you:').waitFor()
    const lines = card().getByRole('listitem')
    await expect
      .poll(() => lines.allInnerTexts())
      .toEqual([
        expect.stringMatching(/Call the bank[\s\S]*Made by Bob[\s\S]*Given to you/),
        expect.stringMatching(/Book the train[\s\S]*Changed by Bob[\s\S]*Now due 20 May/),
        expect.stringMatching(/Send the survey[\s\S]*Done by Bob[\s\S]*Was yours to do/),
      ])
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'since-home')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await card().scrollIntoViewIfNeeded()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'since-phone')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('opens into the whole of it, by person, with what can not be known', async () => {
    await card().getByRole('button', { name: 'Show everything' }).click()
    await latest()
      .getByText(/^Bob: 2 made, 1 done,? and 1 changed$/)
      .waitFor()
    await latest().getByText('1 other thing').click()
    await latest().getByRole('link', { name: 'Minutes' }).first().waitFor()
    await latest().getByText('Known here is the latest change of each thing.', { exact: false }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'since-panel')
  })

  it('answers without a network', async () => {
    await ada.browser.untilOfflineReady()
    await ada.browser.goOffline()
    await ask(page, 'What happened since yesterday?')
    await latest()
      .getByText(/^Bob: 2 made, 1 done,? and 1 changed$/)
      .waitFor()
    await ada.browser.goOnline()
  })
})

describe('without a model, on the server', () => {
  it('the built-in engine answers and says so', async () => {
    await chooseModel(page)
    await ask(page, 'How many open tasks do we have?')
    await latest().getByText('Number of open tasks').waitFor()
    await latest().getByText('Answered by the built-in engine, without a language model.').waitFor()
    await latest().getByRole('link', { name: 'Call the bank' }).click()
    await page.waitForURL(/tasks\?open=task_/)
    await page.getByRole('textbox', { name: 'Title' }).first().waitFor()
    await picture(page, 'builtin-answer')
  })

  it('what it is told to do waits for a click', async () => {
    await ask(page, 'Add task Pay the rent tomorrow')
    await latest().getByText('nothing has been done yet', { exact: false }).waitFor()
    const waits = latest().getByText('One change waits for you:')
    await waits.waitFor()
    await picture(page, 'builtin-proposal')
    await latest().getByRole('button', { name: 'Accept' }).click()
    await waits.waitFor({ state: 'hidden' })
    await ada.goto('/tasks')
    await page.getByRole('main').getByText('Pay the rent').first().waitFor()
  })
})

describe('a viewer', () => {
  let vera: Person
  const engines = () => vera.page().getByRole('button', { name: /^Who answers/ })

  it('is told who may let them ask the model', async () => {
    vera = await world.join('Vera', 'viewer')
    await openAssistant(await vera.goto('/tasks'))
    await engines().click()
    await vera.page().getByText('In this workspace you may not have agents work for you.', { exact: false }).waitFor()
    expect(
      await vera
        .page()
        .getByRole('menuitemradio', { name: /^Model/ })
        .count(),
    ).toBe(0)
    await picture(vera.page(), 'viewer-may-not-ask')
  })

  it('asks once they may, and is told that nothing can be changed for them', async () => {
    const members = await rest<{ name: string; principal: string }[]>(page, `GET ${restOf(ada)}/members`)
    const subject = members.find(({ name }) => name === 'Vera')?.principal
    await rest(page, `PUT ${restOf(ada)}/sharing/${subject}`, { bits: 'r-x', canShare: false })
    const asker = await vera.goto('/tasks')
    await asker.reload()
    await asker.getByRole('main').getByText('Book the train').first().waitFor()
    await openAssistant(asker)
    await chooseModel(asker)
    await ask(asker, 'What is overdue?')
    await lastTurn(asker).getByText('Answered by the built-in engine', { exact: false }).waitFor()
    await ask(asker, 'Add task Buy a cake')
    const said = lastTurn(asker)
    await said.getByText('You, or the agent that you asked, may only read here.', { exact: false }).waitFor()
    expect(await said.getByRole('button', { name: 'Accept' }).count()).toBe(0)
    expect(await accessibilityViolations(asker)).toEqual([])
    await picture(asker, 'viewer-may-only-read')
    vera.browser.expectNoProblems()
  })
})

describe('with a model', () => {
  it('summarises these very things, and names them by links', async () => {
    await world.setModel()
    await ada.goto('/')
    await card().getByRole('button', { name: 'Summarise it' }).click()
    const link = latest().getByRole('link', { name: 'something to do' })
    await link.waitFor()
    const asked = JSON.stringify(world.model.asked.at(-1)?.body)
    expect(asked).toContain('Summarise what happened since')
    expect(new Set(asked.match(/(?:task|document)_[0-9a-z]{26}/g)).size).toBeGreaterThanOrEqual(4)
    await picture(page, 'since-summary')
    await link.click()
    await page.waitForURL(/tasks\?open=task_/)
  })

  it('is put away until the next time', async () => {
    await ada.goto('/')
    await card().getByRole('button', { name: 'Put away' }).click()
    await card().waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('region', { name: 'Since yesterday' }).waitFor()
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    expect(await card().count()).toBe(0)
    await goesAway(ada)
    await ada.goto('/')
    await card().waitFor()
    ada.browser.expectNoProblems()
  })
})
