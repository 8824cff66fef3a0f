import type { ServerResponse } from 'node:http'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AskedOf, begin, type Behaviour, delta, sayProblem } from '../sync-server/ai/testing/hostile-endpoint.ts'
import * as inText from './support/asked-in-text.ts'
import { proposes } from './support/asked-in-text.ts'
import { questionIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { editorOf, type Person, restOf, signIn, textOf } from './support/people.ts'
import { picture } from './support/pictures.ts'
import { rest } from './support/rest.ts'

/** Everything that can happen between the asking and the answer, in the text where it was asked. `NEXUS_SCREENSHOTS` names a folder for pictures. */
let world: ModelWorld
let ada: Person
let page: Page
/** What the model does, request after request; the last one from then on. */
let turns: Behaviour[] = []
const held: ServerResponse[] = []

/** Begins, and goes on when it is let. */
const holds: Behaviour = (response) => {
  begin(response)
  response.write(delta({ role: 'assistant', content: 'I am reading it.' }))
  held.push(response)
}
const letGo = (end = '') => {
  for (const response of held.splice(0)) response.end(end)
}
const question = () => questionIn(world.model.asked.at(-1)?.body)

const asked = (doing: string) => inText.asked(page, doing)
const hunk = (index: number) => inText.proposal(page, index)
const askAt = (words: string, act: string) => inText.askAt(page, words, act)
const write = (title: string, ...lines: readonly string[]) => inText.write(ada, title, ...lines)

/** Where the words stand in their block. */
const beginsAtTheRight = (block: Locator) =>
  block.evaluate((node) => {
    const words = document.createRange()
    words.selectNodeContents(node)
    const [all, own] = [node.getBoundingClientRect(), words.getBoundingClientRect()]
    return all.right - own.right < own.left - all.left
  })

beforeAll(async () => {
  world = await openModelWorld((response, one: AskedOf, number) =>
    (turns.length > 1 ? turns.shift() : turns[0])?.(response, one, number),
  )
  await world.setModel()
  ada = world.ada
  page = ada.page()
})
beforeEach(() => (turns = [proposes()]))
afterAll(async () => {
  letGo()
  await world?.close()
})

describe('what is selected over several blocks', () => {
  it('is told as what it is: headings, points, rows and code', async () => {
    await write('Mixed', '# Garden', 'Order tiles soon.', '- Rake', 'Hoe', '', '', '')
    await inText.writeTable(page, ['Part', 'Who', 'By', 'Roof', 'Ana'])
    await editorOf(page).getByText('Order tiles').click()
    await page.keyboard.press('ControlOrMeta+a')
    turns = [proposes(['Order tiles soon.', 'Order the tiles today.'])]
    await inText.askSelected(page, 'Rewrite more clearly')
    await picture(page, 'mixed-asked')
    await hunk(1).waitFor()
    expect(question()).toContain('> Garden')
    expect(question()).toContain('> - Rake')
    expect(question()).toContain('> | Roof | Ana |')
    await picture(page, 'mixed')
    await hunk(1).getByRole('button', { name: 'Accept' }).click()
    await hunk(1).waitFor({ state: 'hidden' })
    await editorOf(page).getByText('Order the tiles today.').waitFor()
    expect(await editorOf(page).getByRole('listitem').allInnerTexts()).toEqual(['Rake', 'Hoe'])
  })
})

describe('a text from right to left', () => {
  it('is proposed and read from right to left', async () => {
    await write('גינה', 'הגג דולף כבר שבוע.', 'The rest is English.')
    turns = [proposes(['הגג דולף כבר שבוע.', 'הגג דולף.'])]
    await askAt('הגג דולף', 'Shorten')
    await hunk(1).waitFor()
    await picture(page, 'right-to-left')
    const blocks = editorOf(page).locator(':scope > p')
    expect(await beginsAtTheRight(blocks.first())).toBe(true)
    expect(await beginsAtTheRight(blocks.last())).toBe(false)
    expect(await beginsAtTheRight(hunk(1).locator('p', { hasText: 'דולף' }).first())).toBe(true)
    expect(await page.getByRole('textbox', { name: 'Title', exact: true }).getAttribute('dir')).toBe('auto')
    await hunk(1).getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => textOf(page)).toBe('הגג דולף.\nThe rest is English.')
  })
})

