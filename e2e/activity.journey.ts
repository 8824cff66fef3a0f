import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AskedOf,
  type HostileEndpoint,
  sayCalls,
  sayText,
  startHostileEndpoint,
} from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import {
  editorOf,
  firstVisit,
  invitationTo,
  joinBy,
  newDocument,
  type Person,
  syncWorkspace,
  textOf,
} from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let model: HostileEndpoint
let folder: string
let ada: Person
let ben: Person
let vera: Person
let note: string

const answersIn = (body: AskedOf['body']) =>
  body.messages.filter(({ role }: { role: string }) => role === 'tool').length
const idOf = (body: AskedOf['body']) => /document_[0-9a-z]{26}/.exec(JSON.stringify(body.messages))?.[0]
const lines = (page: Page) => page.getByRole('region', { name: 'What happened' }).getByRole('listitem')
const line = (page: Page, text: string | RegExp) => lines(page).filter({ hasText: text }).first()

beforeAll(async () => {
  model = await startHostileEndpoint((response, { path, body }) => {
    if (path.endsWith('/models')) return sayText(response, '')
    const question = JSON.stringify(body.messages.findLast(({ role }: { role: string }) => role === 'user'))
    const made = answersIn(body)
    if (question.includes('three tasks') && made === 0)
      return sayCalls(
        response,
        ['Buy paint', 'Sand the door', 'Paint the door'].map((title) => ({ name: 'tasks_create', input: { title } })),
      )
    if (question.includes('shorter') && made === 0)
      return sayCalls(response, [{ name: 'things_read', input: { id: idOf(body) } }])
    if (question.includes('shorter') && made === 1)
      return sayCalls(response, [
        { name: 'documents_edit', input: { id: idOf(body), find: 'at this point in time', replace: 'now' } },
      ])
    return sayText(response, 'That is done.')
  })
  folder = await mkdtemp(join(tmpdir(), 'nexus-activity-'))
  const config = join(folder, 'nexus.yaml')
  await writeFile(config, 'assistant: { allow_private_endpoints: true }\n')
  server = await startServer({ env: { NEXUS_CONFIG: config } })
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
  note = await newDocument(ada, 'Note')
  await ada.page().keyboard.type('We have at this point in time no room.')
  await editorOf(ada.page()).getByText('no room.').waitFor()
  ben = await joinBy(server, await invitationTo(ada, 'editor'), { name: 'Ben', base: ada.base })
  vera = await joinBy(server, await invitationTo(ada, 'viewer'), { name: 'Vera', base: ada.base })
  await setModel(ada.page(), model.endpoint)
})
afterAll(async () => {
  for (const person of [vera, ben, ada]) await person?.browser.close()
  await server?.close()
  await model?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function setModel(page: Page, endpoint: string): Promise<void> {
  const status = await page.evaluate(async (at) => {
    const orgs = (await (await fetch('/api/orgs')).json()) as { items?: { id: string }[] } | { id: string }[]
    const [org] = Array.isArray(orgs) ? orgs : (orgs.items ?? [])
    const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
    const body = JSON.stringify({ endpoint: at, chatModel: 'tiny' })
    return (await fetch(`/api/orgs/${org?.id}/assistant/provider`, { ...put, body })).status
  }, endpoint)
  expect(status).toBe(200)
}

/** By the panel, of the model on the server. */
async function askModel(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+j')
  const field = page.getByRole('textbox', { name: 'Ask or tell the assistant' })
  await field.waitFor()
  const choice = page.getByRole('button', { name: /^Who answers/ })
  if (!(await choice.innerText()).includes('Model')) {
    await choice.click()
    await page.getByRole('menuitemradio', { name: /^Model/ }).click()
  }
  await field.fill(text)
  await page.keyboard.press('Enter')
  await page.getByRole('log', { name: 'Conversation' }).getByText('That is done.').last().waitFor()
}

async function openActivity(person: Person): Promise<Page> {
  const page = await person.goto('/tasks')
  await page
    .getByRole('button', { name: /Switch workspace/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Activity' }).click()
  await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor()
  return page
}

describe('the activity of a workspace', () => {
  it('tells what two people and the assistant did, with links, and goes on while one looks', async () => {
    await newDocument(ben, 'Harbour plan')
    await ben.page().keyboard.type('Boats first.')
    await askModel(ada.page(), 'Add three tasks')
    const page = await openActivity(ada)
    await line(page, 'Ben made Harbour plan').waitFor()
    await line(page, 'Ada made Note').waitFor()
    await line(page, 'Nexus for Ada made Buy paint, Sand the door and Paint the door').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    // Live: nobody asks for it.
    await ben.page().getByRole('textbox', { name: 'Title', exact: true }).fill('Harbour plan 2')
    await line(page, 'Ben made Harbour plan 2').waitFor()
    await line(page, 'Ben made').getByRole('link', { name: 'Harbour plan 2' }).click()
    await editorOf(page).getByText('Boats first.').waitFor()
  })

  it('takes back what the assistant did, in one step that can be undone itself', async () => {
    const page = await openActivity(ada)
    await line(page, 'Nexus for Ada made')
      .getByRole('button', { name: /^Undo: Buy paint/ })
      .click()
    await page.getByText('3 things taken back.').waitFor()
    await line(page, 'Ada moved Buy paint, Sand the door and Paint the door to the trash').waitFor()
    await line(page, 'Nexus for Ada made').waitFor()
    await expect.poll(() => page.getByRole('button', { name: /^Undo: / }).count()).toBe(0)
    await page
      .getByRole('alert')
      .or(page.getByRole('status'))
      .getByRole('button', { name: 'Undo', exact: true })
      .click()
    await line(page, /Ada took .*Buy paint.* out of the trash/).waitFor()
    await page
      .getByRole('button', { name: /^Undo: / })
      .first()
      .waitFor()
  })

  it('tells of a proposal who accepted it, here and in the history of the document, and puts the words back', async () => {
    await ada.goto(note)
    const page = ada.page()
    await askModel(page, 'Make this shorter')
    await page.getByRole('button', { name: 'Dock beside the page' }).click()
    await page.getByRole('main').getByRole('button', { name: 'Accept', exact: true }).click()
    await expect.poll(() => textOf(page)).toContain('We have now no room.')
    await openActivity(ada)
    const accepted = line(page, 'Nexus for Ada changed Note')
    await accepted.getByText('accepted by Ada').waitFor()
    await ada.goto(`${note}?history=${note.split('/').at(-1)}`)
    await page
      .getByRole('navigation', { name: 'Versions' })
      .getByText('Nexus for Ada, accepted by Ada')
      .first()
      .waitFor()
    await openActivity(ada)
    await accepted.getByRole('button', { name: /^Undo: Note/ }).click()
    await page.getByText('Taken back.').waitFor()
    await ada.goto(note)
    await expect.poll(() => textOf(page)).toContain('We have at this point in time no room.')
  })

  it('shows a viewer no undo, and nothing of what is hidden from her now', async () => {
    const page = await openActivity(vera)
    await line(page, 'Nexus for Ada changed Note').waitFor()
    expect(await page.getByRole('button', { name: /^Undo: / }).count()).toBe(0)
    const hidden = await ada.page().evaluate(
      async (path) => {
        const patch = { method: 'PATCH', headers: { 'content-type': 'application/json' } }
        return (await fetch(path, { ...patch, body: JSON.stringify({ inherits: false }) })).status
      },
      `/api/workspaces/${ada.base.split('/').at(-1)}/sharing/${note.split('/').at(-1)}`,
    )
    expect(hidden).toBe(204)
    await line(page, 'Note').waitFor({ state: 'detached' })
    await line(page, 'Ben made Harbour plan 2').waitFor()
  })

  it('can be narrowed, by the keyboard as well, and says so when nothing is left', async () => {
    const page = await openActivity(vera)
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.getByRole('combobox', { name: 'By' }).click()
    await page.getByRole('option', { name: 'The assistant' }).click()
    await expect
      .poll(() =>
        lines(page)
          .filter({ hasText: /^(?!.*Nexus)/ })
          .count(),
      )
      .toBe(0)
    await line(page, 'Nexus for Ada made').waitFor()
    await page.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Whiteboards' }).click()
    await page.getByText('Nothing like that').waitFor()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await line(page, 'Ben made Harbour plan 2').waitFor()
  })

  it('without a network tells what this device knows, and that it is not all', async () => {
    const page = await openActivity(ben)
    await line(page, 'Ben made Harbour plan 2').waitFor()
    await ben.browser.goOffline()
    await page.reload()
    await page.getByText('You are offline: this is the latest change', { exact: false }).waitFor()
    await line(page, 'Harbour plan 2').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await ben.browser.goOnline()
    await line(page, 'Nexus for Ada made').waitFor({ timeout: 30_000 })
    ben.browser.expectNoProblems()
  })
})
