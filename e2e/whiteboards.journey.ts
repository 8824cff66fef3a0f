import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityViolations } from './support/accessibility.ts'
import { again } from './support/again.ts'
import { firstVisit, invitationTo, joinBy, type Person, syncWorkspace } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'
import { smallTargets } from './support/touch.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

/** Makes a board and answers its path below the workspace, with the canvas ready. */
async function newBoard(person: Person, title: string): Promise<string> {
  const page = await person.goto('/whiteboards')
  await page.getByRole('main').getByRole('button', { name: 'New whiteboard' }).click()
  await canvasOf(page).waitFor()
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill(title)
  await page.keyboard.press('Enter')
  return new URL(page.url()).pathname.slice(person.base.length)
}

const canvasOf = (page: Page) => page.locator('.tl-canvas')
const shapesOn = (page: Page) => page.locator('.tl-shape').count()
const untilShapes = (page: Page, count: number) => expect.poll(() => shapesOn(page)).toBe(count)

/** A wave, drawn with the pen from a point of the canvas. */
async function draw(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  const box = await canvasOf(page).boundingBox()
  if (!box) throw new Error('no canvas')
  await page.getByTestId('tools.draw').click()
  await page.mouse.move(box.x + x, box.y + y)
  await page.mouse.down()
  for (let step = 1; step <= 20; step += 1) {
    await page.mouse.move(box.x + x + step * 5, box.y + y + Math.sin(step / 3) * 20)
  }
  await page.mouse.up()
}

async function pastePicture(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.fillRect(0, 0, 60, 40)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (blob) await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  })
  await page.getByTestId('tools.select').click()
  await page.keyboard.press('Control+v')
}

/** What another tab reads is on this device's disk. */
async function seenInAnotherTab(person: Person, path: string, count: number): Promise<void> {
  const tab = await person.browser.newPage(person.base + path)
  await tab.locator('.tl-image').waitFor()
  await untilShapes(tab, count)
  await tab.close()
}

/** The drawing tools follow the first visit when the page rests. */
async function untilToolsAreStored(page: Page): Promise<void> {
  const stored = () =>
    page.evaluate(async () => {
      const keys = await (await caches.open('nexus-heavy')).keys()
      return keys.some(({ url }) => url.endsWith('.js')) && keys.some(({ url }) => url.endsWith('.svg'))
    })
  await expect.poll(stored, { timeout: 90_000 }).toBe(true)
}

describe('one person', () => {
  it('draws, pastes a picture, and finds it all in a browser that starts without a network', again, async () => {
    const ada = await firstVisit(server)
    const path = await newBoard(ada, 'Plan')
    await draw(ada.page(), { x: 300, y: 200 })
    await pastePicture(ada.page())
    await seenInAnotherTab(ada, path, 2)
    await untilToolsAreStored(ada.page())
    await ada.browser.goOffline()
    const page = await ada.browser.restart()
    await page.locator('.tl-image').waitFor()
    await untilShapes(page, 2)
    await draw(page, { x: 400, y: 400 })
    await seenInAnotherTab(ada, path, 3)
    await ada.browser.restart()
    await untilShapes(ada.page(), 3)
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })

  it('keeps what is drawn and removed in the instant before the page is left', again, async () => {
    const ada = await firstVisit(server)
    const path = await newBoard(ada, 'Plan')
    const page = ada.page()
    await draw(page, { x: 300, y: 200 })
    await page.reload()
    await untilShapes(page, 1)
    await page.getByTestId('tools.select').click()
    await page.keyboard.press('Control+a')
    await page.getByTestId('style.color.red').first().waitFor()
    await page.keyboard.press('Delete')
    await untilShapes(page, 0)
    await ada.goto('/documents')
    await ada.goto(path)
    await canvasOf(page).waitFor()
    await draw(page, { x: 300, y: 300 })
    await ada.goto(path)
    // The new one, and not the one that was removed.
    await untilShapes(page, 1)
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })

  it('can draw offline also when no board was ever opened online', again, async () => {
    const ada = await firstVisit(server)
    await ada.browser.untilOfflineReady()
    await untilToolsAreStored(ada.page())
    await ada.browser.goOffline()
    await ada.browser.crash()
    await newBoard(ada, 'On the train')
    await draw(ada.page(), { x: 300, y: 200 })
    await untilShapes(ada.page(), 1)
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })

  it('renames, copies, throws away and takes back a board', again, async () => {
    const ada = await firstVisit(server)
    await newBoard(ada, 'Plan')
    await draw(ada.page(), { x: 300, y: 200 })
    const page = await ada.goto('/whiteboards')
    await page.getByRole('button', { name: 'More for Plan' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'New name of Plan' }).fill('Ground floor')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'More for Ground floor' }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    await page.getByRole('link', { name: 'Copy of Ground floor' }).click()
    await canvasOf(page).waitFor()
    await untilShapes(page, 1)
    await page.getByRole('button', { name: 'More for Copy of Ground floor' }).click()
    await page.getByRole('menuitem', { name: 'Move to trash' }).click()
    await page.getByRole('button', { name: /^Trash/ }).click()
    await page.getByRole('button', { name: 'Restore Copy of Ground floor' }).click()
    await page.getByRole('link', { name: 'Copy of Ground floor' }).waitFor()
    ada.browser.expectNoProblems()
    await ada.browser.close()
  })
})

