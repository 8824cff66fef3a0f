import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  begin,
  delta,
  event,
  type HostileEndpoint,
  sayText,
  startHostileEndpoint,
} from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { editorOf, firstVisit, newDocument, type Person, syncWorkspace } from './support/people.ts'
import { pictures } from './support/pictures.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let model: HostileEndpoint
let ada: Person
let page: Page
let folder: string
/** What the model waits for in the middle of a long answer. */
let mayGoOn = Promise.resolve()

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => `Line ${from + at} of the answer.`).join('\n\n')
const field = () => page.getByRole('textbox', { name: 'Ask or tell the assistant' })
const log = () => page.getByRole('log', { name: 'Conversation' })
const latest = () => log().getByRole('article').last()
const newest = () => page.getByRole('button', { name: 'Newest', exact: false })
const leftBelow = () => log().evaluate((node) => Math.round(node.scrollHeight - node.clientHeight - node.scrollTop))
const focusedLabel = () =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)

async function ask(text: string): Promise<void> {
  await field().fill(text)
  await field().press('Enter')
  await latest().getByText(text, { exact: true }).waitFor()
}

beforeAll(async () => {
  model = await startHostileEndpoint(async (response, { path, body }) => {
    if (path.endsWith('/models')) return sayText(response, '')
    const question = JSON.stringify(body.messages.findLast(({ role }: { role: string }) => role === 'user'))
    if (!question.includes('long')) return sayText(response, 'A short answer.')
    begin(response)
    response.write(delta({ role: 'assistant', content: `${lines(0, 15)}\n\n` }))
    await mayGoOn
    return response.end(delta({ content: lines(15, 30) }) + delta({}, 'stop') + event('[DONE]'))
  })
  folder = await mkdtemp(join(tmpdir(), 'nexus-panel-'))
  const config = join(folder, 'nexus.yaml')
  await writeFile(config, 'assistant: { allow_private_endpoints: true }\n')
  server = await startServer({ env: { NEXUS_CONFIG: config } })
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
  await newDocument(ada, 'Note')
  page = ada.page()
  const set = await page.evaluate(async (endpoint) => {
    const orgs = (await (await fetch('/api/orgs')).json()) as { items?: { id: string }[] } | { id: string }[]
    const [org] = Array.isArray(orgs) ? orgs : (orgs.items ?? [])
    const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
    const body = JSON.stringify({ endpoint, chatModel: 'tiny' })
    return (await fetch(`/api/orgs/${org?.id}/assistant/provider`, { ...put, body })).status
  }, model.endpoint)
  expect(set).toBe(200)
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
  await model?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** What regions that are read out have been given since, as a screen reader is told of it. */
async function listen(): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(globalThis, { said })
    const isLive = (node: Node) => {
      const place = node instanceof Element ? node : node.parentElement
      const region = place?.closest('[aria-live], [role="log"], [role="status"], [role="alert"]')
      return region !== undefined && region !== null && region.getAttribute('aria-live') !== 'off'
    }
    new MutationObserver((changes) => {
      for (const { addedNodes, type, target } of changes) {
        if (type === 'characterData' && isLive(target)) said.push(target.textContent ?? '')
        for (const node of addedNodes) if (isLive(node)) said.push(node.textContent ?? '')
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
}

describe('the panel of the assistant', () => {
  it('opens by key with the focus in its field, closes by Escape, and gives the focus back', async () => {
    await editorOf(page).click()
    await page.keyboard.press('Control+j')
    await field().waitFor()
    await expect.poll(focusedLabel).toBe('Ask or tell the assistant')
    await page.keyboard.press('Escape')
    await field().waitFor({ state: 'detached' })
    await expect.poll(() => editorOf(page).evaluate((node) => node.contains(document.activeElement))).toBe(true)
    // By the command bar, which is gone when the panel closes.
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Command bar' }).fill('assistant')
    await page
      .getByRole('option', { name: /assistant/i })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await field().waitFor()
    await expect.poll(focusedLabel).toBe('Ask or tell the assistant')
    await page.keyboard.press('Escape')
    await field().waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true)
  })

  it('follows an answer, says whose it is, and has it read out once, whole', async () => {
    await page.keyboard.press('Control+j')
    await page.getByRole('button', { name: /^Who answers/ }).click()
    await page.getByRole('menuitemradio', { name: /^Model/ }).click()
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    const heard = await listen()
    await ask('Say something long')
    await latest().getByText('Line 14 of the answer.').waitFor()
    await latest().getByText('Nexus · built-in agent, on the server').waitFor()
    await expect.poll(leftBelow).toBeLessThan(24)
    expect((await heard()).filter((each) => each.includes('Line 1 '))).toEqual([])
    goOn()
    await latest().getByText('Line 29 of the answer.').waitFor()
    await latest().getByRole('button', { name: 'Take back' }).waitFor({ state: 'detached' })
    await expect.poll(leftBelow).toBeLessThan(24)
    const whole = (await heard()).filter((each) => each.includes('Line 1 '))
    expect(whole).toHaveLength(1)
    expect(whole[0]).toContain('Line 29 of the answer.')
    expect(await accessibilityViolations(page)).toEqual([])
    await pictures(page, 'panel-answer', async () => {
      await editorOf(page).waitFor()
      if (!(await field().isVisible())) await page.keyboard.press('Control+j')
      await latest().getByText('Line 29 of the answer.').waitFor()
    })
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('keeps the place of who has scrolled up, leads to the newest by a button, and opens at the end', async () => {
    let goOn = () => {}
    mayGoOn = new Promise((resolve) => (goOn = resolve))
    await ask('Something long again')
    await latest().getByText('Line 14 of the answer.').waitFor()
    await log().focus()
    await page.keyboard.press('Home')
    await newest().waitFor()
    const top = () => log().evaluate((node) => node.scrollTop)
    await expect.poll(top).toBe(0)
    goOn()
    await latest().getByText('Line 29 of the answer.').waitFor()
    expect(await top()).toBe(0)
    await newest().focus()
    await page.keyboard.press('Enter')
    await expect.poll(leftBelow).toBeLessThan(24)
    await newest().waitFor({ state: 'detached' })
    await expect.poll(focusedLabel).toBe('Conversation')
    await page.keyboard.press('Home')
    await newest().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+j')
    await latest().getByText('Line 29 of the answer.').waitFor()
    await expect.poll(leftBelow).toBeLessThan(24)
    expect(await newest().count()).toBe(0)
  })

  it('without a network keeps a question, whose words are changed and left by keys alone', async () => {
    await ada.browser.goOffline()
    await ask('Later?')
    await latest().getByText('Kept on this device').waitFor()
    await latest().getByRole('button', { name: 'Change the words' }).press('Enter')
    const words = latest().getByRole('textbox', { name: 'Words of the question' })
    await words.waitFor()
    expect(await words.evaluate((node) => node === document.activeElement)).toBe(true)
    await words.fill('Not this')
    await page.keyboard.press('Escape')
    await latest().getByText('Later?', { exact: true }).waitFor()
    await expect.poll(focusedLabel).toBe('Change the words')
    await page.keyboard.press('Enter')
    await words.fill('Much later?')
    await words.press('Enter')
    await words.waitFor({ state: 'detached' })
    await latest().getByText('Much later?', { exact: true }).waitFor()
    await latest().getByRole('button', { name: 'Take back' }).press('Enter')
    await latest().getByText('Taken back.').waitFor()
    // What was pressed is gone; keys still reach the panel.
    await expect.poll(() => latest().evaluate((node) => node.contains(document.activeElement))).toBe(true)
    await latest().getByRole('button', { name: 'Ask again' }).press('Enter')
    await latest().getByText('Kept on this device').waitFor()
  })

  it('keeps words that were not saved when the question was sent, and offers them as another', async () => {
    await latest().getByRole('button', { name: 'Change the words' }).press('Enter')
    const words = latest().getByRole('textbox', { name: 'Words of the question' })
    await words.fill('What I meant')
    await ada.browser.goOnline()
    await latest().getByText('A short answer.').waitFor({ timeout: 30_000 })
    await latest().getByText('It was sent before you had saved.', { exact: false }).waitFor()
    expect(await words.inputValue()).toBe('What I meant')
    await latest().getByRole('button', { name: 'Ask that, too' }).click()
    await latest().getByText('What I meant', { exact: true }).waitFor()
    await latest().getByText('A short answer.').waitFor()
  })

  it('asks again before it sends what has waited for more than a day', async () => {
    await ada.browser.goOffline()
    const dayMs = 24 * 60 * 60_000
    await page.evaluate((ms) => {
      const { now } = Date
      Object.assign(globalThis, { realNow: now })
      Date.now = () => now() - ms
    }, dayMs + 3_600_000)
    await ask('From the day before yesterday')
    await latest().getByText('Kept on this device').waitFor()
    await page.evaluate(() => (Date.now = (globalThis as unknown as { realNow: () => number }).realNow))
    await ada.browser.goOnline()
    await latest().getByText('This waited for more than a day.', { exact: false }).waitFor({ timeout: 30_000 })
    await pictures(page, 'panel-stale', () => latest().getByRole('button', { name: 'Ask again' }).waitFor())
    await page.setViewportSize({ width: 1280, height: 800 })
    await latest().getByRole('button', { name: 'Ask again' }).click()
    await latest().getByText('A short answer.').waitFor({ timeout: 30_000 })
    ada.browser.expectNoProblems()
  })
})
