import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AskedOf,
  begin,
  delta,
  event,
  type HostileEndpoint,
  sayCalls,
  sayText,
  startHostileEndpoint,
} from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { editorOf, firstVisit, newDocument, type Person, syncWorkspace, textOf } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let model: HostileEndpoint
let ada: Person
let page: Page
let folder: string
/** What the model waits for in the middle of an answer. */
let mayGoOn = Promise.resolve()

const field = () => page.getByRole('textbox', { name: 'Ask or tell the assistant' })
const latest = () => page.getByRole('log', { name: 'Conversation' }).getByRole('article').last()
const idOf = (body: AskedOf['body']) => /document_[0-9a-z]{26}/.exec(JSON.stringify(body.messages))?.[0]
const answersIn = (body: AskedOf['body']) =>
  body.messages.filter(({ role }: { role: string }) => role === 'tool').length

beforeAll(async () => {
  model = await startHostileEndpoint(async (response, { path, body }) => {
    if (path.endsWith('/models')) return sayText(response, '')
    const question = JSON.stringify(body.messages.findLast(({ role }: { role: string }) => role === 'user'))
    if (question.includes('shorter') && answersIn(body) === 0)
      return sayCalls(response, [{ name: 'things_read', input: { id: idOf(body) } }])
    if (question.includes('shorter') && answersIn(body) === 1) {
      const edit = (find: string, replace: string) => ({
        name: 'documents_edit',
        input: { id: idOf(body), find, replace, reason: 'Fewer words.' },
      })
      return sayCalls(response, [edit('at this point in time', 'now'), edit('in order to', 'to')])
    }
    begin(response)
    response.write(delta({ role: 'assistant', content: 'Two places ' }))
    await mayGoOn
    return response.end(delta({ content: 'could be **shorter**.' }) + delta({}, 'stop') + event('[DONE]'))
  })
  folder = await mkdtemp(join(tmpdir(), 'nexus-agent-'))
  const config = join(folder, 'nexus.yaml')
  await writeFile(config, 'assistant: { allow_private_endpoints: true }\n')
  server = await startServer({ env: { NEXUS_CONFIG: config } })
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
  await newDocument(ada, 'Note')
  page = ada.page()
  await page.keyboard.type('We have at this point in time no room.\nWe met in order to talk.')
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
  await model?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function askModel(text: string): Promise<void> {
  await field().fill(text)
  await page.keyboard.press('Enter')
  await latest().getByText(text, { exact: true }).waitFor()
}

describe('a model on the server', () => {
  it('is asked by choice, and says so when there is none', async () => {
    await page.keyboard.press('Control+j')
    await page.getByRole('button', { name: /^Who answers/ }).click()
    await page.getByRole('menuitemradio', { name: /^Model/ }).click()
    await askModel('Write a poem')
    await latest().getByText('none is set up for this organisation.', { exact: false }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
  })

  it('answers piece by piece, also after a reload in the middle', async () => {
    const set = await page.evaluate(async (endpoint) => {
      const orgs = (await (await fetch('/api/orgs')).json()) as { items?: { id: string }[] } | { id: string }[]
      const [org] = Array.isArray(orgs) ? orgs : (orgs.items ?? [])
      const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
      const body = JSON.stringify({ endpoint, chatModel: 'tiny' })
      return (await fetch(`/api/orgs/${org?.id}/assistant/provider`, { ...put, body })).status
    }, model.endpoint)
    expect(set).toBe(200)
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    await askModel('What do you say?')
    await latest().getByText('Two places').waitFor()
    await page.reload()
    await editorOf(page).waitFor()
    await page.keyboard.press('Control+j')
    await latest().getByText('Two places').waitFor()
    goOn()
    await latest().getByText('shorter').waitFor()
  })

  it('proposes other words in the document, which are accepted one by one', async () => {
    await askModel('Make this shorter')
    await latest().getByText('2 changes wait for you:').waitFor()
    const cards = page.getByRole('main').getByRole('region', { name: 'Proposed change' })
    await expect.poll(() => cards.count()).toBe(2)
    expect(await textOf(page)).toContain('at this point in time')
    expect(await accessibilityViolations(page)).toEqual([])
    // What floats covers what is below it.
    await page.getByRole('button', { name: 'Dock beside the page' }).click()
    await cards.last().getByRole('button', { name: 'Accept' }).click()
    await expect.poll(() => cards.count()).toBe(1)
    await expect.poll(() => editorOf(page).innerText()).toContain('We met to talk.')
  })

  it('of a text that has changed since, a proposal says that it no longer fits', async () => {
    await editorOf(page).getByText('no room').first().click()
    await page.keyboard.press('End')
    await page.keyboard.type(' At all.')
    await page.getByText('1 proposed change no longer fits: its text has changed.').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByText('no longer fits').waitFor({ state: 'detached' })
    expect(await textOf(page)).toContain('We have at this point in time no room. At all.')
  })

  it('without a network a question waits, can be changed, and is sent later', async () => {
    await ada.browser.goOffline()
    await askModel('Later?')
    await latest().getByText('Kept on this device').waitFor()
    await latest().getByRole('button', { name: 'Change the words' }).click()
    await latest().getByRole('textbox').fill('Much later?')
    await latest().getByRole('button', { name: 'Save' }).click()
    await latest().getByText('Much later?', { exact: true }).waitFor()
    await ada.browser.goOnline()
    await latest().getByText('could be').waitFor({ timeout: 30_000 })
    expect(JSON.stringify(model.asked.at(-1)?.body)).toContain('Much later?')
    ada.browser.expectNoProblems()
  })
})