describe('people together', () => {
  it('see each other draw, and undo takes back only what is their own', async () => {
    const ada = await firstVisit(server)
    await syncWorkspace(ada, 'Ada')
    const path = await newBoard(ada, 'Together')
    await draw(ada.page(), { x: 250, y: 150 })
    const link = await invitationTo(ada, 'editor')
    const grace = await joinBy(server, link, { name: 'Grace', base: ada.base })
    await grace.goto(path)
    await untilShapes(grace.page(), 1)
    await draw(grace.page(), { x: 450, y: 300 })
    await draw(ada.page(), { x: 250, y: 400 })
    for (const person of [ada, grace]) await untilShapes(person.page(), 3)
    await ada.page().locator('.tl-cursor').waitFor()
    await ada.page().getByRole('list', { name: 'Also here' }).getByRole('img').waitFor()
    await ada.page().keyboard.press('Control+z')
    for (const person of [ada, grace]) await untilShapes(person.page(), 2)
    await ada.page().keyboard.press('Control+z')
    for (const person of [ada, grace]) await untilShapes(person.page(), 1)
    await ada.page().keyboard.press('Control+z')
    await draw(grace.page(), { x: 450, y: 200 })
    for (const person of [ada, grace]) await untilShapes(person.page(), 2)
    for (const person of [ada, grace]) person.browser.expectNoProblems()
    await grace.browser.close()
    await ada.page().locator('.tl-cursor').waitFor({ state: 'detached', timeout: 90_000 })
    await ada.browser.close()
  })
})

describe('a viewer', () => {
  it('watches and has no pen', again, async () => {
    const server2 = await startServer()
    const ada = await firstVisit(server2)
    await syncWorkspace(ada, 'Ada')
    const path = await newBoard(ada, 'To look at')
    await draw(ada.page(), { x: 250, y: 150 })
    const link = await invitationTo(ada, 'viewer')
    const grace = await joinBy(server2, link, { name: 'Grace', base: ada.base })
    const page = await grace.goto(path)
    await untilShapes(page, 1)
    await page.getByText('Read only', { exact: true }).waitFor()
    expect(await page.getByTestId('tools.draw').count()).toBe(0)
    await canvasOf(page).click({ position: { x: 260, y: 150 } })
    await page.keyboard.press('Delete')
    await draw(ada.page(), { x: 250, y: 350 })
    await untilShapes(page, 2)
    await grace.goto('/whiteboards')
    await page.getByRole('link', { name: 'To look at', exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'New whiteboard' }).count()).toBe(0)
    grace.browser.expectNoProblems()
    await grace.browser.close()
    await ada.browser.close()
    await server2.close()
  })
})

describe('on a phone', () => {
  it('the drawing has the whole screen, with its tools and the way back in reach', again, async () => {
    const ada = await firstVisit(server, { viewport: 'phone' })
    await newBoard(ada, 'Small')
    const page = ada.page()
    const tool = await page.getByTestId('tools.draw').boundingBox()
    if (!tool) throw new Error('no pen')
    const isInReach = await page.evaluate(
      ({ x, y }) => document.elementFromPoint(x, y)?.closest('[data-testid="tools.draw"]') !== null,
      { x: tool.x + tool.width / 2, y: tool.y + tool.height / 2 },
    )
    expect(isInReach).toBe(true)
    expect(tool.y + tool.height).toBeGreaterThan(760)
    await page.getByRole('button', { name: 'Back to all whiteboards' }).tap()
    await page.getByRole('link', { name: 'Small', exact: true }).waitFor()
    expect(await smallTargets(page)).toEqual([])
    expect(await accessibilityViolations(page)).toEqual([])
    await ada.browser.close()
  })
})
