import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayCalls, sayText } from '../sync-server/ai/testing/hostile-endpoint.ts'
import { accessibilityViolations } from './support/accessibility.ts'
import { ask, chooseModel, lastTurn, openAssistant } from './support/assistant-panel.ts'
import { answersIn, documentIn, questionIn } from './support/model-server.ts'
import { type ModelWorld, openModelWorld } from './support/model-world.ts'
import { newDocument, type Person, restOf, synced } from './support/people.ts'
import { picture, pictures } from './support/pictures.ts'
import { rest } from './support/rest.ts'

/** What an assistant is asked to share leaves by a click, and by nothing else. `NEXUS_SCREENSHOTS` names a folder for pictures of it. */
let world: ModelWorld
let ada: Person
/** Writes in the workspace, and has the model work; who has access is not hers to decide. */
let vera: Person
/** Has an account here, in another workspace. */
let ben: Person
let path: string

beforeAll(async () => {
  world = await openModelWorld((response, { body }) => {
    if (answersIn(body) > 0) return sayText(response, 'It waits for your click.')
    const isInvitation = questionIn(body).includes('nvite')
    const call = isInvitation
      ? { name: 'sharing_invite', input: { email: 'new@example.org', may: 'view' } }
      : { name: 'sharing_share', input: { id: documentIn(body), with: 'ben@example.org', may: 'edit' } }
    return sayCalls(response, [call])
  })
  await world.setModel()
  ada = world.ada
  const elsewhere = await rest<{ id: string }[]>(ada.page(), 'GET /api/workspaces')
  expect(elsewhere).toHaveLength(1)
  vera = await world.join('Vera', 'viewer')
  ben = await world.join('Ben', 'viewer')
  path = await newDocument(ada, 'Plan')
  await ada.page().keyboard.type('We build a boat.')
  await synced(ada)
  const people = await rest<{ name: string; principal: string }[]>(ada.page(), `GET ${restOf(ada)}/members`)
  const principalOf = (name: string) => people.find((each) => each.name === name)?.principal
  // Ben sees nothing of the workspace any more.
  for (const [name, bits] of [
    ['Vera', 'rwx'],
    ['Ben', '---'],
  ] as const)
    await rest(ada.page(), `PUT ${restOf(ada)}/sharing/${principalOf(name)}`, { bits })
})
afterAll(() => world?.close())

const share = 'Share this with ben@example.org so that he can edit it'
const cardOf = (page: Page, name = 'Share this with somebody') => lastTurn(page).getByRole('region', { name })
const hasAccess = async () => {
  const { grants } = await rest<{ grants: { email?: string; bits: string }[] }>(
    ada.page(),
    `GET ${restOf(ada)}/sharing/${path.split('/').at(-1)}`,
  )
  return grants.filter(({ email }) => email === 'ben@example.org').map(({ bits }) => bits)
}

const pending = async () =>
  (await rest<{ invitations: unknown[] }>(ada.page(), `GET ${restOf(ada)}/sharing`)).invitations

async function askOn(person: Person, words: string): Promise<Page> {
  const page = await person.goto(path)
  await page.getByText('We build a boat.').waitFor()
  await openAssistant(page)
  await chooseModel(page)
  await ask(page, words)
  return page
}

