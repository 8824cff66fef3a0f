import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { editorOf, firstVisit, newDocument, password, type Person, syncWorkspace, textOf } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { smallTargets } from './support/touch.ts'

let server: TestServer
let ada: Person

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  await newDocument(ada, 'Written at the desk')
  await ada.page().keyboard.type('Before there was a phone.')
  await syncWorkspace(ada, 'Ada')
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
})

describe('a phone', () => {
  let phone: Person
  let path: string

  beforeAll(async () => {
    phone = await firstVisit(server, { viewport: 'phone' })
  })
  afterAll(() => phone.browser.close())

  it('goes from room to room by the bar at the bottom', async () => {
    const bar = phone.page().getByRole('navigation').last()
    for (const room of ['Documents', 'Ideas', 'Tasks']) {
      await bar.getByRole('link', { name: room }).tap()
      await phone.page().getByRole('heading', { name: room, level: 1 }).waitFor()
    }
    await phone.page().getByPlaceholder('Add a task').fill('Buy stamps')
    await phone.page().keyboard.press('Enter')
    await phone.page().getByText('Buy stamps').first().waitFor()
  })

  it('writes in a full screen, whose caret stays above the tools', async () => {
    path = await newDocument(phone, 'Written on the way')
    const page = phone.page()
    for (let line = 0; line < 30; line += 1) {
      await page.keyboard.type(`Line ${line}`)
      await page.keyboard.press('Enter')
    }
    await page.keyboard.type('The last line')
    const room = async () => {
      const tools = await page.getByRole('toolbar').last().boundingBox()
      const last = await editorOf(page).locator('p').last().boundingBox()
      if (!tools || !last) throw new Error('The tools or the text are not on the screen.')
      return tools.y - (last.y + last.height)
    }
    await expect.poll(room).toBeGreaterThanOrEqual(0)
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('has nothing on its screens that a finger would miss, and nothing that is cut off', async () => {
    const page = phone.page()
    const cutOff = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    for (const screen of [
      '',
      '/documents',
      '/ideas',
      '/tasks',
      '/search',
      '/activity',
      '/settings',
      '/transfer',
      path,
    ]) {
      await phone.goto(screen)
      await page.getByRole('heading', { level: 1 }).or(editorOf(page)).first().waitFor()
      expect({ screen, small: await smallTargets(page), cutOff: await cutOff() }).toEqual({
        screen,
        small: [],
        cutOff: 0,
      })
    }
    await phone.goto('/tasks')
    await page.getByText('Buy stamps').first().tap()
    await page.getByRole('textbox', { name: 'Add a step', exact: true }).fill('Ask for the price')
    await page.keyboard.press('Enter')
    await page.getByRole('checkbox', { name: 'Tick “Ask for the price”' }).waitFor()
    expect(await smallTargets(page)).toEqual([])
    await page.getByRole('button', { name: /^Due date/ }).tap()
    await page.getByRole('button', { name: 'Next month' }).waitFor()
    expect(await smallTargets(page)).toEqual([])
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('asks in a full screen that is closed by a finger', async () => {
    const page = await phone.goto('/tasks')
    await page.getByRole('button', { name: /^More/ }).last().tap()
    await page.getByRole('button', { name: 'Ask the assistant' }).tap()
    const panel = page.getByRole('dialog', { name: 'Assistant' })
    await panel.getByRole('heading', { level: 3 }).waitFor()
    expect(await smallTargets(page)).toEqual([])
    expect(await accessibilityViolations(page)).toEqual([])
    await panel.getByRole('button', { name: 'Close the assistant' }).tap()
    await panel.waitFor({ state: 'detached' })
  })

  it('moves its own work into the account that has other work elsewhere, and loses neither', async () => {
    const page = await phone.goto('/settings/sync')
    await page.getByLabel('E-mail').fill('ada@example.org')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in and sync' }).tap()
    await page.getByText('This workspace is synced.').waitFor()

    await phone.goto(path)
    await expect.poll(() => textOf(page)).toContain('The last line')
    // The desk's workspace is on the phone, the phone's at the desk.
    await phone.browser.goto(ada.base)
    await page.getByText('Written at the desk').first().waitFor()
    await ada.browser.goto(phone.base + path)
    await expect.poll(() => textOf(ada.page())).toContain('The last line')
  })

  it('asked nobody but its own server and logged no error', () => {
    phone.browser.expectNoProblems()
    ada.browser.expectNoProblems()
  })
})
