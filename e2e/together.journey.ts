import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  editorOf,
  firstVisit,
  invitationTo,
  joinBy,
  newDocument,
  type Person,
  signIn,
  synced,
  syncWorkspace,
  textOf as documentText,
} from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let ada: Person
let grace: Person
let path: string

const textOf = (person: Person) => documentText(person.page())

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  path = await newDocument(ada, 'Plan for spring')
  await ada.page().keyboard.type('Written before there was an account.')
  await syncWorkspace(ada, 'Ada')
  // Open before Grace has ever been heard of: her name has to be learned.
  await ada.goto(path)
  grace = await joinBy(server, await invitationTo(ada, 'editor'), { name: 'Grace', base: ada.base })
})
afterAll(async () => {
  await grace?.browser.close()
  await ada?.browser.close()
  await server?.close()
})

describe('two people in one workspace', () => {
  it('shows a colleague what was written before the account', async () => {
    await grace.goto(path)
    await expect.poll(() => textOf(grace)).toContain('Written before there was an account.')
  })

  it('lets both type in one paragraph at the same time', async () => {
    await editorOf(ada.page()).click()
    await ada.page().keyboard.press('Control+Home')
    await editorOf(grace.page()).click()
    await grace.page().keyboard.press('Control+End')
    await Promise.all([
      ada.page().keyboard.type('Ada begins here. ', { delay: 15 }),
      grace.page().keyboard.type(' Grace goes on there.', { delay: 15 }),
    ])
    const whole = 'Ada begins here. Written before there was an account. Grace goes on there.'
    await expect.poll(() => textOf(ada)).toContain(whole)
    await expect.poll(() => textOf(grace)).toContain(whole)
    await synced(ada)
    await synced(grace)
  })

  it('shows each the other, by the name that the server vouches for', async () => {
    await ada.page().getByText('Grace').first().waitFor()
    await grace.page().getByText('Ada').first().waitFor()
  })

  it('merges what was typed apart: one offline, one online', async () => {
    await grace.browser.goOffline()
    await expect.poll(() => grace.status()).toMatch(/offline/i)
    await grace.page().keyboard.press('Control+End')
    await grace.page().keyboard.press('Enter')
    await grace.page().keyboard.type('From the train.')
    await expect.poll(() => grace.status()).toMatch(/not sent|1/i)
    await editorOf(ada.page()).click()
    await ada.page().keyboard.press('Control+Home')
    await ada.page().keyboard.type('At the desk. ')
    await grace.browser.goOnline()
    for (const person of [ada, grace]) {
      await expect.poll(() => textOf(person)).toContain('From the train.')
      await expect.poll(() => textOf(person)).toContain('At the desk.')
    }
  })

  it('loses nothing that was shown as synced when the server is killed while both type', async () => {
    const typed: Record<string, string[]> = { ada: [], grace: [] }
    for (let round = 0; round < 3; round += 1) {
      // Each at an end of their own: two who type at one spot at once have their letters mixed, in every editor.
      for (const [name, person, end] of [
        ['ada', ada, 'Control+Home'],
        ['grace', grace, 'Control+End'],
      ] as const) {
        const word = `${name}${round}`
        await editorOf(person.page()).click()
        await person.page().keyboard.press(end)
        await person.page().keyboard.type(name === 'ada' ? `${word} ` : ` ${word}`)
        typed[name]?.push(word)
      }
      const typing = Promise.all([
        ada.page().keyboard.type('more from ada ', { delay: 10 }),
        grace.page().keyboard.type(' more from grace', { delay: 10 }),
      ])
      await server.kill()
      await typing
      await server.start()
    }
    await synced(ada)
    await synced(grace)
    await expect.poll(async () => (await textOf(ada)) === (await textOf(grace))).toBe(true)
    const witness = await signIn(server, 'Grace', ada.base)
    await witness.goto(path)
    await expect.poll(() => textOf(witness)).toBe(await textOf(ada))
    for (const word of [...(typed.ada ?? []), ...(typed.grace ?? [])]) expect(await textOf(witness)).toContain(word)
    await witness.browser.close()
  })

  it('asked nobody but its own server and logged no error', () => {
    ada.browser.expectNoProblems()
    grace.browser.expectNoProblems()
  })
})
