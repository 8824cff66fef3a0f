import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type HostileEndpoint,
  sayCalls,
  sayProblem,
  sayText,
  startHostileEndpoint,
} from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { firstVisit, type Person, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

/** An administrator sets the model of the organisation. `NEXUS_SCREENSHOTS` names a folder for pictures of it. */
const key = 'sk-journey'
let server: TestServer
let model: HostileEndpoint
let ada: Person
let folder: string

beforeAll(async () => {
  model = await startHostileEndpoint((response, { path, headers, body }) => {
    if (headers.authorization !== `Bearer ${key}`) return sayProblem(response, 401)
    if (path.endsWith('/models')) return sayProblem(response, 404)
    if (body.tools && body.messages.at(-1).role === 'user')
      return sayCalls(response, [{ name: 'nexus_test', input: {} }])
    return sayText(response, 'one two three')
  })
  folder = await mkdtemp(join(tmpdir(), 'nexus-model-'))
  const config = join(folder, 'nexus.yaml')
  await writeFile(config, 'assistant: { allow_private_endpoints: true }\n')
  server = await startServer({ env: { NEXUS_CONFIG: config } })
  ada = await firstVisit(server)
  await syncWorkspace(ada, 'Ada')
})
afterAll(async () => {
  await ada?.browser.close()
  await server?.close()
  await model?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** Another size is another layout, which begins anew: what is to be seen is done again there. */
async function pictures(page: Page, name: string, prepare: () => Promise<void>): Promise<void> {
  const { NEXUS_SCREENSHOTS: folderOfPictures } = process.env
  if (!folderOfPictures) return
  for (const [size, viewport] of [
    ['phone', { width: 390, height: 844 }],
    ['desktop', { width: 1280, height: 800 }],
  ] as const) {
    await page.setViewportSize(viewport)
    await prepare()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(folderOfPictures, `${name}-${size}-${colorScheme}.png`) })
    }
  }
}

async function testUntil(page: Page, sentence: string): Promise<void> {
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText(sentence).scrollIntoViewIfNeeded()
}

const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true })

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
    expect(await page.getByLabel('Key', { exact: true }).inputValue()).toBe('')
    await page.reload()
    await page.getByRole('checkbox', { name: 'Forget the stored key' }).waitFor()
    await testUntil(page, 'It works.')
    await pictures(page, 'model', () => testUntil(page, 'It works.'))
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
})
