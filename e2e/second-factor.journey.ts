import type { Page } from 'playwright-core'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMailbox, type TestMailbox } from '../sync-server/testing/test-mailbox.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { openBrowser, type TestBrowser } from './support/browser.ts'
import { fillAccount, firstVisit, password, type Person, syncWorkspace } from './support/people.ts'
import { pictures } from './support/pictures.ts'
import { rest } from './support/rest.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let mailbox: TestMailbox
let ada: Person
let bob: TestBrowser
let organisation: string
/** Of the organisation: where Bob wants to go. */
let launch: string

beforeAll(async () => {
  mailbox = await openMailbox()
  server = await startServer({
    env: { NEXUS_SMTP_URL: mailbox.smtpUrl, NEXUS_MAIL_FROM: 'nexus@example.org', NEXUS_SIGN_UP: 'open' },
  })
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
})
afterAll(async () => {
  for (const each of [bob, ada?.browser]) await each?.close()
  await server?.close()
  await mailbox?.close()
})

/** In both sizes, as they change on the screen that is there. */
async function look(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  await pictures(page, name, async () => undefined)
  await page.emulateMedia({ colorScheme: 'light' })
  if (before) await page.setViewportSize(before)
}

async function codeOn(page: Page): Promise<string> {
  const secret = (await page.locator('code').first().innerText()).replaceAll(' ', '')
  return TOTP.generate({ secret: Secret.fromBase32(secret) })
}

async function keepCodes(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
  await page.getByRole('button', { name: 'I have kept them' }).click()
}

it('who lacks the second factor that an organisation asks for is led to it, and on to where they wanted to go', async () => {
  const page = await ada.goto('/settings/security')
  organisation = (await rest<{ id: string }>(page, 'POST /api/orgs', { name: 'Careful' })).id
  const made = await rest<{ id: string }>(page, `POST /api/orgs/${organisation}/workspaces`, { name: 'Launch' })
  launch = `/w/${made.id}`
  const { token } = await rest<{ token: string }>(page, `POST /api/orgs/${organisation}/invitations`, {
    workspace: made.id,
    workspaceRole: 'editor',
  })
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await page.getByRole('textbox', { name: 'Code of the app' }).fill(await codeOn(page))
  await page.getByRole('dialog').getByRole('button', { name: 'Turn on', exact: true }).click()
  await keepCodes(page)
  await rest(page, `PATCH /api/orgs/${organisation}`, { settings: { signIn: { requireTwoFactor: true } } })

  bob = await openBrowser({ server })
  const his = await bob.goto(`/invite/${token}`)
  await fillAccount(his, 'Bob')
  await his.getByRole('button', { name: 'Create account and join' }).click()

  await his.getByRole('heading', { level: 1, name: 'Careful asks for two-factor sign-in' }).waitFor()
  await his.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor()
  expect(await accessibilityViolations(his)).toEqual([])
  await look(his, 'enrol')
  // Not now: their own work goes on, and every screen says what is missing.
  await his.getByRole('link', { name: 'Not now' }).click()
  await his.getByText('Careful lets you in as soon as your account has two-factor sign-in.').waitFor()
  expect(await accessibilityViolations(his)).toEqual([])
  await look(his, 'notice')
  await bob.goto(launch)
  await his.getByRole('heading', { level: 1, name: 'Careful asks for two-factor sign-in' }).waitFor()
  await his.getByRole('textbox', { name: 'Code of the app' }).fill('000000')
  await his.getByRole('button', { name: 'Turn on and continue' }).click()
  await his.getByRole('alert').getByText('That code is not right').waitFor()
  await his.getByRole('textbox', { name: 'Code of the app' }).fill(await codeOn(his))
  await his.getByRole('button', { name: 'Turn on and continue' }).click()
  await keepCodes(his)
  await his.waitForURL(new RegExp(launch))
  await his.getByRole('main').first().waitFor()
  await expect.poll(() => his.getByText('Careful lets you in as soon as').count()).toBe(0)
})

