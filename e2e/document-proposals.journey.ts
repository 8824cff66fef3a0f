import type { ServerResponse } from 'node:http'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AskedOf, begin, delta, sayProblem, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import * as inText from './support/asked-in-text.ts'
import { type Edit, proposes } from './support/asked-in-text.ts'
import { questionIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { editorOf, firstVisit, newDocument, password, type Person, signIn, textOf } from './support/people.ts'

let world: ModelWorld
let ada: Person
let page: Page
/** What the model does from now on; undefined: it says something, and goes on when it is let. */
let edits: readonly Edit[] | undefined
const held: ServerResponse[] = []
let isBroken = false

const question = () => questionIn(world.model.asked.at(-1)?.body)

function answer(response: ServerResponse, asked: AskedOf, number: number): unknown {
  if (isBroken) return sayProblem(response, 400)
  if (!edits) {
    begin(response)
    response.write(delta({ role: 'assistant', content: 'I am reading it.' }))
    return held.push(response)
  }
  if (edits.length === 0) return sayText(response, 'There is nothing to be changed.')
  return proposes(...edits)(response, asked, number)
}
const letGo = () => {
  for (const response of held.splice(0)) response.end(delta({ content: ' Nothing to do.' }, 'stop'))
}

const asked = (doing: string) => inText.asked(page, doing)
const hunk = (index: number) => inText.proposal(page, index)
/** Without the cards. */
const written = () => editorOf(page).locator(':scope > p').allInnerTexts()
const menu = (act: string) => page.getByRole('menuitem', { name: act })
const askAt = (words: string, act: string) => inText.askAt(page, words, act)
const write = (title: string, ...lines: readonly string[]) => inText.write(ada, title, ...lines)

beforeAll(async () => {
  world = await openModelWorld(answer)
  await world.setModel()
  ada = world.ada
  page = ada.page()
})
beforeEach(() => {
  edits = []
  isBroken = false
})
afterAll(async () => {
  letGo()
  await world?.close()
})

describe('while a model works where somebody writes', () => {
  it('the place says so, keeps the selection, and still says so after a reload', async () => {
    await write('Working', 'The roof leaks.', 'The gutters are new.')
    edits = undefined
    await askAt('The roof leaks.', 'Shorten')
    const working = asked('Shortening')
    await working.getByText('I am reading it.').waitFor()
    await expect.poll(() => page.evaluate(() => String(getSelection()).trim())).toBe('The roof leaks.')
    await expect.poll(() => page.locator('[data-asked]').allInnerTexts()).toEqual(['The roof leaks.'])
    expect(await accessibilityViolations(page)).toEqual([])
    await page.keyboard.press('ArrowRight')
    await page.keyboard.type(' Much.')
    await page.reload()
    await working.getByText('I am reading it.').waitFor()
    await expect.poll(() => page.locator('[data-asked]').allInnerTexts()).toEqual(['The roof leaks. Much.'])
  })

  it('can be cancelled there', async () => {
    const working = asked('Shortening')
    await working.getByRole('button', { name: 'Cancel' }).click()
    await working.waitFor({ state: 'hidden' })
    letGo()
  })

  it('says in place why there is no answer, and asks again', async () => {
    isBroken = true
    await askAt('The gutters are new.', 'Make friendlier')
    const friendlier = asked('Making it friendlier')
    await friendlier
      .getByRole('alert')
      .getByText('An administrator can look at the settings of the model.', { exact: false })
      .waitFor()
    isBroken = false
    await friendlier.getByRole('button', { name: 'Ask again' }).click()
    await friendlier.getByText('There is nothing to be changed.').waitFor()
    await friendlier.getByRole('button', { name: 'Dismiss' }).click()
    await friendlier.waitFor({ state: 'hidden' })
  })
})

describe('what is asked at the caret', () => {
  it('continues the text there', async () => {
    await write('On', 'We met on Monday.', 'We decided')
    edits = [['We decided', 'We decided to repair the roof.']]
    await page.keyboard.type(' /ask')
    await page.getByRole('listbox', { name: 'Insert' }).getByText('Ask the model').click()
    await menu('Continue from here').click()
    await hunk(1).getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => textOf(page)).toBe('We met on Monday.\nWe decided to repair the roof.')
    expect(question()).toContain('> We met on Monday.\n> We decided')
  })

  it('writes an outline from a title alone, asked by keys', async () => {
    await newDocument(ada, 'House repair')
    edits = [['', '## Roof\n\n- Tiles\n- Gutters\n\n## Money']]
    await page.keyboard.type('/ask')
    await page.getByRole('listbox', { name: 'Insert' }).getByText('Ask the model').waitFor()
    await page.keyboard.press('Enter')
    await menu('Write an outline').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await hunk(1).getByRole('heading', { name: 'Roof' }).waitFor()
    expect(question()).toBe(
      'Write an outline for “House repair”, in the language of its title: headings, with short points below each. Add it to the document, which is empty.',
    )
    await page.keyboard.press('F8')
    await hunk(1).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('a')
    await hunk(1).waitFor({ state: 'hidden' })
    await editorOf(page).getByRole('heading', { name: 'Money' }).waitFor()
  })

  it('fills a table, and leaves the rest of it as it is', async () => {
    await write('Who does what', 'Ana repairs the roof, Ben the gutters.', '')
    await inText.writeTable(page, ['Part', 'Who', 'By', 'Roof', '', 'May', 'Gutters'])
    edits = [['| Roof |  | May |\n| Gutters |  |  |', '| Roof | Ana | May |\n| Gutters | Ben |  |']]
    await page.getByRole('toolbar', { name: 'Table' }).getByRole('button', { name: 'Ask the model' }).click()
    await menu('Fill empty cells').click()
    await hunk(1).locator('ins', { hasText: 'Ana' }).waitFor()
    expect(question()).toContain('> | Roof |  | May |')
    await hunk(1).getByRole('button', { name: 'Accept' }).click()
    // The card shows the table as well.
    await hunk(1).waitFor({ state: 'hidden' })
    await expect.poll(() => editorOf(page).getByRole('cell').allInnerTexts()).toContain('Ben')
    expect(await editorOf(page).getByRole('columnheader').allInnerTexts()).toEqual(['Part', 'Who', 'By'])
  })
})

