import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { openBrowser, type TestBrowser } from './support/browser.ts'
import {
  editorOf,
  fillAccount,
  firstVisit,
  newDocument,
  type Person,
  synced,
  syncWorkspace,
  textOf,
} from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let ada: Person
let grace: TestBrowser
let joe: TestBrowser
let acme: { base: string; organisation: string }
let plan: string

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
})
afterAll(async () => {
  for (const each of [joe, grace, ada?.browser]) await each?.close()
  await server?.close()
})

/** Opens a page of the organisation by its menu. */
async function organisationPage(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Organisation' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

async function join(link: string, name: string): Promise<{ browser: TestBrowser; page: Page }> {
  const browser = await openBrowser({ server })
  const page = await browser.goto(new URL(link).pathname)
  await fillAccount(page, name)
  await page.getByRole('button', { name: 'Create account and join' }).click()
  await page.waitForURL(/\/w\/ws_/)
  return { browser, page }
}

async function shareDialogOf(path: string): Promise<Page> {
  const page = await ada.browser.goto(acme.base + path)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('heading', { name: 'Who has access' }).waitFor()
  return page
}

describe('an organisation', () => {
  it('is made, gets a workspace, somebody by a link, and a team', async () => {
    const page = await ada.goto('/organisation')
    await page.getByRole('button', { name: 'New organisation' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Acme')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.waitForURL(/\/organisation\/org_/)
    const organisation = /org_[0-9a-z]+/.exec(page.url())?.[0] ?? ''
    await organisationPage(page, 'Workspaces')
    await page.getByRole('button', { name: 'New workspace' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Launch')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    const href = await page.getByRole('link', { name: 'Launch', exact: true }).getAttribute('href')
    acme = { base: /\/w\/ws_[0-9a-z]+/.exec(href ?? '')?.[0] ?? '', organisation }

    await organisationPage(page, 'Invitations')
    await page.getByRole('button', { name: 'Invite' }).click()
    await page.getByRole('button', { name: 'Create invitation' }).click()
    const link = await page.getByLabel('Invitation link').inputValue()
    await page.getByText('Whoever has the link').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    grace = (await join(link, 'Grace')).browser

    await ada.browser.goto(`${ada.base}/organisation/${organisation}/teams`)
    await page.getByRole('button', { name: 'New team' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Marketing')
    await page.getByRole('button', { name: 'Create team' }).click()
    await page.getByRole('button', { name: /^Marketing/ }).click()
    await page.getByRole('combobox', { name: 'Add somebody to Marketing' }).fill('grace')
    await page.getByRole('option', { name: /Grace/ }).click()
    await page.getByText('1 member', { exact: true }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('shares one document with the team alone: its people see that and nothing else', async () => {
    const person: Person = { ...ada, base: acme.base, goto: (path = '') => ada.browser.goto(acme.base + path) }
    await newDocument(person, 'Salaries')
    plan = await newDocument(person, 'Launch plan')
    await ada.page().keyboard.type('We launch in May.')
    await synced(ada)
    const page = await shareDialogOf(plan)
    await page.getByRole('combobox', { name: 'Add people or teams' }).fill('market')
    await page.getByRole('option', { name: /Marketing/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click()
    await page.getByRole('button', { name: 'Access of Marketing: Can edit' }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])

    const theirs = await grace.goto(acme.base + plan)
    await theirs.getByText('We launch in May.').waitFor()
    await theirs.getByRole('tree').getByText('Launch plan').waitFor()
    expect(await theirs.locator('body').innerText()).not.toContain('Salaries')
  })

  it('says so when access is taken away while somebody types', async () => {
    const theirs = grace.page()
    await editorOf(theirs).click()
    await theirs.keyboard.press('End')
    await theirs.keyboard.type(' Or June.')
    await ada.browser.goto(acme.base + plan)
    await expect.poll(() => textOf(ada.page())).toContain('Or June.')
    const page = await shareDialogOf(plan)
    await page.getByRole('button', { name: 'Access of Marketing: Can edit' }).click()
    await page.getByRole('menuitem', { name: 'Remove access' }).click()
    await page.getByRole('button', { name: 'Access of Marketing: Can edit' }).waitFor({ state: 'detached' })
    await theirs.keyboard.type(' Or never.')
    await theirs
      .getByText(/no longer have access|access was taken/i)
      .first()
      .waitFor()
    await ada.browser.goto(acme.base + plan)
    await expect.poll(() => textOf(ada.page())).toContain('Or June.')
    expect(await textOf(ada.page())).not.toContain('never')
  })

  it('lets a guest see one document, invited by address from the dialog', async () => {
    const page = await shareDialogOf(plan)
    await page.getByRole('combobox', { name: 'Add people or teams' }).fill('joe@example.org')
    // At once and alone: what is offered does not move away when the server has looked.
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['Invite joe@example.org'])
    await page.getByRole('option', { name: 'Invite joe@example.org' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click()
    const link = await page.getByLabel('Invitation link for joe@example.org').inputValue()
    const joined = await join(link, 'Joe')
    joe = joined.browser
    await joined.page.getByText('We launch in May.').waitFor()
    expect(await joined.page.locator('body').innerText()).not.toContain('Salaries')

    await ada.browser.goto(`${ada.base}/organisation/${acme.organisation}/guests`)
    await page.getByText('joe@example.org').waitFor()
    await page.getByRole('button', { name: 'More about Joe' }).click()
    await page.getByRole('menuitem', { name: 'What can Joe see?' }).click()
    await page.getByText('Launch plan').waitFor()
    await page.getByRole('button', { name: 'Why “Launch plan”?' }).click()
    await page.getByRole('main').getByRole('listitem').getByRole('listitem').first().waitFor()
  })

  it('shows one thing to whoever has the public link and its password, until it is taken back', async () => {
    const page = await shareDialogOf(plan)
    await page.getByRole('button', { name: 'Create public link' }).click()
    await page.getByLabel('Password (optional)').fill('open sesame')
    await page.getByRole('button', { name: 'Create link' }).click()
    const link = new URL(await page.getByLabel('Public link', { exact: true }).inputValue()).pathname
    const stranger = await openBrowser({ server })
    const theirs = await stranger.goto(link)
    await theirs.getByLabel('Password').fill('open sesame')
    expect(await theirs.locator('body').innerText()).not.toContain('We launch')
    await theirs.keyboard.press('Enter')
    await theirs.getByText('We launch in May.').waitFor()
    await page.getByRole('button', { name: /^Take back the public link/ }).click()
    await page.getByRole('button', { name: 'Take back', exact: true }).last().click()
    await page.getByText('The public link does not work any more.').waitFor()
    await stranger.goto(link)
    await theirs.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    expect(await theirs.locator('body').innerText()).not.toContain('We launch')
    await stranger.close()
  })

  it('removes a member only after their name was typed, and has noted it', async () => {
    const page = await ada.browser.goto(`${ada.base}/organisation/${acme.organisation}/members`)
    await page.getByRole('button', { name: 'More about Grace' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    const remove = page.getByRole('dialog').getByRole('button', { name: 'Remove' })
    expect(await remove.isDisabled()).toBe(true)
    await page.getByLabel('Type “Grace” to confirm').fill('grace')
    expect(await accessibilityViolations(page)).toEqual([])
    await remove.click()
    await page.getByText('Grace was removed.').waitFor()
    await organisationPage(page, 'Audit log')
    await page.getByText('Ada removed a member').waitFor()
    ada.browser.expectNoProblems()
  })

  it('says offline that it needs the server, and is whole again after it', async () => {
    const page = await ada.browser.goto(acme.base + plan)
    await page.getByText('We launch in May.').waitFor()
    await ada.browser.goOffline()
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    await page.getByText('Sharing needs the server').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Sharing needs the server').waitFor()
    // It is asked again by itself then.
    await ada.browser.goOnline()
    await page.getByRole('heading', { name: 'Who has access' }).waitFor()
  })

  it('makes a key that works, sets a limit, and revokes the key', async () => {
    const page = await ada.browser.goto(`${ada.base}/organisation/${acme.organisation}/keys`)
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Nightly report')
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await page.getByLabel('Key “Nightly report”').inputValue()
    const asked = () =>
      fetch(`${server.url}/api/orgs/${acme.organisation}`, { headers: { authorization: `Bearer ${token}` } })
    expect((await asked()).status).toBe(200)
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Revoke the key Nightly report' }).click()
    await page.getByRole('button', { name: 'Revoke', exact: true }).last().click()
    await page.getByText('No API keys').waitFor()
    expect((await asked()).status).toBe(401)

    await organisationPage(page, 'Quotas')
    await page.getByRole('button', { name: 'Change the limit: Workspaces' }).click()
    await page.getByRole('dialog').getByLabel('Limit').fill('1')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByText('1 of 1').waitFor()
    await organisationPage(page, 'Workspaces')
    await page.getByRole('button', { name: 'New workspace' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('One too many')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await page.getByRole('alert').first().waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('cell', { name: 'One too many' }).count()).toBe(0)
  })

  it('is erased only after its name was typed, and gone for everyone', async () => {
    const page = await ada.browser.goto(`${ada.base}/organisation/${acme.organisation}/general`)
    await page.getByRole('button', { name: 'Erase the organisation' }).click()
    await page.getByLabel('Type “Acme” to confirm').fill('Acme')
    const certificate = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Erase', exact: true }).click()
    expect((await certificate).suggestedFilename()).toBe(`erased-${acme.organisation}.json`)
    await page.getByText('Acme is erased.').waitFor()
    await ada.browser.goto(`${ada.base}/organisation/${acme.organisation}`)
    await page.getByText('There is no such organisation').waitFor()
  })
})
