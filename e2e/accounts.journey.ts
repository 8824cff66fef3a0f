import type { Page } from 'playwright-core'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openIssuer, testClient, type TestIssuer } from '../sync-server/testing/test-issuer.ts'
import { openMailbox, type TestMailbox } from '../sync-server/testing/test-mailbox.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { openBrowser, type TestBrowser } from './support/browser.ts'
import { fillAccount, password } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let mailbox: TestMailbox
let issuer: TestIssuer

beforeAll(async () => {
  mailbox = await openMailbox()
  issuer = await openIssuer({ sub: '1', name: 'Linus', email: 'linus@example.org', email_verified: true })
  server = await startServer({
    env: {
      NEXUS_SMTP_URL: mailbox.smtpUrl,
      NEXUS_MAIL_FROM: 'nexus@example.org',
      NEXUS_SIGN_UP: 'open',
      NEXUS_OIDC_ACME_ISSUER: issuer.issuer,
      NEXUS_OIDC_ACME_LABEL: 'Acme',
      NEXUS_OIDC_ACME_CLIENT_ID: testClient.client_id,
      NEXUS_OIDC_ACME_CLIENT_SECRET: testClient.client_secret,
    },
  })
})
afterAll(async () => {
  await server.close()
  await mailbox.close()
  await issuer.close()
})

