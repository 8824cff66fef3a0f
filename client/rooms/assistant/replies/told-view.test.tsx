import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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
const first = (place: HTMLElement) => place.querySelector('p')?.textContent
const lines = (place: HTMLElement) => [...place.querySelectorAll('li')].map(({ textContent }) => textContent)
const links = (place: HTMLElement) => [...place.querySelectorAll('a')].map((link) => link.getAttribute('href'))

describe('what is called so', () => {
  it('is told by its number and leads there', async () => {
    const task = await make('Plan the party')
    const one = await page.ask('find the party')
    expect([first(one), lines(one), links(one)]).toEqual(['Here it is:', ['Plan the party'], [`/w/here/${task}`]])
    const paper = await page.did('documents.create', { title: 'Party' })
    const exact = await page.ask('find party')
    expect([first(exact), links(exact)]).toEqual(['Here it is:', [`/w/here/${paper}`]])
    await make('Party hats')
    const many = await page.ask('find part')
    expect(first(many)).toBe('3 things are called so:')
    expect(lines(many).toSorted()).toEqual(['Party', 'Party hats', 'Plan the party'])
  })

  it('is no link when it is gone meanwhile', async () => {
    const task = await make('Plan the party')
    await page.did('tasks.trash', { id: task })
    const place = await page.show({ kind: 'found', words: 'party', ids: [task] })
    expect([lines(place), links(place)]).toEqual([['No longer here'], []])
  })
})

describe('facts of one thing', () => {
  it.each([
    ['when is the rent due', { dueDate: '2026-01-09' }, 'Due Friday, January 9, 2026'],
    ['when is the rent due', { dueDate: '2026-01-09', dueTime: '15:30' }, 'Due Friday, January 9, 2026 at 3:30 PM'],
    ['when is the rent due', {}, 'It has no date'],
    ['who is responsible for the rent', {}, 'It is assigned to nobody'],
    ['what priority is the rent', { priority: 'high' }, 'Priority: High'],
    ['what is the status of the rent', {}, 'Not started'],
    ['what is the status of the rent', { dueDate: '2026-01-09' }, 'Not started, Due Friday, January 9, 2026'],
  ])('%s: %j', async (text, more, sentence) => {
    await make('Pay the rent', more)
    const place = await page.ask(text)
    // Which blank stands before "PM" is the browser's.
    expect(first(place)?.replaceAll(/\s/gu, ' ')).toBe(sentence)
    expect(links(place)).toEqual([`/w/here/${page.taskNamed('Pay the rent')}`])
  })

  it('of what is done the day on which it was', async () => {
    const id = await make('Pay the rent', { dueDate: '2026-01-09' })
    await page.did('tasks.complete', { id })
    for (const text of ['when is the rent due', 'status of the rent'])
      expect(first(await page.ask(text))).toBe('Done on Jan 5, 2026')
  })

  it('whose it is, who has made it, and who changed it last', async () => {
    const id = await make('Pay the rent')
    await page.did('tasks.assign', { id, assignee: 'local' })
    const me = page.engine.nameOf('local' as never)
    expect(first(await page.ask('who is responsible for the rent'))).toBe(`It is for ${me}`)
    expect(first(await page.ask('who created pay the rent'))).toContain(`Made by ${me}, Jan 5, 2026`)
    const changed = await page.ask('who changed the rent')
    expect(first(changed)).toContain(`Last changed by ${me}, Jan 5, 2026`)
    expect(changed.textContent).toContain('Known here is the latest change only.')
  })

  it('of several that are called so, each its own', async () => {
    await make('Paint the boat', { dueDate: '2026-01-09' })
    await make('Launch the boat')
    const place = await page.ask('when is the boat due')
    expect(first(place)).toBe('2 things are called so:')
    const told = lines(place)
    expect(told.find((line) => line?.includes('Paint'))).toContain('Due Friday, January 9, 2026')
    expect(told.find((line) => line?.includes('Launch'))).toContain('It has no date')
  })
})

describe('how a project stands', () => {
  it('in numbers, each with the list that it counts', async () => {
    const project = await page.did('tasks.createProject', { title: 'Launch' })
    await make('Paint', { project, dueDate: '2026-01-02' })
    await make('Sand', { project, dueDate: '2026-01-07' })
    await page.did('tasks.setStatus', { id: page.taskNamed('Sand'), status: 'doing' })
    await page.did('tasks.complete', { id: await make('Buy', { project }) })
    const place = await page.ask('how is launch going')
    expect(first(place)).toBe('Launch: 1 of 3 tasks done')
    expect(links(place)).toContain(`/w/here/${project}`)
    const parts = [...place.querySelectorAll('details')].map((part) => [
      part.querySelector('summary')?.textContent,
      ...[...part.querySelectorAll('a')].map(({ textContent }) => textContent),
    ])
    expect(parts).toEqual([
      ['2 tasks are open', 'Paint', 'Sand'],
      ['1 of them is late', 'Paint'],
      ['1 task is due in the next 7 days', 'Sand'],
      ['1 task is begun', 'Sand'],
      ['1 task is done', 'Buy'],
    ])
  })

  it('says so when nothing is in it', async () => {
    await page.did('tasks.createProject', { title: 'Launch' })
    const place = await page.ask('how is launch going')
    expect(first(place)).toBe('Launch: there are no tasks in it')
    expect(place.querySelector('details')).toBeNull()
  })
})

describe('what there is', () => {
  it('projects and folders lead to themselves, labels and people are words', async () => {
    const project = await page.did('tasks.createProject', { title: 'Launch' })
    await make('Paint', { labels: ['Blue', 'green'] })
    const projects = await page.ask('which projects are there?')
    expect([first(projects), links(projects)]).toEqual(['There is 1 project:', [`/w/here/${project}`]])
    const labels = await page.ask('list labels')
    expect([first(labels), lines(labels), links(labels)]).toEqual(['There are 2 labels:', ['#Blue', '#green'], []])
    const folders = await page.ask('folders')
    expect([first(folders), lines(folders)]).toEqual(['There are no folders.', []])
  })
})

describe('who has least', () => {
  it('is told with who has nothing, and nothing is no bar', async () => {
    const place = await page.ask('who has the fewest open tasks?')
    const rows = [...place.querySelectorAll('summary')]
    expect(rows.map(({ textContent }) => textContent)).toEqual([`${page.engine.nameOf('local' as never)}0`])
    expect(rows[0]?.innerHTML).not.toContain('NaN')
  })
})

describe('who has none', () => {
  it('is named and nothing else; nobody is said to be nobody', async () => {
    const place = await page.ask('who has nothing to do?')
    expect(first(place)).toBe('One found.')
    expect(place.textContent).toContain('People without open tasks')
    expect(lines(place)).toEqual([page.engine.nameOf('local' as never)])
    expect(place.querySelectorAll('summary')).toHaveLength(0)
    expect(place.textContent).not.toContain('repeats')
    await make('Paint')
    const none = await page.ask('who has no open tasks?')
    expect([first(none), lines(none)]).toEqual(['Nobody that I know of.', []])
  })
})
