import type { Page } from 'playwright-core'
import { openBrowser, type BrowserOptions, type TestBrowser } from './browser.ts'
import { rest } from './rest.ts'
import type { TestServer } from './server.ts'

/** Someone at their device, in a workspace. */
export interface Person {
  readonly browser: TestBrowser
  /** `/w/ws_…` */
  readonly base: string
  page(): Page
  /** Opens a path below the workspace and waits for the app. */
  goto(path?: string): Promise<Page>
  /** What the corner of the screen says of the state of sync. */
  status(): Promise<string>
}

export const password = 'correct horse battery'

/** A first visit: a local workspace, no account. */
export async function firstVisit(server: TestServer, options: Omit<BrowserOptions, 'server'> = {}): Promise<Person> {
  const browser = await openBrowser({ ...options, server })
  const page = await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  return personAt(browser, new URL(page.url()).pathname)
}

/** Makes an account out of a first visit, with the workspace that is on the device. */
export async function syncWorkspace(person: Person, name: string): Promise<void> {
  const page = await person.goto('/settings/sync')
  await fillAccount(page, name)
  await page.getByRole('button', { name: 'Create account and sync' }).click()
  await page.getByText('This workspace is synced.').waitFor()
}

/** Until everything that was typed here is on the server, as the screen says. */
export async function synced(person: Person): Promise<void> {
  await person
    .page()
    .getByTestId('sync-status')
    .filter({ hasText: /^Synced at/ })
    .waitFor()
}

/** A link into the workspace, made by its owner over REST with the session of their browser. */
export async function invitationTo(owner: Person, role: 'editor' | 'viewer'): Promise<string> {
  const { token } = await rest<{ token: string }>(owner.page(), `POST ${restOf(owner)}/invitations`, {
    role,
    expiresInDays: 7,
  })
  return `/invite/${token}`
}

/** Where the server has the workspace: `/api/workspaces/ws_…` */
export function restOf({ base }: Pick<Person, 'base'>): `/api/workspaces/${string}` {
  return `/api/workspaces/${base.split('/').at(-1)}`
}

/** Someone new who follows an invitation link on their own device. */
export async function joinBy(
  server: TestServer,
  link: string,
  who: { name: string; base: string; options?: Omit<BrowserOptions, 'server'> },
): Promise<Person> {
  const browser = await openBrowser({ ...who.options, server })
  const page = await browser.goto(link)
  await fillAccount(page, who.name)
  await page.getByRole('button', { name: 'Create account and join' }).click()
  await page.waitForURL(new RegExp(who.base))
  return personAt(browser, who.base)
}

/** Signs in on a further device. */
export async function signIn(server: TestServer, name: string, base: string): Promise<Person> {
  const browser = await openBrowser({ server })
  const page = await browser.goto('/')
  await page.waitForURL(/\/w\/ws_/)
  await browser.goto(`${new URL(page.url()).pathname}/settings/account`)
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.org`)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText(`${name.toLowerCase()}@example.org`).first().waitFor()
  return personAt(browser, base)
}

/** A new document; answers its path below the workspace. The caret is in its text. */
export async function newDocument(person: Person, title: string): Promise<string> {
  const page = await person.goto('/documents')
  await page
    .getByRole('main')
    .getByRole('button', { name: /^New document/ })
    .first()
    .click()
  await page.waitForURL(/\/documents\/document_/)
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill(title)
  await page.keyboard.press('Enter')
  await editorOf(page).and(page.locator(':focus')).waitFor()
  return new URL(page.url()).pathname.slice(person.base.length)
}

/** The text that people type in. */
export function editorOf(page: Page) {
  return page.getByRole('textbox', { name: 'Text', exact: true })
}

/** What the document says, without the names at the carets of others. */
export function textOf(page: Page): Promise<string> {
  return editorOf(page).evaluate((editor) => {
    const copy = editor.cloneNode(true) as HTMLElement
    for (const caret of copy.querySelectorAll('[class*="caret"]')) caret.remove()
    return [...copy.children].map((block) => block.textContent ?? '').join('\n')
  })
}

/** Of somebody new. */
export async function fillAccount(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.org`)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
}

function personAt(browser: TestBrowser, base: string): Person {
  return {
    browser,
    base,
    page: () => browser.page(),
    goto: async (path = '') => {
      const page = await browser.goto(base + path)
      await page.getByRole('main').first().waitFor()
      return page
    },
    status: () => browser.page().getByTestId('sync-status').innerText(),
  }
}
