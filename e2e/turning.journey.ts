import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, askField, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { firstVisit, newDocument, type Person, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

/** A tablet is turned, or a window drawn narrow: another layout, and nothing that was typed or opened is gone. */
let server: TestServer
let ada: Person
let page: Page

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
  page = ada.page()
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
})

const bar = () => page.locator('nav[aria-label]').filter({ has: page.getByRole('button', { name: /^More/ }) })

/** Waits for the layout, which the bar at the bottom tells apart. */
async function turn(to: 'narrow' | 'wide'): Promise<void> {
  await page.setViewportSize(to === 'narrow' ? { width: 390, height: 844 } : { width: 1024, height: 768 })
  await page
    .locator('[data-phone]')
    .first()
    .and(page.locator(`[data-phone="${to === 'narrow'}"]`))
    .waitFor()
}

async function turnThereAndBack(check: () => Promise<unknown>): Promise<void> {
  for (const to of ['narrow', 'wide'] as const) {
    await turn(to)
    await check()
  }
}

describe('a tablet that is turned', () => {
  it('keeps the question that is being typed, the focus in it, and what has been done', async () => {
    await ada.goto('/tasks')
    await openAssistant(page)
    await ask(page, 'Add task Pay the rent tomorrow')
    await lastTurn(page).getByRole('button', { name: 'Do it' }).click()
    await lastTurn(page).getByText('Done.').first().waitFor()
    await askField(page).fill('Half a question')
    await turnThereAndBack(async () => {
      expect(await askField(page).inputValue()).toBe('Half a question')
      await expect.poll(() => askField(page).evaluate((field) => field === document.activeElement)).toBe(true)
      // What was done once is not offered again.
      expect(await lastTurn(page).getByRole('button', { name: 'Do it' }).count()).toBe(0)
    })
  })

  it('keeps the question when the panel is closed, too', async () => {
    await page.keyboard.press('Escape')
    await askField(page).waitFor({ state: 'detached' })
    await openAssistant(page)
    expect(await askField(page).inputValue()).toBe('Half a question')
    await askField(page).fill('')
    await page.keyboard.press('Escape')
    await askField(page).waitFor({ state: 'detached' })
  })

  it('keeps a step that is being typed, and the task that is being added behind it', async () => {
    await page.getByRole('textbox', { name: 'New task', exact: true }).fill('Call the')
    await page.getByRole('link', { name: 'Pay the rent', exact: true }).click()
    const step = page.getByRole('textbox', { name: 'Add a step', exact: true })
    await step.fill('Find the')
    await turnThereAndBack(async () => expect(await step.inputValue()).toBe('Find the'))
    await turn('narrow')
    await step.press('Enter')
    await page.getByRole('button', { name: 'Back to the list' }).click()
    expect(await page.getByRole('textbox', { name: 'New task', exact: true }).inputValue()).toBe('Call the')
    await turn('wide')
  })

  it('keeps what is typed into the settings and into a dialog over them', async () => {
    await ada.goto('/settings/workspace')
    const name = page.getByRole('textbox', { name: /^Name of the workspace/ })
    await name.fill('Half a name')
    await turnThereAndBack(async () => expect(await name.inputValue()).toBe('Half a name'))
    await ada.goto('/organisation')
    await page.getByRole('link', { name: 'Agents', exact: true }).click()
    await page.getByRole('button', { name: 'New agent' }).click()
    const agent = page.getByRole('dialog').getByLabel('Name', { exact: false }).first()
    await agent.fill('Half an agent')
    await turnThereAndBack(async () => expect(await agent.inputValue()).toBe('Half an agent'))
  })

  it('keeps an idea that is being written down, and the place in a text', async () => {
    await ada.goto('')
    await page.keyboard.press('c')
    const idea = page.getByRole('dialog').getByRole('textbox')
    await idea.fill('Half an idea')
    await turnThereAndBack(async () => expect(await idea.inputValue()).toBe('Half an idea'))
    await newDocument(ada, 'Half a page')
    await page.keyboard.type('Half a sentence')
    await turnThereAndBack(async () => {
      await page.getByText('Half a sentence').waitFor()
      await page.keyboard.type('.')
    })
    await page.getByText('Half a sentence..').waitFor()
  })

  it('on a phone has one way back from an agent, which leads to all of them', async () => {
    await ada.goto('/organisation')
    await page.getByRole('link', { name: 'Agents', exact: true }).click()
    await page.getByRole('button', { name: 'Configure' }).first().click()
    await page.getByRole('button', { name: 'All agents' }).waitFor()
    await turn('narrow')
    await page.getByRole('link', { name: 'All agents' }).waitFor()
    expect(await page.getByRole('button', { name: 'All agents' }).count()).toBe(0)
    await page.getByRole('link', { name: 'All agents' }).click()
    await page.getByRole('button', { name: 'New agent' }).waitFor()
    expect(await bar().isVisible()).toBe(true)
  })

  it('held sideways a phone shows a task over its list, and the days to choose from whole', async () => {
    await ada.goto('/tasks')
    await page.setViewportSize({ width: 844, height: 390 })
    await page.getByRole('link', { name: 'Pay the rent', exact: true }).click()
    const due = page.getByRole('button', { name: /^Due date/ })
    await due.waitFor()
    expect(await page.getByRole('textbox', { name: 'New task', exact: true }).isVisible()).toBe(false)
    await due.click()
    const days = page.getByRole('dialog')
    await days.getByRole('button', { name: 'Next month' }).waitFor()
    const box = await days.boundingBox()
    expect(box && box.y >= 0 && box.y + box.height <= 390).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByRole('textbox', { name: 'New task', exact: true }).waitFor()
  })

  it('logged no error', () => {
    ada.browser.expectNoProblems()
  })
})
