import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { type RepliesOnPage, repliesOnPage } from './testing/replies-on-page.tsx'

let page: RepliesOnPage
beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  page = await repliesOnPage()
  for (const title of ['Paint the boat', 'Launch the boat', 'Sand the hull']) await page.did('tasks.create', { title })
})
afterEach(async () => {
  await page.close()
  vi.unstubAllGlobals()
})

const waitsOf = (title: string) => page.engine.rows().get(taskType, page.taskNamed(title))?.value.waitsFor ?? []
const cards = (place: HTMLElement) =>
  [...place.querySelectorAll('section')].map((card) =>
    [...card.querySelectorAll('p')].map(({ textContent }) => textContent).join(' | '),
  )
const buttons = (place: HTMLElement) => [...place.querySelectorAll('button')].map(({ textContent }) => textContent)
const status = (place: HTMLElement) => place.querySelector('[role=status]')?.textContent

describe('one task is to wait for another', () => {
  it('shows both titles, does it with a press, and takes it back with another', async () => {
    const place = await page.ask('launch the boat waits for the hull')
    expect(cards(place)).toEqual(['Let one task wait for another | Launch the boat | Waits for | Sand the hull'])
    expect(place.querySelector('section')?.getAttribute('aria-label')).toBe('Let it wait for “Sand the hull”')
    expect(waitsOf('Launch the boat')).toEqual([])
    await page.press('Do it')
    expect(waitsOf('Launch the boat')).toEqual([page.taskNamed('Sand the hull')])
    expect(status(place)).toBe('Done.')
    expect(buttons(place)).toEqual(['Undo', 'Open'])
    expect(page.engine.live.undo.get().nextUndo?.label).toBe('Let it wait for “Sand the hull”')
    await page.press('Undo')
    expect(waitsOf('Launch the boat')).toEqual([])
    expect(status(place)).toBe('Taken back.')
  })

  it('and not any more', async () => {
    const [id, other] = [page.taskNamed('Paint the boat'), page.taskNamed('Sand the hull')]
    await page.did('tasks.waitFor', { id, for: other })
    const place = await page.ask('unblock paint the boat')
    expect(cards(place)).toEqual(['Do not let it wait any more | Paint the boat | Waits for | Sand the hull'])
    await page.press('Do it')
    expect(waitsOf('Paint the boat')).toEqual([])
  })

  it('each that the words may mean has a card, also where it is the other one that is not certain', async () => {
    const place = await page.ask('make the hull wait for the boat')
    expect(place.textContent).toContain('Which one do you mean?')
    expect(cards(place).toSorted()).toEqual([
      'Let one task wait for another | Sand the hull | Waits for | Launch the boat',
      'Let one task wait for another | Sand the hull | Waits for | Paint the boat',
    ])
    expect(buttons(place)).toEqual(['Do it', 'Do it'])
  })

  it('a ring is refused in the words of the command, and stays undone', async () => {
    const [id, other] = [page.taskNamed('Paint the boat'), page.taskNamed('Sand the hull')]
    await page.did('tasks.waitFor', { id, for: other })
    const place = await page.ask('make the hull wait for paint the boat')
    await page.press('Do it')
    expect(waitsOf('Sand the hull')).toEqual([])
    expect(place.textContent).toContain('It was not done.')
    await vi.waitFor(() => expect(document.body.textContent).toContain('That task waits for this one already'))
    expect(buttons(place)).toEqual(['Do it'])
  })

  it('is no act for readers', async () => {
    const place = await page.ask('launch the boat waits for the hull', { isReader: true })
    expect(buttons(place)).toEqual([])
    expect(place.textContent).toContain('You can only read here')
  })
})

it('says when nothing of it is left to be taken back', async () => {
  const place = await page.ask('complete the hull')
  await page.press('Do it')
  const id = page.taskNamed('Sand the hull')
  await page.did('tasks.reopen', { id })
  await page.did('tasks.setStatus', { id, status: 'doing' })
  await page.press('Undo')
  expect(status(place)).toBe('Done. It could not be taken back: it has been changed since.')
  expect(buttons(place)).toEqual(['Open'])
  expect(page.engine.rows().get(taskType, id)?.value.status).toBe('doing')
})
