import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import {
  editorOf,
  firstVisit,
  newDocument,
  password,
  type Person,
  synced,
  syncWorkspace,
  textOf,
} from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

/**
 * A device that is signed in and has a lock: it opens with the PIN and without a network, shows nothing of what is stored before that, and
 * whoever has forgotten the PIN gets in by signing in again.
 */

const pin = '271828'
const secret = 'Plan that nobody else reads'
const words = 'Words below it'

let server: TestServer
let ada: Person
let plan: string

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
  plan = await newDocument(ada, secret)
  await ada.page().keyboard.type(words)
  await editorOf(ada.page()).getByText(words).waitFor()
  await synced(ada)
  await ada.browser.untilOfflineReady()
  // A browser that is killed right after has forgotten its cookies.
  await ada.browser.restart()
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
})

const lockScreen = (page: Page) => page.getByRole('heading', { level: 1, name: 'Nexus is locked' })

/** What the page holds, attributes, title and address aside, seen or not. */
async function expectLocked(page: Page): Promise<void> {
  await lockScreen(page).waitFor()
  const held = await page.evaluate(() => `${document.title} ${document.documentElement.outerHTML}`)
  expect(held).not.toContain(secret)
  expect(held).not.toContain(words)
}

async function tryPin(page: Page, typed: string): Promise<void> {
  await page.getByRole('textbox', { name: /^PIN/ }).fill(typed)
  await page.getByRole('button', { name: 'Unlock' }).click()
}

async function securityPage(): Promise<Page> {
  const page = await ada.goto('/settings/security')
  await page.getByRole('heading', { name: 'Lock on this device' }).waitFor()
  return page
}

async function setPin(): Promise<void> {
  const page = await securityPage()
  await page.getByRole('button', { name: 'Set a PIN' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: /^PIN/ }).fill(pin)
  await dialog.getByRole('textbox', { name: /^The same PIN again/ }).fill(pin)
  await dialog.getByRole('button', { name: 'Set a PIN' }).click()
  await page.getByRole('button', { name: 'Lock now' }).waitFor()
}

async function crashAt(path: string): Promise<Page> {
  await ada.browser.goto(path)
  return ada.browser.crash()
}

describe('a device that is signed in and locked', () => {
  it('asks for the PIN when it is locked, and shows nothing before', async () => {
    await synced(ada)
    await setPin()
    expect(await accessibilityViolations(ada.page())).toEqual([])
    const beside = await ada.browser.newPage(ada.base + plan)
    await expect.poll(() => textOf(beside)).toContain(words)
    await ada.page().getByRole('button', { name: 'Lock now' }).click()
    // Every tab of the device.
    await expectLocked(ada.page())
    await expectLocked(beside)
    await beside.close()
    expect(await accessibilityViolations(ada.page())).toEqual([])
    await tryPin(ada.page(), '271829')
    await ada.page().getByText('The PIN is not right.').waitFor()
    await tryPin(ada.page(), pin)
    await ada.page().getByRole('heading', { name: 'Lock on this device' }).waitFor()
    // Loaded again it stays open.
    await ada.page().reload()
    await ada.page().getByRole('button', { name: 'Lock now' }).waitFor()
  })

  it('opens without a network, in a browser that was killed, and what was written goes on', async () => {
    await ada.browser.goOffline()
    const page = await crashAt(ada.base + plan)
    await expectLocked(page)
    await tryPin(page, pin)
    await expect.poll(() => textOf(page)).toContain(words)
    await editorOf(page).getByText(words).click()
    await page.keyboard.press('End')
    await page.keyboard.type(', and more')
    const beside = await ada.browser.newPage(ada.base + plan)
    await expect.poll(() => textOf(beside)).toContain(`${words}, and more`)
    await beside.close()
    await ada.browser.goOnline()
    await synced(ada)
  })

  it('with the PIN forgotten waits longer and longer, and opens to whoever signs in again', async () => {
    await ada.browser.goOffline()
    const page = await crashAt(ada.base + plan)
    for (let wrong = 0; wrong < 5; wrong += 1) {
      await tryPin(page, '000000')
      await expect.poll(() => page.getByRole('textbox', { name: /^PIN/ }).inputValue()).toBe('')
    }
    await tryPin(page, pin)
    await page.getByText(/^Too many wrong PINs. Wait \d+ seconds/).waitFor()
    await page.getByRole('button', { name: 'Forgot the PIN?' }).click()
    const enter = async (word: string) => {
      await page.getByRole('textbox', { name: 'Password' }).fill(word)
      await page.getByRole('button', { name: 'Sign in and unlock' }).click()
    }
    await enter(password)
    await page.getByText(/The server could not be reached/).waitFor()
    await ada.browser.goOnline()
    await enter('not the password')
    await page.getByText('The password is not right.').waitFor()
    expect(await page.content()).not.toContain(secret)
    await enter(password)
    await expect.poll(() => textOf(page)).toContain(`${words}, and more`)
    await (await securityPage()).getByRole('button', { name: 'Set a PIN' }).waitFor()
  })

  it('signs out without a network, and the server is told when there is one', async () => {
    await setPin()
    await ada.browser.goOffline()
    const page = await crashAt(`${ada.base}/settings/account`)
    await tryPin(page, pin)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out and remove the data' }).click()
    await page.getByText('You are signed out.').first().waitFor()
    expect(await page.content()).not.toContain(secret)
    await ada.browser.goOnline()
    await expect
      .poll(() =>
        page.evaluate(async () => ((await (await fetch('/api/session')).json()) as { account?: object }).account),
      )
      .toBeUndefined()
  })

  it('is emptied only when the server has been told, and is a new one then', async () => {
    await ada.browser.goOffline()
    const page = await crashAt('/')
    await page.getByRole('button', { name: 'Forgot the PIN?' }).click()
    const erase = page.getByRole('dialog')
    const confirm = () => erase.getByRole('button', { name: 'Remove everything from this device' }).click()
    await page.getByRole('button', { name: 'Remove everything from this device' }).click()
    await erase.getByRole('textbox').fill('no')
    await confirm()
    await erase.getByText('That is not the word.').waitFor()
    await erase.getByRole('textbox').fill('remove')
    await confirm()
    await erase.getByText(/The server has to be told first/).waitFor()
    await ada.browser.goOnline()
    await confirm()
    await page.waitForURL(/\/w\/ws_/)
    expect(page.url()).not.toContain(ada.base)
  })

  it('logs no error but that', () => {
    // The one wrong password.
    const others = ada.browser.problems().filter(({ text }) => !/401 .*\/api\/session/.test(text))
    expect(others).toEqual([])
  })
})
