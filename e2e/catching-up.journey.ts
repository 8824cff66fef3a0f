import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type HostileEndpoint,
  sayCalls,
  sayText,
  startHostileEndpoint,
} from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { firstVisit, invitationTo, joinBy, type Person, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let model: HostileEndpoint
let folder: string
let ada: Person
let bob: Person
let page: Page
let adaId: string

const field = () => page.getByRole('textbox', { name: 'Ask or tell the assistant' })
const latest = () => page.getByRole('log', { name: 'Conversation' }).getByRole('article').last()
const card = () => page.getByRole('region', { name: 'While you were away' })
const pictures = process.env.NEXUS_PICTURES
const picture = async (name: string, of = page) =>
  pictures ? void (await of.screenshot({ path: join(pictures, `${name}.png`) })) : undefined

beforeAll(async () => {
  model = await startHostileEndpoint(async (response, { path, body }) => {
    if (path.endsWith('/models')) return sayText(response, '')
    const about = /task_[0-9a-z]{26}/.exec(JSON.stringify(body.messages))?.[0]
    if (!body.messages.some(({ role }: { role: string }) => role === 'tool'))
      return sayCalls(response, [{ name: 'things_read', input: { id: about } }])
    return sayText(response, `Bob gave you [something to do](${ada.base}/tasks?open=${about}).`)
  })
  folder = await mkdtemp(join(tmpdir(), 'nexus-catching-up-'))
  const config = join(folder, 'nexus.yaml')
  await writeFile(config, 'assistant: { allow_private_endpoints: true }\n')
  server = await startServer({ env: { NEXUS_CONFIG: config } })
  ada = await firstVisit(server)
  await ada.browser.context().addInitScript(makeTimePass)
  page = await ada.goto('/')
  await syncWorkspace(ada, 'Ada')
  adaId = await ada.page().evaluate(async () => {
    const { account } = (await (await fetch('/api/session')).json()) as { account: { id: string } }
    return `user:${account.id}`
  })
  bob = await joinBy(server, await invitationTo(ada, 'editor'), { name: 'Bob', base: ada.base })
})
afterAll(async () => {
  await bob?.browser.close()
  await ada?.browser.close()
  await server?.close()
  await model?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** A command over REST, as somebody who is elsewhere gives it. */
function gives(who: Person, name: string, input: object): Promise<string> {
  const path = `/api/workspaces/${who.base.split('/').at(-1)}/commands/${name}`
  return who.page().evaluate(
    async ({ path: url, body }) => {
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
      const { answer: made } = (await answer.json()) as { answer: string | { id: string } | null }
      return typeof made === 'string' ? made : (made?.id ?? '')
    },
    { path, body: JSON.stringify(input) },
  )
}

/** Twenty hours pass for this device between this visit and the next one, which begins when the app is opened again. */
async function goesAway(who: Person): Promise<void> {
  await who.goto('/')
  const kept = () => who.page().evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('nexus.visits.')))
  await expect.poll(kept).toBe(true)
  await who.page().evaluate(() => sessionStorage.setItem('away', 'yes'))
  await who.page().goto('about:blank')
}

/** Before anything of the page runs, so that no page that is still there writes over it. */
function makeTimePass(): void {
  if (location.protocol === 'about:' || sessionStorage.getItem('away') === null) return
  sessionStorage.removeItem('away')
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith('nexus.visits.'))) {
    const { visit, remembered } = JSON.parse(localStorage.getItem(key) ?? '')
    const lastMs = visit.lastMs - 20 * 3_600_000
    const before = { visit: { lastMs, sinceMs: lastMs }, remembered: { ...remembered, atMs: lastMs } }
    localStorage.setItem(key, JSON.stringify(before))
  }
}