describe('sharing by the assistant', () => {
  it('shows the thing, the address and the right, and does nothing before the click', async () => {
    const page = await askOn(ada, share)
    const card = cardOf(page)
    await card.getByText('Leaves this workspace', { exact: false }).waitFor()
    await card.getByText('ben@example.org', { exact: true }).waitFor()
    await card.getByText('View it and change it', { exact: true }).waitFor()
    await card.getByText(/^Plan\b/).waitFor()
    expect(await hasAccess()).toEqual([])
    expect(await accessibilityViolations(page)).toEqual([])
    await pictures(page, 'outward', () => card.scrollIntoViewIfNeeded())
  })

  it('says without a network that it needs one, and goes on waiting', async () => {
    const page = ada.page()
    const card = cardOf(page)
    await ada.browser.goOffline()
    await card.getByRole('button', { name: 'Share', exact: true }).click()
    await card.getByRole('alert').filter({ hasText: 'can not be reached now' }).waitFor()
    await picture(page, 'outward-offline')
    await ada.browser.goOnline()
    expect(await hasAccess()).toEqual([])
  })

  it('is done by the click, and the other one sees the thing', async () => {
    const page = ada.page()
    const card = cardOf(page)
    await card.getByRole('button', { name: 'Share', exact: true }).click()
    await card.getByText('ben@example.org has access now.').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'outward-done')
    expect(await hasAccess()).toEqual(['rw-'])
    const theirs = await ben.goto(path)
    await theirs.getByText('We build a boat.').waitFor()
    // Where it can be taken back.
    await card.getByRole('button', { name: 'Who has access…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Access of Ben: Can edit' }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  })

  it('waits no more, and says after a reload who accepted it', async () => {
    const page = ada.page()
    await expect
      .poll(async () => (await rest<{ items: unknown[] }>(page, `GET ${restOf(ada)}/proposals`)).items)
      .toEqual([])
    await page.reload()
    await openAssistant(page)
    await lastTurn(page).getByText('It waits for your click.').waitFor()
    await lastTurn(page)
      .getByText(/^Plan was shared with ben@example.org. Accepted by Ada, /)
      .waitFor()
    expect(await cardOf(page).count()).toBe(0)
  })

  it('is in her activity with a link and an undo, which takes the access back', async () => {
    const page = await ada.goto('/activity')
    const line = page.getByRole('listitem').filter({ hasText: /for Ada shared Plan with ben@example\.org/ })
    await line.getByText('can edit', { exact: false }).waitFor()
    expect(await line.getByRole('link', { name: 'Plan' }).getAttribute('href')).toBe(ada.base + path)
    expect(await accessibilityViolations(page)).toEqual([])
    await pictures(page, 'outward-activity', () => line.scrollIntoViewIfNeeded())
    // Vera reads the same workspace, and is told nothing of it.
    const theirs = await vera.goto('/activity')
    await theirs.getByText('Ada made Plan').waitFor()
    expect(await theirs.getByText('shared', { exact: false }).count()).toBe(0)
    await line.getByRole('button', { name: 'Undo: Plan' }).click()
    await page.getByText('What ben@example.org was given here is taken back.', { exact: false }).waitFor()
    expect(await hasAccess()).toEqual([])
    await line.getByRole('button').waitFor({ state: 'detached' })
    await page.reload()
    await line.waitFor()
    expect(await line.getByRole('button').count()).toBe(0)
  })

  it('invites who has no account, and hands out the link', async () => {
    const page = await askOn(ada, 'Invite new@example.org to this workspace')
    const card = cardOf(page, 'Invite somebody to the whole workspace')
    await card.getByText('View everything in it, and change nothing', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Invite', exact: true }).click()
    const link = await card.getByLabel('Invitation link for new@example.org').inputValue()
    expect(new URL(link).pathname).toMatch(/^\/invite\/./)
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'outward-invited')
    // The dialog knows the invitation, and so does the undo.
    await card.getByRole('button', { name: 'Who has access…' }).click()
    const dialog = page.getByRole('dialog', { name: /^Share/ })
    await dialog
      .getByRole('listitem')
      .filter({ hasText: 'new@example.org' })
      .getByText('Can view, once', { exact: false })
      .waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'outward-pending')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await card.getByRole('button', { name: 'Undo' }).click()
    await card.getByText('What new@example.org was given here is taken back.', { exact: false }).waitFor()
    expect(await pending()).toEqual([])
    ada.browser.expectNoProblems()
  })

  it('is refused to who may not share, with the sentence of the server', async () => {
    const page = await askOn(vera, share)
    const card = cardOf(page)
    await card.getByRole('button', { name: 'Share', exact: true }).click()
    await card.getByRole('alert').filter({ hasText: 'Your role in this workspace does not allow that.' }).waitFor()
    await picture(page, 'outward-refused')
    await card.getByRole('button', { name: 'Reject' }).click()
    await card.waitFor({ state: 'detached' })
  })

  it('is understood without a model, on a phone', async () => {
    const page = ada.page()
    await page.setViewportSize({ width: 390, height: 844 })
    await page.reload()
    await page.getByText('We build a boat.').waitFor()
    await openAssistant(page)
    await page.getByRole('button', { name: /^Who answers/ }).click()
    await page.getByRole('menuitemradio', { name: /^Built-in/ }).click()
    await ask(page, 'share Plan with new@example.org to read')
    const card = cardOf(page)
    await card.getByText('View it, and change nothing', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Share', exact: true }).click()
    await card.getByLabel('Invitation link for new@example.org').waitFor()
    expect(await accessibilityViolations(page)).toEqual([])
    await picture(page, 'outward-phone-done')
  })
})