describe('what is proposed', () => {
  const text = ['One is here.', 'Two is here.', 'Three is here.', 'Four is here.']

  it('is gone through, accepted and rejected by keys alone, and undone as one step', async () => {
    await write('Keys', ...text)
    edits = text.slice(0, 3).map((line) => [line, line.replace('here', 'there')] as const)
    await askAt('Four is here.', 'Rewrite more clearly')
    await hunk(3).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await editorOf(page).getByText('Four is here.').click()
    await page.keyboard.press('F8')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(focused).toBe('Proposed change 1 of 3: Changes')
    for (const [key, at] of [
      ['F8', 2],
      ['Shift+F8', 1],
      ['Shift+F8', 3],
    ] as const) {
      await page.keyboard.press(key)
      await expect.poll(focused).toBe(`Proposed change ${at} of 3: Changes`)
    }
    await page.keyboard.press('a')
    await page.getByText('Accepted. 2 wait still.').waitFor()
    await expect.poll(focused).toBe('Proposed change 2 of 2: Changes')
    await page.keyboard.press('r')
    await expect.poll(focused).toBe('Proposed change 1 of 1: Changes')
    await page.keyboard.press('Escape')
    await expect.poll(written).toContain('Three is there.')
    await page.keyboard.press('ControlOrMeta+z')
    await hunk(2).waitFor()
    await page.keyboard.press('ControlOrMeta+z')
    await hunk(3).waitFor()
    await expect.poll(written).toEqual(text)
  })

  it('is accepted in any order beside what somebody else writes, and all at once', async () => {
    const other = await signIn(world.server, 'Ada', ada.base)
    try {
      await other.browser.goto(page.url().replace(/^https?:\/\/[^/]+/, ''))
      await editorOf(other.page()).getByText('Four is here.').click()
      await other.page().keyboard.press('Home')
      await other.page().keyboard.type('Written meanwhile: ')
      await expect.poll(() => textOf(page)).toContain('Written meanwhile')
      await hunk(2).getByRole('button', { name: 'Accept' }).click()
      await hunk(3).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Accept all' }).click()
      await expect
        .poll(() => textOf(other.page()))
        .toMatch(/^One is there\.\nTwo is there\.\nThree is there\.\nWritten meanwhile: Four is here\./)
    } finally {
      await other.browser.close()
    }
  })

  it('can be proposed again when its text has changed meanwhile', async () => {
    await write('Lost', 'The roof is old.', 'The house is new.')
    edits = [['The roof is old.', 'The roof leaks.']]
    await askAt('The house is new.', 'Rewrite more clearly')
    await hunk(1).waitFor()
    await editorOf(page).getByText('The roof is old.').first().click()
    await page.keyboard.press('Home')
    await page.keyboard.type('Note: ')
    const lost = page.getByRole('main').getByRole('region', { name: 'Does not fit any more: its text has changed' })
    edits = [['Note: The roof is old.', 'Note: The roof leaks.']]
    await lost.getByRole('button', { name: 'Propose it again' }).click()
    await hunk(1).getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => textOf(page)).toBe('Note: The roof leaks.\nThe house is new.')
    expect(question()).toContain('> The roof is old.\n\nby:\n\n> The roof leaks.')
    expect(await lost.count()).toBe(0)
  })

  it('is all rejected at once, and the text is as it was', async () => {
    edits = [
      ['The house is new.', 'The house is newer.'],
      ['', 'The end.'],
    ]
    await askAt('The house is new.', 'Make more formal')
    await hunk(2).waitFor()
    await page.getByRole('button', { name: 'Reject all' }).click()
    await hunk(1).waitFor({ state: 'hidden' })
    expect(await textOf(page)).toBe('Note: The roof leaks.\nThe house is new.')
    ada.browser.expectNoProblems()
  })
})

