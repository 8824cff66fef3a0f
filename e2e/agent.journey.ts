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
/** Answers that it has ended, or that nobody waits for any more. */
let left = 0

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
    if (question.includes('Throw') && answersIn(body) === 0)
      return sayCalls(response, [{ name: 'documents_trash', input: { id: idOf(body) } }])
    begin(response)
    response.once('close', () => (left += 1))
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

  it('stops when its question is taken back, and nobody waits for the model any more', async () => {
    mayGoOn = new Promise(() => {})
    const before = left
    await askModel('Never mind')
    await latest().getByText('Two places').waitFor()
    await latest().getByRole('button', { name: 'Take back' }).click()
    await latest().getByText('Taken back.').waitFor()
    expect(await latest().getByText('Two places').count()).toBe(0)
    await expect.poll(() => left).toBe(before + 1)
    mayGoOn = Promise.resolve()
  })

  it('throws nothing away by itself: what and how stands on the card, and waits for a click', async () => {
    await askModel('Throw it away')
    const card = latest().getByRole('region', { name: 'Put a document into the trash.' })
    await card.getByText(/^Removes something · /).waitFor()
    await card.getByText(/^Note\b/).waitFor()
    expect(await editorOf(page).isVisible()).toBe(true)
    await card.getByRole('button', { name: 'Reject' }).click()
    await card.waitFor({ state: 'detached' })
    expect(await textOf(page)).toContain('at this point in time')
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

  it('goes on where the server was killed in the middle of it, also after a reload', async () => {
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    const asked = model.asked.length
    await askModel('And once more?')
    await latest().getByText('Two places').waitFor()
    await server.kill()
    await page.reload()
    await editorOf(page).waitFor()
    await page.keyboard.press('Control+j')
    await latest().getByText('And once more?', { exact: true }).waitFor()
    await server.start()
    await latest().getByText('Two places').waitFor({ timeout: 60_000 })
    goOn()
    await latest().getByText('could be').waitFor()
    expect(await latest().innerText()).not.toMatch(/Two places.*Two places/s)
    expect(model.asked.length).toBe(asked + 2)
  })
})