describe('in the middle of an answer', () => {
  it('the stream may be cut: it is asked again by itself, and nothing stands there twice', async () => {
    await write('Cut', 'The roof leaks.', 'The gutters are new.')
    turns = [holds, proposes(['The roof leaks.', 'The roof drips.'])]
    await askAt('The roof leaks.', 'Rewrite more clearly')
    await asked('Rewriting').getByText('I am reading it.').waitFor()
    letGo()
    await hunk(1).waitFor()
    expect(await hunk(2).count()).toBe(0)
    await hunk(1).getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => textOf(page)).toBe('The roof drips.\nThe gutters are new.')
  })

  it('the network may go: what is proposed comes with it, beside what was written meanwhile', async () => {
    turns = [holds, proposes(['The gutters are new.', 'The gutters are brand new.'])]
    await askAt('The gutters are new.', 'Make friendlier')
    await asked('Making it friendlier').getByText('I am reading it.').waitFor()
    await ada.browser.goOffline()
    await editorOf(page).getByText('The roof drips.').click()
    await page.keyboard.press('End')
    await page.keyboard.type(' Badly.')
    letGo(delta({}, 'stop'))
    await asked('Making it friendlier').getByText('The server works on it.', { exact: false }).waitFor()
    await picture(page, 'offline')
    await ada.browser.goOnline()
    await asked('Making it friendlier').getByText('I am reading it.').waitFor()
    await asked('Making it friendlier').getByRole('button', { name: 'Dismiss' }).click()
    await expect.poll(() => textOf(page)).toContain('The roof drips. Badly.')
  })

  it('somebody else may write there: what does not fit any more is proposed again', async () => {
    const other = await signIn(world.server, 'Ada', ada.base)
    try {
      await other.browser.goto(page.url().replace(/^https?:\/\/[^/]+/, ''))
      const theirs = editorOf(other.page())
      await theirs.getByText('The roof drips. Badly.').waitFor()
      turns = [proposes(['The roof drips. Badly.', 'The roof drips badly.'])]
      await askAt('The roof drips. Badly.', 'Shorten')
      await hunk(1).waitFor()
      await theirs.getByRole('paragraph').first().click()
      await other.page().keyboard.press('End')
      await other.page().keyboard.type(' Call Ben.')
      const lost = page.getByRole('main').getByRole('region', { name: 'Does not fit any more: its text has changed' })
      await lost.waitFor()
      await picture(page, 'lost')
      turns = [proposes(['The roof drips. Badly. Call Ben.', 'The roof drips badly: call Ben.'])]
      await lost.getByRole('button', { name: 'Propose it again' }).click()
      await hunk(1).getByRole('button', { name: 'Accept' }).click()
      const before = 'The roof drips badly: call Ben.\nThe gutters are new.'
      await expect.poll(async () => (await textOf(other.page())).slice(0, before.length)).toBe(before)
    } finally {
      await other.browser.close()
    }
  })
})

describe('an endpoint that refuses', () => {
  it.each([
    [401, 'The endpoint does not accept the key. An administrator can look at the settings of the model.'],
    [429, 'The model has had too many requests, or what may be used of it is used up. Ask again later.'],
  ])('with %i says in the text why, and can be asked again there', async (status, why) => {
    await write(`Refused ${status}`, 'The roof leaks.')
    turns = [(response) => sayProblem(response, status, { 'retry-after': '3600' })]
    await askAt('The roof leaks.', 'Rewrite more clearly')
    await asked('Rewriting').getByRole('alert').getByText(why).waitFor()
    await picture(page, `refused-${status}`)
    turns = [proposes(['The roof leaks.', 'The roof drips.'])]
    await asked('Rewriting').getByRole('button', { name: 'Ask again' }).click()
    await hunk(1).getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => textOf(page)).toBe('The roof drips.')
  })
})

it('all that is accepted at once is taken back at once', async () => {
  const lines = ['One is here.', 'Two is here.', 'Three is here.', 'Four stays.']
  await write('At once', ...lines)
  turns = [proposes(...lines.slice(0, 3).map((line) => [line, line.replace('here', 'there')] as const))]
  await askAt('Four stays.', 'Rewrite more clearly')
  await hunk(3).waitFor()
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect.poll(() => textOf(page)).toBe('One is there.\nTwo is there.\nThree is there.\nFour stays.')
  await picture(page, 'all-accepted')
  const path = `GET ${restOf(ada)}/activity?assistant=true&thing=${page.url().split('/').at(-1)}` as const
  type Told = { items: { assistant?: { acceptedBy?: string }; canUndo: boolean }[] }
  await expect
    .poll(async () => (await rest<Told>(page, path)).items)
    .toMatchObject([{ assistant: { acceptedBy: expect.stringMatching(/^user:/) }, canUndo: true }])
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await hunk(3).waitFor()
  await expect.poll(() => editorOf(page).locator(':scope > p').allInnerTexts()).toEqual(lines)
})
