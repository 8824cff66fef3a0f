import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { begin, delta, event, sayCalls } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, chooseModel, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { answersIn, documentIn, questionIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { editorOf, newDocument, type Person, textOf } from './support/people.ts'

let world: ModelWorld
let ada: Person
let page: Page
/** What the model waits for in the middle of an answer. */
let mayGoOn = Promise.resolve()
/** Answers that it has ended, or that nobody waits for any more. */
let left = 0

const latest = () => lastTurn(page)
const askModel = (text: string) => ask(page, text)

beforeAll(async () => {
  world = await openModelWorld(async (response, { body }) => {
    const question = questionIn(body)
    if (question.includes('shorter') && answersIn(body) === 0)
      return sayCalls(response, [{ name: 'things_read', input: { id: documentIn(body) } }])
    if (question.includes('shorter') && answersIn(body) === 1) {
      const edit = (find: string, replace: string) => ({
        name: 'documents_edit',
        input: { id: documentIn(body), find, replace, reason: 'Fewer words.' },
      })
      return sayCalls(response, [edit('at this point in time', 'now'), edit('in order to', 'to')])
    }
    if (question.includes('Throw') && answersIn(body) === 0)
      return sayCalls(response, [{ name: 'documents_trash', input: { id: documentIn(body) } }])
    begin(response)
    response.once('close', () => (left += 1))
    response.write(delta({ role: 'assistant', content: 'Two places ' }))
    await mayGoOn
    return response.end(delta({ content: 'could be **shorter**.' }) + delta({}, 'stop') + event('[DONE]'))
  })
  ada = world.ada
  await newDocument(ada, 'Note')
  page = ada.page()
  await page.keyboard.type('We have at this point in time no room.\nWe met in order to talk.')
})
afterAll(() => world?.close())

describe('a model on the server', () => {
  it('is asked by choice, and says so when there is none', async () => {
    await openAssistant(page)
    await chooseModel(page)
    await askModel('Write a poem')
    await latest().getByText('none is set up for this organisation.', { exact: false }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('answers piece by piece, also after a reload in the middle', async () => {
    await world.setModel()
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    await askModel('What do you say?')
    await latest().getByText('Two places').waitFor()
    await page.reload()
    await editorOf(page).waitFor()
    await openAssistant(page)
    await latest().getByText('Two places').waitFor()
    goOn()
    await latest().getByText('shorter').waitFor()
  })

  it('stops when its question is taken back, and nobody waits for the model any more', async () => {
    mayGoOn = new Promise(() => {})
    const before = left
    await askModel('Never mind')
    await latest().getByText('Two places').waitFor()
    await latest().getByRole('button', { name: 'Take back' }).click()
    await latest().getByText('Taken back.').waitFor()
    expect(await latest().getByText('Two places').count()).toBe(0)
    await expect.poll(() => left).toBe(before + 1)
    mayGoOn = Promise.resolve()
  })

  it('throws nothing away by itself: what and how stands on the card, and waits for a click', async () => {
    await askModel('Throw it away')
    const card = latest().getByRole('region', { name: 'Move a document to the trash' })
    await card.getByText(/^Removes something · /).waitFor()
    await card.getByText(/^Note\b/).waitFor()
    expect(await editorOf(page).isVisible()).toBe(true)
    await card.getByRole('button', { name: 'Reject' }).click()
    await card.waitFor({ state: 'detached' })
    expect(await textOf(page)).toContain('at this point in time')
  })

  it('proposes other words in the document, which are accepted one by one', async () => {
    await askModel('Make this shorter')
    await latest().getByText('2 changes wait for you:').waitFor()
    const cards = page.getByRole('main').getByRole('region', { name: 'Proposed change' })
    await expect.poll(() => cards.count()).toBe(2)
    expect(await textOf(page)).toContain('at this point in time')
    expect(await accessibilityViolations(page)).toEqual([])
    // What floats covers what is below it.
    await page.getByRole('button', { name: 'Dock beside the page' }).click()
    await cards.last().getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => cards.count()).toBe(1)
    await expect.poll(() => editorOf(page).innerText()).toContain('We met to talk.')
  })

  it('without a network a question waits, can be changed, and is sent later', async () => {
    await ada.browser.goOffline()
    await askModel('Later?')
    await latest().getByText('Kept on this device').waitFor()
    await latest().getByRole('button', { name: 'Change the words' }).click()
    await latest().getByRole('textbox').fill('Much later?')
    await latest().getByRole('button', { name: 'Save' }).click()
    await latest().getByRole('textbox').waitFor({ state: 'detached' })
    await latest().getByText('Much later?', { exact: true }).waitFor()
    await ada.browser.goOnline()
    await latest().getByText('could be').waitFor()
    expect(JSON.stringify(world.model.asked.at(-1)?.body)).toContain('Much later?')
    ada.browser.expectNoProblems()
  })

  it('goes on where the server was killed in the middle of it, also after a reload', async () => {
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    const asked = world.model.asked.length
    await askModel('And once more?')
    await latest().getByText('Two places').waitFor()
    await world.server.kill()
    await page.reload()
    await editorOf(page).waitFor()
    await openAssistant(page)
    await latest().getByText('And once more?', { exact: true }).waitFor()
    await world.server.start()
    await latest().getByText('Two places').waitFor()
    goOn()
    await latest().getByText('could be').waitFor()
    expect(await latest().innerText()).not.toMatch(/Two places.*Two places/s)
    expect(world.model.asked.length).toBe(asked + 2)
  })
})
