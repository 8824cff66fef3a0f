import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { type RepliesOnPage, repliesOnPage } from './testing/replies-on-page.tsx'

let page: RepliesOnPage
beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  page = await repliesOnPage()
})
afterEach(async () => {
  await page.close()
  vi.unstubAllGlobals()
})

const make = (title: string, more: object = {}) => page.did('tasks.create', { title, ...more })
const valueOf = (title: string) => page.engine.rows().get(taskType, page.taskNamed(title))?.value
const statuses = () =>
  Object.fromEntries(
    page.engine
      .rows()
      .of(taskType)
      .map(({ value }) => [value.title, value.status]),
  )
const buttons = (place: HTMLElement) => [...place.querySelectorAll('button')].map(({ textContent }) => textContent)
const status = (place: HTMLElement) => place.querySelector('[role=status]')?.textContent

describe('the same for several', () => {
  beforeEach(async () => {
    await make('Call the bank', { priority: 'urgent' })
    await make('Pay the rent', { priority: 'urgent' })
    await make('Water the plants')
  })

  it('says what it would be, of how many, and names each; nothing is done yet', async () => {
    const place = await page.ask('complete my urgent tasks')
    const card = place.querySelector('section')
    expect(card?.getAttribute('aria-label')).toBe('Complete the task · 2 tasks')
    expect([...place.querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual([
      'Call the bank',
      'Pay the rent',
    ])
    expect([...place.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([
      `/w/here/${page.taskNamed('Call the bank')}`,
      `/w/here/${page.taskNamed('Pay the rent')}`,
    ])
    expect(buttons(place)).toEqual(['Do all 2'])
    expect(status(place)).toBe('')
    expect(new Set(Object.values(statuses()))).toEqual(new Set(['todo']))
  })

  it('does all of them with one press, tells it, and takes all back with another', async () => {
    const place = await page.ask('complete my urgent tasks')
    await page.press('Do all 2')
    expect(statuses()).toEqual({ 'Call the bank': 'done', 'Pay the rent': 'done', 'Water the plants': 'todo' })
    expect(status(place)).toBe('Done.')
    expect(place.querySelector('section')?.dataset.state).toBe('done')
    expect(buttons(place)).toEqual(['Undo all'])
    expect(document.activeElement?.textContent).toBe('Undo all')
    await page.press('Undo all')
    expect(new Set(Object.values(statuses()))).toEqual(new Set(['todo']))
    expect(status(place)).toBe('Taken back.')
    expect(buttons(place)).toEqual(['Do all 2'])
  })

  it('takes back its own steps and nothing that was done since', async () => {
    const place = await page.ask('complete my urgent tasks')
    await page.press('Do all 2')
    await page.did('tasks.complete', { id: page.taskNamed('Water the plants') })
    await page.press('Undo all')
    expect(statuses()).toEqual({ 'Call the bank': 'todo', 'Pay the rent': 'todo', 'Water the plants': 'done' })
    expect(status(place)).toBe('Taken back.')
  })

  it('says what could not be taken back, because it was changed since', async () => {
    const place = await page.ask('complete my urgent tasks')
    await page.press('Do all 2')
    const [bank, rent] = [page.taskNamed('Call the bank'), page.taskNamed('Pay the rent')]
    await page.did('tasks.reopen', { id: bank })
    await page.did('tasks.setStatus', { id: bank, status: 'doing' })
    await page.press('Undo all')
    expect(statuses()).toMatchObject({ 'Call the bank': 'doing', 'Pay the rent': 'todo' })
    expect(status(place)).toBe('Taken back. 1 of them could not be taken back: it has been changed since.')
    await page.press('Do all 2')
    for (const id of [bank, rent]) {
      await page.did('tasks.reopen', { id })
      await page.did('tasks.setStatus', { id, status: 'doing' })
    }
    await page.press('Undo all')
    expect(status(place)).toBe('Done. 2 of them could not be taken back: they have been changed since.')
    expect(buttons(place)).toEqual([])
  })

  it('is not offered to a reader, who is told why', async () => {
    const place = await page.ask('complete my urgent tasks', { isReader: true })
    expect(buttons(place)).toEqual([])
    expect(place.textContent).toContain('You can only read here, so nothing can be changed.')
    expect(place.textContent).toContain('Call the bank')
  })

  it('from before a reload it is asked again instead of done again', async () => {
    const place = await page.ask('complete my urgent tasks', { isEarlier: true })
    expect(buttons(place)).toEqual(['Ask again'])
    expect(place.textContent).toContain('Asked earlier')
    await page.press('Ask again')
    expect(page.asked).toEqual(['complete my urgent tasks'])
    expect(new Set(Object.values(statuses()))).toEqual(new Set(['todo']))
  })
})

describe('several that are new', () => {
  const lines = (place: HTMLElement) => [...place.querySelectorAll('li')].map(({ textContent }) => textContent)

  it('are shown as they will be, made with one press, then led to, and taken back with another', async () => {
    const place = await page.ask('add tasks: milk, bread and call Ana tomorrow')
    expect(place.querySelector('section')?.getAttribute('aria-label')).toBe('Add a task · 3 tasks')
    expect(lines(place)).toEqual(['milk', 'bread', 'call AnaTue, Jan 6'])
    expect(statuses()).toEqual({})
    await page.press('Do all 3')
    expect(statuses()).toEqual({ milk: 'todo', bread: 'todo', 'call Ana': 'todo' })
    expect(valueOf('call Ana')?.dueDate).toBe('2026-01-06')
    expect([...place.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual(
      ['milk', 'bread', 'call Ana'].map((title) => `/w/here/${page.taskNamed(title)}`),
    )
    await page.press('Undo all')
    expect(
      page.engine
        .rows()
        .of(taskType)
        .filter(({ value }) => value.trashedAt === undefined),
    ).toEqual([])
    expect(lines(place)).toEqual(['milk', 'bread', 'call AnaTue, Jan 6'])
  })
})

describe('where some can not be done', () => {
  beforeEach(async () => {
    const review = await make('Review')
    await make('Launch')
    const party = await make('Party')
    // So the review would wait for itself, through the party.
    await page.did('tasks.waitFor', { id: review, for: party })
  })

  it('does the others, says how many were not done, and takes back what was', async () => {
    const place = await page.ask('make the launch and the party wait for the review')
    expect(place.querySelector('section')?.getAttribute('aria-label')).toBe('Let it wait for “Review” · 2 tasks')
    await page.press('Do all 2')
    expect(valueOf('Launch')?.waitsFor).toEqual([page.taskNamed('Review')])
    expect(valueOf('Party')?.waitsFor ?? []).toEqual([])
    expect(status(place)).toBe('Done.')
    expect(place.textContent).toContain('1 of them was not done.')
    await page.press('Undo all')
    expect(valueOf('Launch')?.waitsFor ?? []).toEqual([])
    expect(place.textContent).not.toContain('not done')
  })

  it('says that none was done, and stays offered', async () => {
    await page.did('tasks.waitFor', { id: page.taskNamed('Review'), for: page.taskNamed('Launch') })
    const place = await page.ask('make the launch and the party wait for the review')
    await page.press('Do all 2')
    expect(place.textContent).toContain('2 of them were not done.')
    expect(status(place)).toBe('')
    expect(buttons(place)).toEqual(['Do all 2'])
  })
})

describe('tasks that are to wait for several others', () => {
  const waits = (title: string) => (valueOf(title)?.waitsFor ?? []).toSorted()
  const ids = (...titles: readonly string[]) => titles.map((title) => page.taskNamed(title)).toSorted()
  const lists = (place: HTMLElement) =>
    [...place.querySelectorAll('ul')].map((list) => [...list.children].map(({ textContent }) => textContent))
  beforeEach(async () => {
    for (const title of ['Launch', 'Review', 'Salt and pepper', 'Party']) await make(title)
  })

  it('are named with them, wait with one press, and no more with another', async () => {
    const place = await page.ask('make the launch wait for the review and salt and pepper')
    expect(place.querySelector('section')?.getAttribute('aria-label')).toBe('Let one task wait for several others')
    expect(lists(place)).toEqual([['Launch'], ['Review', 'Salt and pepper']])
    expect(waits('Launch')).toEqual([])
    await page.press('Do all 2')
    expect(waits('Launch')).toEqual(ids('Review', 'Salt and pepper'))
    await page.press('Undo all')
    expect(waits('Launch')).toEqual([])
  })

  it('each for each, and each is let go again', async () => {
    const place = await page.ask('the launch and the party wait for the review, salt and pepper')
    expect(place.querySelector('section')?.getAttribute('aria-label')).toBe('Let 2 tasks wait for several others')
    expect(lists(place)).toEqual([
      ['Launch', 'Party'],
      ['Review', 'Salt and pepper'],
    ])
    await page.press('Do all 4')
    for (const title of ['Launch', 'Party']) expect(waits(title)).toEqual(ids('Review', 'Salt and pepper'))
    const end = await page.ask('the party no longer waits for the review and salt and pepper')
    expect(end.textContent).toContain('Do not let one task wait for several others any more')
    await page.press('Do all 2')
    expect([waits('Launch'), waits('Party')]).toEqual([ids('Review', 'Salt and pepper'), []])
  })

  it('are not guessed where a name could be another one’s: those that it may mean are shown', async () => {
    await make('Review the lease')
    await make('Send the review')
    await page.did('tasks.rename', { id: page.taskNamed('Review'), title: 'Review the plan' })
    const place = await page.ask('make the launch wait for the review and the party')
    expect(place.textContent).toContain('“the review” can mean several tasks.')
    expect(lists(place)[0]?.toSorted()).toEqual(['Review the lease', 'Review the plan', 'Send the review'])
    expect(place.querySelector('section')).toBeNull()
  })
})

it('what is gone meanwhile is named by what it was called', async () => {
  await make('Call the bank', { priority: 'urgent' })
  const id = await make('Pay the rent', { priority: 'urgent' })
  const rows = page.engine.rows().of(taskType)
  const actions = rows.map((row) => ({
    command: 'tasks.complete' as const,
    input: { id: row.id },
    title: row.value.title,
    target: row.id,
  }))
  await page.did('tasks.trash', { id })
  const place = await page.show({ kind: 'several', actions })
  expect([...place.querySelectorAll('li')].map(({ textContent }) => textContent).toSorted()).toEqual([
    'Call the bank',
    'Pay the rent',
  ])
  expect(place.querySelectorAll('a')).toHaveLength(1)
})
