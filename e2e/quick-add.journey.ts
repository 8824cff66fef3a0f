import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { firstVisit, type Person } from './support/people.ts'
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

describe('a task that repeats', () => {
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
