import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import { findTimes } from '#shared/language/times.ts'
import { reply } from '#shared/assistant/engine/engine.ts'
import { directoryOf } from '#shared/assistant/records/directory.ts'
import { studio, studioDirectory, studioId, studioMoment } from '#shared/assistant/records/testing/studio.ts'
import type { Row, Rows } from '#shared/rooms/room.ts'
import { sceneOf } from './scene.ts'
import { toldText } from './told-text.ts'

const path = (id: ReplicaId) => `/things/${id}`
const link = (title: string, type: string, number: number) => `[${title}](/things/${studioId(type, number)})`

function say(text: string, rows: Rows = studio, directory = studioDirectory()): string {
  const said = reply(text, { rows, directory, moment: studioMoment, findTimes, here: undefined })
  if (said.kind !== 'found' && said.kind !== 'facts' && said.kind !== 'progress' && said.kind !== 'names')
    throw new Error(said.kind)
  return toldText(said, sceneOf({ rows, directory, moment: studioMoment, pathOf: path }))
}

describe('what is called so', () => {
  it('is listed as links, tasks with their day', () => {
    expect(say('find the press kit')).toBe(
      [`- ${link('Press kit', 'document', 2)}`, `- ${link('Review the press kit', 'task', 7)}, due 30 Dec 2025`].join(
        '\n',
      ),
    )
    expect(say('find the logo')).not.toContain('due')
  })
})

describe('facts of a thing', () => {
  it.each([
    ['when is sign the lease due', 'Sign the lease', 1, 'due 2 Jan 2026'],
    ['when is decide on pricing due', 'Decide on pricing', 9, 'it has no date'],
    ['when is order business cards due', 'Order business cards', 18, 'done on 22 Dec 2025'],
    // Late in the evening where it was asked, the next day in UTC.
    ['when did we finish the books', 'Close the books of November', 23, 'done on 29 Dec 2025'],
    ['who owns "Sign the lease"', 'Sign the lease', 1, 'it is for you'],
    ['who is responsible for the floor plan', 'Draw the floor plan', 3, 'it is for Tomás Ortega'],
    ['who is responsible for decide on pricing', 'Decide on pricing', 9, 'it is assigned to nobody'],
    ['what priority is sign the lease', 'Sign the lease', 1, 'priority high'],
    ['what priority is book the movers', 'Book the movers', 2, 'priority normal'],
    ['status of the press release', 'Write the press release', 6, 'started, Ana Lima, due 31 Dec 2025'],
    ['status of decide on pricing', 'Decide on pricing', 9, 'not started'],
    ['who changed the press release', 'Write the press release', 6, 'last changed by Ana Lima on 29 Dec 2025'],
    ['who created draw the floor plan', 'Draw the floor plan', 3, 'made by Tomás Ortega on 3 Dec 2025'],
  ])('%s', (text, title, number, sentence) => {
    expect(say(text)).toContain(`- ${link(title, 'task', number)}: ${sentence}`)
  })

  it('of several, one line each', () => {
    expect(say('who wrote the press kit').split('\n')).toEqual([
      `- ${link('Review the press kit', 'task', 7)}: made by Ana Lima on 9 Dec 2025`,
      `- ${link('Press kit', 'document', 2)}: made by Grace O'Neill on 2 Dec 2025`,
    ])
  })

  it('names nobody who is not known here, and agents as such', () => {
    const directory = { ...studioDirectory(), people: [] }
    expect(say('who is responsible for the floor plan', studio, directory)).toContain('it is for somebody')
    const row = studio.all.find(({ id }) => id === studioId('task', 3)) as Row<object>
    const byAgent = { ...row, value: { ...row.value, assignee: 'agent:helper' as PrincipalId } }
    const rows = rowsOf(byAgent)
    expect(say('who is responsible for the floor plan', rows)).toContain('it is for an agent')
  })
})

function rowsOf(...all: readonly Row<object>[]): Rows {
  return {
    of: (type) => all.filter((row) => row.type === type.name) as never,
    get: (type, id) => all.find((row) => row.type === type.name && row.id === id) as never,
  }
}

describe('how a project stands', () => {
  it('is a list of figures below its link', () => {
    expect(say('how is launch going')).toBe(
      `${link('Launch', 'project', 1)}\n\n- **6** open\n- **1** late\n- **3** due in the next 7 days\n- **2** begun\n- **2** assigned to nobody\n- **3** done`,
    )
  })

  it('says so when nothing is in it', () => {
    expect(say('how is spring campaign going')).toBe(
      `${link('Spring campaign', 'project', 4)}: there are no tasks in it.`,
    )
  })
})

describe('what there is', () => {
  it('is counted, with links where there is something to go to', () => {
    expect(say('list projects').split('\n').slice(0, 3)).toEqual([
      '**4 projects**',
      '',
      `- ${link('Launch', 'project', 1)}`,
    ])
    expect(say('which folders are there')).toContain(`**3 folders**\n\n- ${link('Plans', 'folder', 1)}`)
    expect(say('list labels')).toContain(String.raw`- \#finance`)
    expect(say("who's on the team")).toMatch(/^\*\*5 people\*\*\n\n- Priya Raman\n/)
  })

  it('is nothing where there is nothing', () => {
    const nobody = { name: '', principals: ['local' as PrincipalId] }
    const directory = directoryOf(rowsOf(), { me: nobody, people: [nobody] })
    expect(say('list projects', rowsOf(), directory)).toBe('**0 projects**')
    expect(say("who's on the team", rowsOf(), directory)).toBe('**0 people**')
  })
})

it('what people wrote is words, whatever signs are in it', () => {
  const row = studio.all.find(({ id }) => id === studioId('task', 1)) as Row<{ title: string }>
  const rows = rowsOf({ ...row, value: { ...row.value, title: 'Lease [now](https://evil.example) **!**\n# Read' } })
  const told = say('when is the lease due', rows)
  expect(told).toBe(
    String.raw`- [Lease \[now\]\(https\://evil.example\) \*\*\!\*\* \# Read](/things/${row.id}): due 2 Jan 2026`,
  )
  expect(told.split('\n')).toHaveLength(1)
})
