import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayCalls, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, chooseModel, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { answersIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { type Person, restOf, synced } from './support/people.ts'
import { picture, pictures } from './support/pictures.ts'
import { rest } from './support/rest.ts'

let world: ModelWorld
let ada: Person
let bob: Person
let page: Page
const tasks = { rent: '', bank: '', unread: '' }

const latest = () => lastTurn(page)
const sources = () => latest().getByRole('region', { name: 'What this rests on' })

/** A model that counts urgent tasks and then says seven, and names things that it has read, not read, and made up. */
beforeAll(async () => {
  const urgent = { types: ['task'], where: { priority: ['urgent'] }, measure: 'count' }
  world = await openModelWorld((response, { body }) => {
    if (answersIn(body) === 0) return sayCalls(response, [{ name: 'records_query', input: urgent }])
    const to = (words: string, id: string) => `[${words}](${ada.base}/tasks?open=${id})`
    const made = tasks.rent.replace(/.{4}$/, '0000')
    return sayText(
      response,
      `Seven: ${to('the rent', tasks.rent)}, ${to('the bank', tasks.bank)}, ${to('the dentist', tasks.unread)} and ${to('the moon', made)}. See [all documents](${ada.base}/documents).`,
    )
  })
  await world.setModel()
  ada = world.ada
  bob = await world.join('Bob', 'editor')
  tasks.rent = await makes('Pay the rent', 'urgent')
  tasks.bank = await makes('Call the bank', 'urgent')
  tasks.unread = await makes('See the dentist', 'normal')
  page = await bob.goto('/tasks')
  for (const title of ['Pay the rent', 'Call the bank', 'See the dentist'])
    await page.getByText(title).first().waitFor()
})
afterAll(() => world?.close())

async function makes(title: string, priority: string): Promise<string> {
  const made = await rest<{ answer: string }>(ada.page(), `POST ${restOf(ada)}/commands/tasks.create`, {
    title,
    priority,
  })
  return made.answer
}

describe('an answer of a model', () => {
  it('stands above the figure itself, with what was counted in a sentence', async () => {
    await openAssistant(page)
    await chooseModel(page)
    await ask(page, 'How many urgent tasks are there?')
    await latest().getByText('Seven:', { exact: false }).waitFor()
    const counted = sources().getByText('Number of urgent tasks')
    await counted.waitFor()
    expect(await sources().locator('summary').first().innerText()).toMatch(/Number of urgent tasks\s*2/)
    await counted.click()
    await sources().getByRole('link', { name: 'Pay the rent' }).first().waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'citations')
  })

  it('leads to what was read for it, by its name, and to nothing else', async () => {
    const rent = latest().getByRole('link', { name: 'the rent', exact: true })
    expect(await rent.getAttribute('title')).toBe('Pay the rent')
    expect(await latest().getByRole('link', { name: 'all documents' }).count()).toBe(1)
    for (const name of ['the dentist', 'the moon']) expect(await latest().getByRole('link', { name }).count()).toBe(0)
    expect(await latest().getByText('(not found)').count()).toBe(2)
    await rent.click()
    await page.waitForURL(new RegExp(tasks.rent))
  })

  it('is counted again, and says no more of what its reader may not see any more', async () => {
    await makes('Buy a ladder', 'urgent')
    await rest(ada.page(), `PATCH ${restOf(ada)}/sharing/${tasks.bank}`, { inherits: false })
    await rest(ada.page(), `PATCH ${restOf(ada)}/sharing/${tasks.rent}`, { inherits: false })
    await expect.poll(() => latest().getByText('(not found)').count()).toBe(4)
    await expect.poll(() => sources().locator('summary').first().innerText()).toMatch(/Number of urgent tasks\s*1/)
    expect(await latest().getByRole('link', { name: 'the rent', exact: true }).count()).toBe(0)
    expect(await sources().getByText('was read', { exact: false }).count()).toBe(0)
    await synced(bob)
    await pictures(page, 'citations-later', () => page.getByRole('main').waitFor())
  })
})
