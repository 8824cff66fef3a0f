import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { type Person, restOf } from './support/people.ts'
import { pictures } from './support/pictures.ts'
import { rest } from './support/rest.ts'

let world: ModelWorld
let ada: Person
let bob: Person

beforeAll(async () => {
  // It says what it was told to be, so that what a person reads shows who answered.
  world = await openModelWorld((response, { body }) => {
    const isSales = JSON.stringify(body.messages[0]).includes('Answer as a salesperson.')
    return sayText(response, isSales ? 'Three deals are open.' : 'I am nobody special.')
  })
  await world.setModel()
  ada = world.ada
  bob = await world.join('Bob', 'editor')
})
afterAll(() => world?.close())

async function agentsPage(): Promise<Page> {
  const page = await ada.goto('/organisation')
  await page
    .getByRole('navigation', { name: 'Organisation' })
    .getByRole('link', { name: 'Agents', exact: true })
    .click()
  await page.getByRole('heading', { level: 1, name: 'Agents' }).waitFor()
  return page
}

describe('agents', () => {
  it('an administrator makes one and says how it is run', async () => {
    const page = await agentsPage()
    await page.getByText('Built-in', { exact: true }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'New agent' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: false }).first().fill('Sales helper')
    await expect.poll(() => dialog.getByLabel('Name in paths and files').inputValue()).toBe('sales-helper')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { level: 2, name: 'Sales helper' }).waitFor()
    await page.getByLabel('Instructions').fill('Answer as a salesperson.')
    await page.getByLabel('Temperature').fill('0.2')
    await page.getByRole('checkbox', { name: 'Everything, also what comes with later versions' }).uncheck()
    await page.getByRole('checkbox', { name: 'Put a task into the trash. Takes something away' }).uncheck()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Sales helper was saved.').waitFor()
  })

  it('and gives it a workspace to work in', async () => {
    const page = ada.page()
    await page.getByRole('combobox', { name: /^Access in/ }).click()
    await page.getByRole('option', { name: 'Can edit', exact: true }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    await pictures(page, 'agent', () => page.getByLabel('Instructions').waitFor())
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'All agents' }).click()
    const row = page.getByRole('listitem').filter({ hasText: 'Sales helper' })
    await row.getByText(/\d+ tools · No tokens this month/).waitFor()
    await row.getByText(/^Works in /).waitFor()
    await pictures(page, 'agents', () => row.waitFor())
  })

  it('a member asks it, and it answers as it was told to', async () => {
    const page = await bob.goto('')
    await openAssistant(page)
    await page.getByRole('button', { name: /^Who answers/ }).click()
    await page.getByRole('menuitemradio', { name: /^Sales helper/ }).click()
    await page.getByRole('button', { name: 'Who answers: Sales helper' }).waitFor()
    await ask(page, 'How is it going?')
    await lastTurn(page).getByText('Three deals are open.').waitFor()
    await pictures(page, 'asked', () => lastTurn(page).waitFor())
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('has it asked every weekday at 8, and finds that again', async () => {
    const page = bob.page()
    await page.getByRole('button', { name: 'Ask this every …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Ask again and again' })
    await expect.poll(() => dialog.getByLabel('What to ask').inputValue()).toBe('How is it going?')
    await dialog.getByLabel('When').fill('now and then')
    await dialog.getByText('That is not understood.', { exact: false }).waitFor()
    await dialog.getByLabel('When').fill('every weekday at 8')
    await dialog.getByText(/^Every weekday at .*8.*, first on/).waitFor()
    await pictures(page, 'schedule', () => dialog.getByText(/first on/).waitFor())
    expect(await accessibilityViolations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Schedule', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Scheduled questions' }).click()
    const row = page.getByRole('listitem').filter({ hasText: 'How is it going?' })
    await row.getByText(/Every weekday at .* · Asks Sales helper · Next/).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await row.getByRole('button', { name: 'Switch off “How is it going?”' }).click()
    await row.getByText(/Switched off/).waitFor()
    await row.getByRole('button', { name: 'Switch on “How is it going?”' }).click()
    await row.getByText(/Next/).waitFor()
  })

  it('what was asked while nobody looked stands in the assistant', async () => {
    const page = bob.page()
    // In a moment: nobody waits for eight o'clock.
    const startAt = Date.now() + 2_000
    await rest(page, `POST ${restOf(bob)}/schedules`, {
      text: 'And now?',
      rule: 'FREQ=DAILY',
      timeZone: 'UTC',
      startAt,
    })
    const row = page.getByRole('listitem').filter({ hasText: 'And now?' })
    const looked = async () => {
      await bob.goto('/assistant/schedules')
      await row.waitFor()
      return row.innerText()
    }
    await expect.poll(looked, { timeout: 90_000 }).toContain('Answered')
    await pictures(page, 'schedules', () => row.waitFor())
    await row.getByRole('button', { name: 'Show the answer to “And now?”' }).click()
    await lastTurn(page).getByText('I am nobody special.').waitFor()
  })

  it('what it did is found in the audit log, by its name', async () => {
    const page = await ada.goto('/organisation')
    await page
      .getByRole('navigation', { name: 'Organisation' })
      .getByRole('link', { name: 'Audit log', exact: true })
      .click()
    const entries = () => page.locator('main ul > li').allInnerTexts()
    await expect.poll(entries).toContainEqual(expect.stringContaining('Ada'))
    await page.getByRole('combobox', { name: 'Who' }).click()
    await pictures(page, 'audit-who', () => page.getByRole('combobox', { name: 'Who' }).click())
    await page.getByRole('option', { name: 'Sales helper', exact: true }).click()
    await expect.poll(entries).toContainEqual(expect.stringContaining('Sales helper answered a question'))
    expect((await entries()).filter((entry) => !entry.includes('Sales helper'))).toEqual([])
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('one that is switched off answers nobody, and says so', async () => {
    const page = await agentsPage()
    await page.getByRole('button', { name: 'Switch off Sales helper' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click()
    await page.getByText('Off', { exact: true }).waitFor()
    const theirs = bob.page()
    await ask(theirs, 'Still there?')
    await lastTurn(theirs).getByText('There is no such agent any more, or it is switched off.').waitFor()
    await bob.goto('/assistant/schedules')
    await theirs
      .getByRole('listitem')
      .filter({ hasText: 'How is it going?' })
      .getByText('There is no such agent any more', { exact: false })
      .waitFor()
    await theirs.keyboard.press('Control+j')
    await theirs.getByRole('button', { name: 'Who answers: Model · on the server' }).waitFor()
    for (const each of [ada, bob]) each.browser.expectNoProblems()
  })
})