describe('coming back', () => {
  it('shows nothing when nothing has happened', async () => {
    await gives(ada, 'tasks.create', { title: 'Send the survey', dueDate: new Date().toISOString().slice(0, 10) })
    await gives(ada, 'tasks.create', { title: 'Book the train', dueDate: '2030-05-01' })
    await ada.goto('/')
    await page.getByRole('main').getByText('Send the survey').first().waitFor()
    await goesAway(ada)
    await ada.goto('/')
    await page.getByRole('region', { name: 'What to do next' }).getByText('Send the survey').waitFor()
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    expect(await card().count()).toBe(0)
  })

  it('shows what others did, what concerns the person first and why', async () => {
    await goesAway(ada)
    const tasks = await bob.page().evaluate(async (id) => {
      const orgs = (await (await fetch('/api/workspaces')).json()) as { id: string; organisation: string }[]
      const org = orgs.find((each) => each.id === id)?.organisation
      const { items } = (await (await fetch(`/api/orgs/${org}/${id}/tasks`)).json()) as {
        items: { id: string; title: string }[]
      }
      return Object.fromEntries(items.map((item) => [item.title, item.id]))
    }, ada.base.split('/').at(-1))
    await gives(bob, 'tasks.complete', { id: tasks['Send the survey'] })
    await gives(bob, 'tasks.schedule', { id: tasks['Book the train'], dueDate: '2030-05-20' })
    await gives(bob, 'tasks.create', { title: 'Call the bank', assignee: adaId })
    await gives(bob, 'documents.create', { title: 'Minutes' })
    await ada.goto('/')
    await card().getByText('4 things were changed by 1 other person. 3 concern you:').waitFor()
    const lines = card().getByRole('listitem')
    await expect.poll(() => lines.count()).toBe(3)
    expect(await lines.nth(0).innerText()).toMatch(/Call the bank[\s\S]*Made by Bob[\s\S]*Given to you/)
    expect(await lines.nth(1).innerText()).toMatch(/Book the train[\s\S]*Changed by Bob[\s\S]*Now due 20 May/)
    expect(await lines.nth(2).innerText()).toMatch(/Send the survey[\s\S]*Done by Bob[\s\S]*Was yours to do/)
    expect(await accessibilityViolations(page)).toEqual([])
    await picture('since-home')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await card().scrollIntoViewIfNeeded()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(await accessibilityViolations(page)).toEqual([])
    await picture('since-phone')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('opens into the whole of it, by person, with what can not be known', async () => {
    await card().getByRole('button', { name: 'Show everything' }).click()
    await latest()
      .getByText(/^Bob: 2 made, 1 done,? and 1 changed$/)
      .waitFor()
    await latest().getByText('1 other thing').click()
    await latest().getByRole('link', { name: 'Minutes' }).first().waitFor()
    await latest().getByText('Known here is the latest change of each thing.', { exact: false }).waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await picture('since-panel')
  })

  it('answers without a network', async () => {
    await ada.browser.untilOfflineReady()
    await ada.browser.goOffline()
    await field().fill('What happened since yesterday?')
    await page.keyboard.press('Enter')
    await latest()
      .getByText(/^Bob: 2 made, 1 done,? and 1 changed$/)
      .waitFor()
    await ada.browser.goOnline()
  })
})

describe('without a model, on the server', () => {
  it('the built-in engine answers and says so', async () => {
    await page.getByRole('button', { name: /^Who answers/ }).click()
    await page.getByRole('menuitemradio', { name: /^Model/ }).click()
    await field().fill('How many open tasks do we have?')
    await page.keyboard.press('Enter')
    await latest().getByText('Number of open tasks').waitFor()
    await latest().getByText('Answered by the built-in engine, without a language model.').waitFor()
    await latest().getByRole('link', { name: 'Call the bank' }).click()
    await page.waitForURL(/tasks\?open=task_/)
    await page.getByRole('textbox', { name: 'Title' }).first().waitFor()
    await picture('builtin-answer')
  })

  it('what it is told to do waits for a click', async () => {
    await field().fill('Add task Pay the rent tomorrow')
    await page.keyboard.press('Enter')
    await latest().getByText('nothing has been done yet', { exact: false }).waitFor()
    await latest().getByText('One change waits for you:').waitFor()
    await picture('builtin-proposal')
    await latest().getByRole('button', { name: 'Accept' }).click()
    await ada.goto('/tasks')
    await page.getByRole('main').getByText('Pay the rent').first().waitFor()
  })
})

describe('a viewer', () => {
  let vera: Person
  afterAll(() => vera?.browser.close())
  const engines = () => vera.page().getByRole('button', { name: /^Who answers/ })

  it('is told who may let them ask the model', async () => {
    vera = await joinBy(server, await invitationTo(ada, 'viewer'), { name: 'Vera', base: ada.base })
    await vera.goto('/tasks')
    await vera.page().keyboard.press('Control+j')
    await engines().click()
    await vera.page().getByText('In this workspace you may not have agents work for you.', { exact: false }).waitFor()
    expect(
      await vera
        .page()
        .getByRole('menuitemradio', { name: /^Model/ })
        .count(),
    ).toBe(0)
    await picture('viewer-may-not-ask', vera.page())
  })

  it('asks once they may, and can not accept what is proposed', async () => {
    const status = await page.evaluate(async (workspace) => {
      const members = (await (await fetch(`/api/workspaces/${workspace}/members`)).json()) as {
        name: string
        principal: string
      }[]
      const subject = members.find(({ name }) => name === 'Vera')?.principal
      const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
      const body = JSON.stringify({ bits: 'r-x', canShare: false })
      return (await fetch(`/api/workspaces/${workspace}/sharing/${subject}`, { ...put, body })).status
    }, ada.base.split('/').at(-1))
    expect(status).toBeLessThan(300)
    const asker = await vera.goto('/tasks')
    await asker.reload()
    await asker.getByRole('main').getByText('Book the train').first().waitFor()
    await asker.keyboard.press('Control+j')
    await engines().click()
    await asker.getByRole('menuitemradio', { name: /^Model/ }).click()
    await asker.getByRole('textbox', { name: 'Ask or tell the assistant' }).fill('Add task Buy a cake')
    await asker.keyboard.press('Enter')
    const said = asker.getByRole('log', { name: 'Conversation' }).getByRole('article').last()
    await said.getByText('You can only read here, so you can not accept this.', { exact: false }).waitFor()
    expect(await said.getByRole('button', { name: 'Accept' }).count()).toBe(0)
    expect(await accessibilityViolations(asker)).toEqual([])
    await asker.getByText('You can read this workspace but not change it.').waitFor()
    await picture('viewer-proposal', asker)
    await said.getByRole('button', { name: 'Reject' }).click()
    await said.getByText('You can only read here', { exact: false }).waitFor({ state: 'detached' })
    vera.browser.expectNoProblems()
  })
})

describe('with a model', () => {
  it('summarises these very things, and names them by links', async () => {
    const set = await page.evaluate(async (endpoint) => {
      const orgs = (await (await fetch('/api/orgs')).json()) as { items?: { id: string }[] } | { id: string }[]
      const [org] = Array.isArray(orgs) ? orgs : (orgs.items ?? [])
      const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
      const body = JSON.stringify({ endpoint, chatModel: 'tiny' })
      return (await fetch(`/api/orgs/${org?.id}/assistant/provider`, { ...put, body })).status
    }, model.endpoint)
    expect(set).toBe(200)
    await ada.goto('/')
    await card().getByRole('button', { name: 'Summarise it' }).click()
    const link = latest().getByRole('link', { name: 'something to do' })
    await link.waitFor({ timeout: 30_000 })
    const asked = JSON.stringify(model.asked.at(-1)?.body)
    expect(asked).toContain('Summarise what happened since')
    expect(new Set(asked.match(/(?:task|document)_[0-9a-z]{26}/g)).size).toBeGreaterThanOrEqual(4)
    await picture('since-summary')
    await link.click()
    await page.waitForURL(/tasks\?open=task_/)
  })

  it('is put away until the next time', async () => {
    await ada.goto('/')
    await card().getByRole('button', { name: 'Put away' }).click()
    await card().waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('region', { name: 'Since yesterday' }).waitFor()
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    expect(await card().count()).toBe(0)
    await goesAway(ada)
    await ada.goto('/')
    await card().waitFor()
    ada.browser.expectNoProblems()
  })
})