const emailOf = (name: string) => `${name.toLowerCase()}@example.org`
const linkIn = (text: string) => new URL(/http:\/\/\S+#[\w-]+/.exec(text)?.[0] ?? '')

interface At {
  browser: TestBrowser
  page: Page
  /** `/w/ws_…/settings` */
  settings: string
}

async function visit(): Promise<At> {
  const browser = await openBrowser({ server, host: 'localhost' })
  const page = await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  return { browser, page, settings: `${new URL(page.url()).pathname}/settings` }
}

async function signUp(name: string): Promise<At> {
  const at = await visit()
  const { page } = at
  await at.browser.goto(`${at.settings}/sync`)
  await fillAccount(page, name)
  await page.getByRole('button', { name: 'Create account and sync' }).click()
  await page.getByText('This workspace is synced.').waitFor()
  return at
}

async function signOut({ browser, page, settings }: At): Promise<void> {
  await browser.goto(`${settings}/account`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out, keep the data here' }).click()
  await page.getByRole('button', { name: 'I have an account' }).click()
}

async function fillSignIn(page: Page, name: string, word = password): Promise<void> {
  await page.getByLabel('E-mail').fill(emailOf(name))
  await page.getByRole('textbox', { name: 'Password' }).fill(word)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

it('turns on two-factor sign-in with a typed secret, signs in with a code, and once with a recovery code', async () => {
  const at = await signUp('Ada')
  const { browser, page, settings } = at
  await browser.goto(`${settings}/security`)
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  const secret = (await dialog.locator('code').innerText()).replaceAll(' ', '')
  const codeIn = (periods: number) =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + periods * 30_000 })
  // A code is taken half a minute early or late, so that of the next half minute is still good for signing in.
  await dialog.getByLabel('Code of the app').fill(codeIn(0))
  await dialog.getByRole('button', { name: 'Turn on', exact: true }).click()
  await dialog.getByText('Recovery codes', { exact: true }).waitFor()
  const recovery = await dialog.locator('li code').allInnerTexts()
  expect(recovery).toHaveLength(10)
  expect(await accessibilityViolations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('On. 10 recovery codes are left.').waitFor()

  await signOut(at)
  await fillSignIn(page, 'Ada')
  await page.getByText('Enter the six digits').waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await page.getByLabel('Code').fill('000000')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('That code is not right').waitFor()
  await page.getByLabel('Code').fill(codeIn(1))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText(emailOf('Ada')).waitFor()

  await signOut(at)
  await fillSignIn(page, 'Ada')
  await page.getByLabel('Code').fill(recovery[0] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText(emailOf('Ada')).waitFor()
  await browser.goto(`${settings}/security`)
  await page.getByText('On. 9 recovery codes are left.').waitFor()
  await browser.close()
})

it('adds a passkey, signs in with it alone, and removes it', async () => {
  const at = await signUp('Grace')
  const { browser, page, settings } = at
  const devtools = await browser.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await browser.goto(`${settings}/security`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name').fill('Test laptop')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Test laptop').waitFor()
  expect(await accessibilityViolations(page)).toEqual([])

  await signOut(at)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText(emailOf('Grace')).waitFor()

  await browser.goto(`${settings}/security`)
  await page.getByRole('button', { name: 'Remove Test laptop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('You have no passkeys.').waitFor()
  browser.expectNoProblems()
  await browser.close()
})

it('sets a forgotten password by mail, and the other device is signed out', async () => {
  const other = await signUp('Hedy')
  await other.browser.goto(`${other.settings}/account`)
  await other.page.getByText(emailOf('Hedy')).waitFor()
  const { browser, page, settings } = await visit()
  await browser.goto(`${settings}/account`)
  await page.getByRole('button', { name: 'I have an account' }).click()
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
  await page.getByLabel('E-mail').fill(emailOf('Hedy'))
  expect(await accessibilityViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('Look into your mailbox').waitFor()
  const { pathname, hash } = linkIn((await mailbox.mail(emailOf('Hedy'), /new password/)).text)
  await browser.goto(pathname + hash)
  await page.getByLabel('New password').fill('another good password')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('The password is set').waitFor()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await fillSignIn(page, 'Hedy', 'another good password')
  await page.waitForURL(/\/w\/ws_/)
  await other.page.getByLabel('E-mail').waitFor()
  await other.browser.close()
  await browser.close()
})

it('confirms an address, lists the devices and signs one out', async () => {
  const at = await signUp('Ida')
  const { browser, page, settings } = at
  const { pathname, hash } = linkIn((await mailbox.mail(emailOf('Ida'), /Confirm/)).text)
  await browser.goto(pathname + hash)
  await page.getByRole('button', { name: 'Confirm the address' }).click()
  await page.getByText('The address is confirmed').waitFor()
  await browser.goto(`${settings}/security`)
  await page.getByText('Confirmed', { exact: true }).waitFor()

  const phone = await visit()
  await phone.browser.goto('/sign-in')
  await fillSignIn(phone.page, 'Ida')
  await phone.page.waitForURL(/\/w\/ws_/)
  await phone.browser.goto(`${phone.settings}/account`)
  await phone.page.getByText(emailOf('Ida')).waitFor()

  await browser.goto(`${settings}/devices`)
  await page.getByText(/^This device, signed in/).waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await page.getByRole('button', { name: /^Sign out Chrome on Linux/ }).click()
  await page.getByText('This is the only one.').waitFor()
  await phone.page.getByLabel('E-mail').waitFor()
  browser.expectNoProblems()
  await phone.browser.close()
  await browser.close()
})

it('comes by a provider, and keeps the last way in', async () => {
  const { browser, page } = await visit()
  issuer.register(`${browser.url}/api/session/providers/callback`)
  await browser.goto('/sign-in')
  expect(await accessibilityViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Continue with Acme' }).click()
  await page.waitForURL(/\/w\/ws_/)
  const settings = `${new URL(page.url()).pathname}/settings`
  await browser.goto(`${settings}/security`)
  await page.getByText('Linked', { exact: true }).waitFor()
  await page.getByText('Your account has no password.').waitFor()
  await page.getByRole('button', { name: 'Unlink Acme' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
  await page.getByText('You could not sign in any more without it.').waitFor()
  await browser.close()
})

it('signs out without a network: gone here at once, and at the server with the next contact', async () => {
  const at = await signUp('Joan')
  const { browser, page, settings } = at
  const cookies = await browser.context().cookies()
  const session = cookies.find(({ name }) => name === 'nexus_session')?.value ?? ''
  const account = async () => {
    const answer = await fetch(`${server.url}/api/session`, { headers: { cookie: `nexus_session=${session}` } })
    return ((await answer.json()) as { account?: { email: string } }).account?.email
  }
  expect(await account()).toBe(emailOf('Joan'))
  await browser.goto(`${settings}/account`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor()
  await browser.goOffline()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out, keep the data here' }).click()
  await page.getByText('You are signed out.').waitFor()
  expect(await account()).toBe(emailOf('Joan'))
  await browser.goOnline()
  await expect.poll(account).toBeUndefined()
  await browser.close()
})
