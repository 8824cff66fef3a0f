import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { openBrowser } from './support/browser.ts'
import { fillAccount, firstVisit, password, synced, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

async function invitationLink(page: Page, role: string): Promise<string> {
  await page.getByRole('combobox', { name: 'Role', exact: true }).click()
  await page.getByRole('option', { name: role }).click()
  await page.getByRole('button', { name: 'Create link' }).click()
  return page.getByLabel('Invitation link').inputValue()
}

it('syncs a local workspace, invites a viewer by link, and shows them that they can only read', async () => {
  const ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
  await synced(ada)
  const page = await ada.goto('/settings/members')
  await page.getByText('ada@example.org').waitFor()
  const link = await invitationLink(page, 'Viewer')
  expect(await accessibilityViolations(page)).toEqual([])

  const other = await openBrowser({ server })
  const theirs = await other.goto(new URL(link).pathname)
  await theirs.getByText('Ada invites you to').waitFor()
  expect(await accessibilityViolations(theirs)).toEqual([])
  await fillAccount(theirs, 'Grace')
  await theirs.getByRole('button', { name: 'Create account and join' }).click()
  await theirs.waitForURL(new RegExp(ada.base))
  await theirs.getByText('You can read this workspace but not change it.').waitFor()
  expect(await theirs.getByRole('button', { name: /New document/ }).count()).toBe(0)

  await ada.goto('/settings/members')
  await page.getByText('grace@example.org').waitFor()
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.getByText('No open invitations.').waitFor()
  await other.goto(new URL(link).pathname)
  await theirs.getByText('This invitation does not work any more').waitFor()
  ada.browser.expectNoProblems()
  await other.close()
  await ada.browser.close()
})

it('takes no stranger, says what is wrong with a password, and keeps or removes the data at signing out', async () => {
  const browser = await openBrowser({ server })
  const page = await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  await browser.goto(`${new URL(page.url()).pathname}/settings/account`)
  await page.getByText('This server takes new accounts by invitation only.').waitFor()
  await page.getByLabel('E-mail').fill('ada@example.org')
  const word = page.getByRole('textbox', { name: 'Password' })
  await word.fill('not the one')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The e-mail address or the password is not right.').waitFor()
  await word.fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('ada@example.org').waitFor()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out, keep the data here' }).click()
  await page.getByText('You are signed out.').waitFor()
  await page.getByLabel('E-mail').waitFor()
  await browser.close()
})
