import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { openAssistant } from './support/assistant-panel.ts'
import { firstVisit, type Person } from './support/people.ts'
import { picture } from './support/pictures.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let ada: Person
let page: Page

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  page = await ada.goto('/tasks')
})
afterAll(async () => {
  await ada.browser.close()
  await server.close()
})

const field = () => page.getByRole('textbox', { name: 'New task' })
const chips = () => page.getByRole('list', { name: 'Understood' }).getByRole('listitem').allInnerTexts()
const openTask = async (title: string) => {
  await page.getByRole('link', { name: title, exact: true }).click()
  await page.getByRole('complementary', { name: `Task “${title}”` }).waitFor()
}

describe('quick add', () => {
  it('has its reader of words when somebody comes to the field: a line that is pasted and entered at once is read', async () => {
    const isHere = () => performance.getEntriesByType('resource').some(({ name }) => /quick-add-[^/]*\.js$/.test(name))
    expect(await page.evaluate(isHere)).toBe(false)
    await field().focus()
    await expect.poll(() => page.evaluate(isHere)).toBe(true)
    await field().fill('Order lamps tomorrow !high')
    await field().press('Enter')
    await page.getByRole('link', { name: 'Order lamps', exact: true }).waitFor()
  })

  it('shows what it understood, saves it, and keeps what is left as the title', async () => {
    await field().click()
    await page.keyboard.type('Call Ana about the Q3 budget tomorrow 3pm #finance !high every 2 weeks')
    await expect.poll(chips).toEqual([expect.stringMatching(/^Tomorrow, /), 'finance', 'High', 'Every other week'])
    expect(await accessibilityViolations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await openTask('Call Ana about the Q3 budget')
    await page.getByRole('button', { name: /^Due date: Tomorrow, / }).waitFor()
    await page.getByRole('button', { name: 'Repetition: Every other week' }).waitFor()
    await expect.poll(chips).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('puts a time of another zone down as the clock here will show it', async () => {
    const here = await page.evaluate(() =>
      new Date('2099-12-03T15:00-05:00').toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
    )
    await field().click()
    await page.keyboard.type('Call Bo on Thu 3 Dec 2099 3pm EST')
    await expect.poll(chips).toEqual([here])
    await page.keyboard.press('Enter')
    await openTask('Call Bo')
    await page.getByRole('button', { name: `Due date: ${here}` }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('leaves as words what was meant so: by the cross, and by Backspace behind it', async () => {
    await field().click()
    await page.keyboard.type('Read about tomorrow #plans !low')
    await expect.poll(chips).toEqual(['Tomorrow', 'plans', 'Low'])
    await page.getByRole('button', { name: 'Leave “tomorrow” as words' }).click()
    await expect.poll(chips).toEqual(['plans', 'Low'])
    await page.keyboard.press('End')
    await page.keyboard.press('Backspace')
    await expect.poll(chips).toEqual(['plans'])
    expect(await field().inputValue()).toBe('Read about tomorrow #plans !low')
    await page.keyboard.press('Backspace')
    expect(await field().inputValue()).toBe('Read about tomorrow #plans !lo')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Read about tomorrow !lo', exact: true }).waitFor()
  })
})

describe('capture', () => {
  const idea = () => page.getByRole('textbox', { name: 'New idea' })
  const understood = () => page.getByRole('list', { name: 'Understood' }).getByRole('listitem').allInnerTexts()
  const offer = () => page.getByRole('button', { name: 'Save as task' })

  it('an idea shows its tags and what pins it; what was meant as words stays words', async () => {
    page = await ada.goto('/ideas')
    await idea().click()
    await page.keyboard.type('Channel #general is too loud #noise !!')
    await expect.poll(understood).toEqual(['general', 'noise', 'Pinned'])
    await expect
      .poll(() => page.getByRole('status').allInnerTexts())
      .toContainEqual(expect.stringContaining('Understood: Tag general, Tag noise, Kept at the top.'))
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'idea-chips-desktop-light')
    await page.getByRole('button', { name: 'Leave “#general” as words' }).click()
    await expect.poll(understood).toEqual(['noise', 'Pinned'])
    await page.keyboard.press('Enter')
    const card = page.getByRole('article', { name: /Channel #general is too loud/ })
    await card.waitFor()
    await page.getByRole('heading', { name: 'Pinned' }).waitFor()
    await page.getByRole('button', { name: /^#noise/ }).waitFor()
    expect(await page.getByRole('button', { name: /#general$|^#general/ }).count()).toBe(0)
    await expect.poll(() => idea().inputValue()).toBe('')
  })

  it('an idea that reads like a task is saved as one with a key, and says what of', async () => {
    await idea().click()
    await page.keyboard.type('Ask about the loan, remind me tomorrow 3pm #bank')
    await offer().waitFor()
    await expect.poll(understood).toEqual(['bank', expect.stringMatching(/^Tomorrow, /)])
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'idea-as-task-desktop-light')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('alert').filter({ hasText: 'Added “Ask about the loan”' }).waitFor()
    await expect.poll(() => idea().inputValue()).toBe('')
    page = await ada.goto('/tasks')
    await openTask('Ask about the loan')
    await page.getByRole('button', { name: /^Due date: Tomorrow, / }).waitFor()
  })

  it('Escape leaves all of it as words, and only the next one closes the dialog', async () => {
    page = await ada.goto('')
    await page.keyboard.press('c')
    const dialog = page.getByRole('dialog', { name: 'New idea' })
    await dialog.getByRole('textbox', { name: 'New idea' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.type('Read about tomorrow #plans')
    await expect.poll(() => dialog.getByRole('button', { name: 'Save as task' }).count()).toBe(1)
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.getByRole('list', { name: 'Understood' }).getByRole('listitem').count()).toBe(0)
    expect(await dialog.getByRole('button', { name: 'Save as task' }).count()).toBe(0)
    expect(await dialog.getByRole('textbox').inputValue()).toBe('Read about tomorrow #plans')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('c')
    await expect.poll(() => dialog.getByRole('textbox').inputValue()).toBe('Read about tomorrow #plans')
    await dialog.getByRole('textbox').fill('')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('so can a step of a task, with its project and where it came from; and words to the assistant', async () => {
    page = await ada.goto('/tasks')
    await openTask('Ask about the loan')
    const step = page.getByRole('textbox', { name: 'Add a step' })
    await step.click()
    await page.keyboard.type('Find the papers')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Ring Bo tomorrow')
    await offer().waitFor()
    await picture(page, 'step-as-task-desktop-light')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('alert').filter({ hasText: 'Added “Ring Bo”' }).waitFor()
    expect(await page.getByRole('checkbox', { name: /Ring Bo/ }).count()).toBe(1)
    await openAssistant(page)
    await page.keyboard.type('what is due tomorrow')
    expect(await offer().count()).toBe(0)
    await page.keyboard.press('Control+a')
    await page.keyboard.type('pay the rent tomorrow')
    await offer().waitFor()
    await picture(page, 'assistant-as-task-desktop-light')
    await offer().click()
    await page.getByRole('alert').filter({ hasText: 'Added “pay the rent”' }).waitFor()
    await page.keyboard.press('Control+j')
  })
})

describe('a task that repeats', () => {
  beforeAll(async () => {
    page = await ada.goto('/tasks')
  })

  it('moves to its next day when it is completed, and back when that is taken back', async () => {
    await field().click()
    await page.keyboard.type('Water the plants every day')
    await expect.poll(chips).toEqual(['Every day'])
    await page.keyboard.press('Enter')
    const row = page.getByRole('listitem').filter({ hasText: 'Water the plants' })
    await row.getByRole('img', { name: 'Repeats' }).waitFor()
    // Under the heading of today a row does not repeat the day.
    expect(await row.innerText()).not.toContain('Tomorrow')
    await page.getByRole('checkbox', { name: 'Complete “Water the plants”' }).click()
    await expect.poll(() => row.innerText()).toContain('Tomorrow')
    await page
      .getByRole('alert')
      .filter({ hasText: 'Completed “Water the plants”' })
      .getByRole('button', { name: 'Undo' })
      .click()
    await expect.poll(() => row.innerText()).not.toContain('Tomorrow')
  })

  it('its rule is changed in its details, in words too, without a network', async () => {
    await openTask('Water the plants')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: 'Repetition: Every day' }).click()
    await page.getByRole('textbox', { name: 'In your own words' }).fill('now and then')
    await page.keyboard.press('Enter')
    await page.getByText('That is not understood.').waitFor()
    await page.getByRole('textbox', { name: 'In your own words' }).fill('every last friday')
    await page.keyboard.press('Enter')
    const repetition = page.getByRole('button', { name: 'Repetition: Every month on the last Friday' })
    await repetition.waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await repetition.click()
    await page.getByRole('checkbox', { name: 'Count from the day it is done' }).click()
    await page.getByRole('button', { name: 'Do not repeat' }).click()
    await page.getByRole('button', { name: 'Repetition: Does not repeat' }).waitFor()
    await page.context().setOffline(false)
    ada.browser.expectNoProblems()
  })
})
