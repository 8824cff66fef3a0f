import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedWords, sayEmbeddings } from '../sync-server/ai/testing/embedding-endpoint.ts'
import {
  type HostileEndpoint,
  sayCalls,
  sayProblem,
  sayText,
  sayWords,
  startHostileEndpoint,
} from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { modelsHere } from './support/model-server.ts'
import { firstVisit, newDocument, type Person, syncWorkspace } from './support/people.ts'
import { pictures } from './support/pictures.ts'
import { startServer, type TestServer } from './support/server.ts'

/** An administrator sets the model of the organisation. `NEXUS_SCREENSHOTS` names a folder for pictures of it. */
const key = 'sk-journey'
let server: TestServer
let model: HostileEndpoint
let ada: Person

beforeAll(async () => {
  model = await startHostileEndpoint((response, { path, headers, body }) => {
    if (headers.authorization !== `Bearer ${key}`) return sayProblem(response, 401)
    if (path.endsWith('/models')) return sayProblem(response, 404)
    if (path.endsWith('/embeddings'))
      return sayEmbeddings(
        response,
        [body.input].flat().map((text: string) => embedWords(text)),
        { prompt_tokens: 7 },
      )
    if (body.tools && body.messages.at(-1).role === 'user')
      return sayCalls(response, [{ name: 'nexus_test', input: {} }])
    return sayText(response, 'one two three')
  })
  server = await startServer({ config: modelsHere })
  ada = await firstVisit(server)
  await newDocument(ada, 'The vessel')
  await ada.page().keyboard.type('It needs blue paint.')
  await syncWorkspace(ada, 'Ada')
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
  await model?.close()
})

async function testUntil(page: Page, sentence: string): Promise<void> {
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText(sentence).scrollIntoViewIfNeeded()
}

const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true })

async function findByMeaning(): Promise<void> {
  const page = await ada.goto('/search?q=ship')
  const found = page.getByRole('list', { name: 'Results' }).getByRole('listitem')
  await found.filter({ hasText: 'The vessel' }).getByText('Close in meaning').waitFor()
  await page.getByText('1 thing close in meaning').waitFor()
  expect(await accessibilityViolations(page)).toEqual([])
  await pictures(page, 'by-meaning', () => page.getByText('1 thing close in meaning').waitFor())
  await page.getByRole('searchbox').fill('vessel')
  await page.getByText('1 thing found').waitFor()
  expect(await page.getByText('Close in meaning').count()).toBe(0)
}

describe('the model of an organisation', () => {
  it('is tried, set, shown without its key and removed', async () => {
    const page = await ada.goto('/organisation')
    const menu = page.getByRole('navigation', { name: 'Organisation' })
    await menu.getByRole('link', { name: 'Assistant', exact: true }).click()
    await page.getByText('No model is set up. The built-in engine answers.').waitFor()
    await field(page, 'Endpoint').fill(model.endpoint)
    await field(page, 'Model').fill('tiny')
    await testUntil(page, 'The endpoint does not accept the key.')
    await page.getByLabel('Key', { exact: true }).fill(key)
    await testUntil(page, 'It works.')
    expect(await accessibilityViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(`tiny answers, at ${new URL(model.endpoint).host}.`).waitFor()
    await expect.poll(() => page.getByLabel('Key', { exact: true }).inputValue()).toBe('')
    await page.reload()
    await page.getByRole('checkbox', { name: 'Forget the stored key' }).waitFor()
    await field(page, 'Model for search by meaning').fill('tiny-embed')
    await testUntil(page, 'yes, 96 numbers a passage')
    await page.getByText('what people look for').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const progress = page.getByText(/passages are read|passage there is has been read/)
    await progress.waitFor()
    await pictures(page, 'read', () => progress.scrollIntoViewIfNeeded())
    expect(await accessibilityViolations(page)).toEqual([])
    await testUntil(page, 'It works.')
    await pictures(page, 'model', () => testUntil(page, 'It works.'))
    const settings = page.url()
    await findByMeaning()
    await page.goto(settings)
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('No model is set up. The built-in engine answers.').waitFor()
    ada.browser.expectNoProblems()
  })

  it('says what is wrong with an address', async () => {
    const page = ada.browser.page()
    await field(page, 'Endpoint').fill('http://169.254.169.254/latest')
    await field(page, 'Model').fill('tiny')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('This address is no place for a model.').waitFor()
    await pictures(page, 'no-model', () => page.getByText('No model is set up.').waitFor())
  })

  it('is told when it can call no tools, and acts by JSON', async () => {
    const talker = await startHostileEndpoint((response, { path, body }) => {
      if (path.endsWith('/models')) return sayProblem(response, 404)
      if (body.tools) return sayWords(response, 400, '{"error":{"message":"tiny does not support tools"}}')
      return sayText(
        response,
        body.response_format ? '{"tool":"nexus_test","input":{"word":"nexus"}}' : 'one two three',
      )
    })
    const page = ada.browser.page()
    await field(page, 'Endpoint').fill(talker.endpoint)
    await field(page, 'Model').fill('tiny')
    const said = 'It works. This model can not call tools; it is asked for JSON instead.'
    await testUntil(page, said)
    await page.getByText('Calls tools: no').waitFor()
    await page.getByText('Acts by JSON: yes').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await pictures(page, 'json', async () => {
      await field(page, 'Endpoint').fill(talker.endpoint)
      await field(page, 'Model').fill('tiny')
      await testUntil(page, said)
    })
    await talker.close()
  })
})