describe('on a phone', () => {
  let phone: Person
  const proposed = () =>
    phone
      .page()
      .getByRole('main')
      .getByRole('region', { name: /^Proposed change 1 of 1/ })
  const sheet = () => phone.page().getByRole('dialog', { name: 'Ask the model' })

  beforeAll(async () => {
    phone = await firstVisit(world.server, { viewport: 'phone', colorScheme: 'dark' })
    await phone.goto('/settings/sync')
    await phone.page().getByLabel('E-mail').fill('ada@example.org')
    await phone.page().getByRole('textbox', { name: 'Password' }).fill(password)
    await phone.page().getByRole('button', { name: 'Sign in and sync' }).tap()
    await phone.page().getByText('This workspace is synced.').waitFor()
    await newDocument(phone, 'On the way')
  })
  afterAll(() => phone.browser.close())

  it('the model is asked from the bar over the keyboard, in a sheet that a finger can use', async () => {
    const small = phone.page()
    await small.keyboard.type('We met on Monday.\nWe decided')
    edits = [['We decided', 'We decided to repair the roof.']]
    const bar = small.getByRole('toolbar', { name: 'Formatting' })
    const button = await bar.getByRole('button', { name: 'Ask the model' }).boundingBox()
    expect(Math.min(button?.width ?? 0, button?.height ?? 0)).toBeGreaterThanOrEqual(44)
    expect((button?.x ?? 390) + 44).toBeLessThan(390)
    await bar.getByRole('button', { name: 'Ask the model' }).tap()
    const act = sheet().getByRole('button', { name: 'Continue from here' })
    await act.waitFor()
    // The keyboard goes with the focus, so that nothing lies behind it.
    const isInDialog = () => small.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null)
    await expect.poll(isInDialog).toBe(true)
    for (const each of await sheet().getByRole('button').all()) {
      const box = await each.boundingBox()
      expect(box?.height).toBeGreaterThanOrEqual(44)
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844)
    }
    expect(await accessibilityViolations(small)).toEqual([])
    await act.tap()
    await sheet().waitFor({ state: 'hidden' })
    await proposed().waitFor()
  })

  it('shows what is proposed within its width, and takes the answer', async () => {
    const small = phone.page()
    const [box, accept] = [await proposed().boundingBox(), await proposed().getByRole('button').first().boundingBox()]
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390)
    expect(accept?.height).toBeGreaterThanOrEqual(44)
    expect(await accessibilityViolations(small)).toEqual([])
    await proposed().getByRole('button', { name: 'Accept' }).tap()
    await expect
      .poll(() => editorOf(small).locator(':scope > p').allInnerTexts())
      .toEqual(['We met on Monday.', 'We decided to repair the roof.'])
    phone.browser.expectNoProblems()
  })
})