it('who has lost it is helped by an administrator, is told, and sets it up again', async () => {
  const page = await ada.browser.goto(`${ada.base}/organisation/${organisation}/members`)
  const open = async () => {
    await page.getByRole('button', { name: 'More about Bob' }).click()
    await page.getByRole('menuitem', { name: 'Reset two-factor sign-in' }).click()
  }
  await open()
  const dialog = page.getByRole('dialog', { name: 'Reset two-factor sign-in of Bob?' })
  await dialog.waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await look(page, 'reset')
  // The narrow list is another one than the wide: the dialog went with it.
  if (!(await dialog.isVisible())) await open()
  await dialog.getByRole('button', { name: 'Reset two-factor sign-in' }).click()
  await page.getByText('Two-factor sign-in of Bob is reset. They are told by mail.').waitFor()
  const mail = await mailbox.mail('bob@example.org', /was reset/)
  expect(mail.text).toContain('Ada, who administers Careful,')

  const his = await bob.goto(`/sign-in?to=${encodeURIComponent(launch)}`)
  await his.getByLabel('E-mail').fill('bob@example.org')
  await his.getByRole('textbox', { name: 'Password' }).fill(password)
  await his.getByRole('button', { name: 'Sign in', exact: true }).click()
  await his.getByRole('heading', { level: 1, name: 'Careful asks for two-factor sign-in' }).waitFor()
  await his.getByRole('textbox', { name: 'Code of the app' }).fill(await codeOn(his))
  await his.getByRole('button', { name: 'Turn on and continue' }).click()
  await keepCodes(his)
  await his.waitForURL(new RegExp(launch))
})

it('an administrator keeps secrets and limits of single workspaces, and takes away what the audit log shows', async () => {
  const page = await ada.browser.goto(`${ada.base}/organisation/${organisation}/secrets`)
  await page.getByText('No secrets').waitFor()
  const store = async (open: () => Promise<void>, name?: string) => {
    await open()
    const dialog = page.getByRole('dialog')
    if (name) await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('textbox', { name: 'Value' }).fill('pa55word-of-mail')
    await dialog.getByRole('button', { name: 'Store', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await store(() => page.getByRole('button', { name: 'New secret' }).first().click(), 'smtp')
  await page.getByText('Version 1').first().waitFor()
  const more = async (item: string) => {
    await page.getByRole('button', { name: 'More about smtp' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await store(() => more('Store a new version'))
  await page.getByText('Version 2', { exact: true }).waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await look(page, 'secrets')
  expect(await page.content()).not.toContain('pa55word-of-mail')
  await page.getByRole('button', { name: 'Revoke version 1 of smtp' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByRole('list', { name: 'Versions of smtp' }).waitFor({ state: 'hidden' })
  await more('Revoke')
  await page.getByRole('dialog').getByRole('textbox').fill('smtp')
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByText('No secrets').waitFor()

  await ada.browser.goto(`${ada.base}/organisation/${organisation}/quotas`)
  await page.getByRole('combobox', { name: 'Workspace' }).click()
  await page.getByRole('option', { name: 'Launch' }).click()
  await page.getByRole('button', { name: 'Change the limit: Documents' }).last().click()
  await page.getByRole('dialog').getByLabel('Limit').fill('7')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('0 of 7').waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await look(page, 'quotas')

  await ada.browser.goto(`${ada.base}/organisation/${organisation}/audit?action=secret.`)
  await page.getByText('Ada stored a secret').first().waitFor()
  const link = page.getByRole('link', { name: 'Export these as JSON lines' })
  const downloading = page.waitForEvent('download')
  await link.click()
  expect((await downloading).suggestedFilename()).toBe(`audit-selection-${organisation}.jsonl`)
  expect(await accessibilityViolations(page)).toEqual([])
  await look(page, 'audit')
})
