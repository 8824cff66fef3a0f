import { describe, expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { findTimes } from '../../language/times.ts'
import { commandNamed } from '../../rooms/all-rooms.ts'
import type { Row } from '../../rooms/room.ts'
import type { TaskRow } from '../../rooms/tasks/index.ts'
import { directoryOf } from '../records/directory.ts'
import { FixedRows, seededMoment } from '../records/testing/seeded-workspace.ts'
import { reply } from './engine.ts'
import type { ProposedAction, Reply } from './reply.ts'
import { idOf, mira, taskRow } from './testing/task-rows.ts'

const id = (number: number) => idOf('task', number)
const all = [
  taskRow(1, 'Paint the boat', { waitsFor: [id(2), id(3)] }),
  taskRow(2, 'Sand the hull', { waitsFor: [id(3)] }),
  taskRow(3, 'Buy paper'),
  taskRow(4, 'Launch the boat'),
  taskRow(5, 'Paint the fence'),
  taskRow(6, 'Wait for the tide', { labels: ['sea'] }),
  taskRow(7, 'Order the sail', { status: 'done', completedAt: seededMoment.nowMs }),
  taskRow(8, 'Read the weather', { trashedAt: seededMoment.nowMs }),
  taskRow(9, 'Call Ana'),
]
const titleIn = (rows: readonly Row[]) => (of: unknown) =>
  (rows.find((row) => row.id === of)?.value as TaskRow | undefined)?.title ?? String(of)

function say(text: string, here?: ReplicaId, among: readonly Row[] = all): Reply {
  const rows = new FixedRows(among)
  const me = { name: 'Mira Novak', principals: [mira] }
  const ana = { name: 'Ana Silva', principals: ['user:ana' as PrincipalId] }
  const directory = directoryOf(rows, { me, people: [me, ana] })
  return reply(text, { rows, directory, moment: seededMoment, findTimes, here })
}

function shortOf({ command, input, title, target }: ProposedAction, among: readonly Row[]): string {
  const titleOf = titleIn(among)
  expect(commandNamed(command)?.input.safeParse(input).success).toBe(true)
  expect([target, titleOf(target)]).toEqual([input.id, title])
  return `${title} ${command === 'tasks.waitFor' ? '→' : command === 'tasks.stopWaitingFor' ? '↛' : command} ${titleOf(input.for)}`
}

function short(said: Reply, among: readonly Row[] = all): unknown {
  const titleOf = titleIn(among)
  if (said.kind === 'action') return shortOf(said.action, among)
  if (said.kind === 'choice' || said.kind === 'several')
    return [said.kind, ...said.actions.map((action) => shortOf(action, among))]
  if (said.kind === 'unclear-name') return [`unclear-name ${said.words}`, ...said.ids.map(titleOf).toSorted()]
  if (said.kind === 'answer') return [said.sentence, ...said.answer.ids.map(titleOf)]
  return said.kind === 'no-target' ? `no-target ${said.words}` : said.kind
}

describe('one task is to wait for another', () => {
  it.each([
    'make the fence wait for the tide',
    'Make "Paint the fence" wait for "Wait for the tide".',
    'let the fence wait until the tide is done',
    'could you make the fence wait for the tide?',
    'have the fence wait on the tide, please',
    'the fence waits for the tide',
    'paint the fence has to wait for the tide',
    'the fence needs to wait for the tide to be done',
    'the fence depends on the tide',
    'the fence is dependent on the tide',
    'the fence is blocked by the tide',
    'the fence is held up by the tide',
    'the tide blocks the fence',
    'the tide is holding up the fence',
    'block the fence until the tide is done',
    'put the fence on hold until the tide is done',
    'hold the fence until the tide is finished',
    "don't start the fence before the tide is done",
    "the fence can't start until the tide is finished",
    'the fence can only begin when the tide is done',
    'start the fence after the tide is done',
    'the tide has to be done before the fence',
    'mark the fence as waiting for the tide',
    'mark the fence as blocked by the tide',
    'add a dependency of the fence on the tide',
    'add the tide as a dependency of the fence',
  ])('%s', (text) => expect(short(say(text))).toBe('Paint the fence → Wait for the tide'))

  it('this is what is looked at', () => {
    expect(short(say('this waits for the tide', id(5)))).toBe('Paint the fence → Wait for the tide')
    expect(short(say('the tide has to wait for this', id(5)))).toBe('Wait for the tide → Paint the fence')
    expect(short(say('this waits for the tide'))).toBe('not-understood')
  })

  it('where a title fits several, each pair is a choice', () => {
    expect(short(say('make the boat wait for the tide'))).toEqual([
      'choice',
      'Paint the boat → Wait for the tide',
      'Launch the boat → Wait for the tide',
    ])
    expect(short(say('make the tide wait for the boat'))).toEqual([
      'choice',
      'Wait for the tide → Paint the boat',
      'Wait for the tide → Launch the boat',
    ])
    // Itself is no choice, nor is what it waits for already.
    expect(short(say('make paint the boat wait for the boat'))).toBe('Paint the boat → Launch the boat')
    expect(short(say('make the boat wait for the hull'))).toBe('Launch the boat → Sand the hull')
  })

  it('several that are named wait alike', () => {
    expect(short(say('make the fence and the hull wait for the tide'))).toEqual([
      'several',
      'Paint the fence → Wait for the tide',
      'Sand the hull → Wait for the tide',
    ])
  })

  it('rings and itself are left to the command, which says why it refuses', () => {
    expect(short(say('make paper wait for paint the boat'))).toBe('Buy paper → Paint the boat')
    expect(short(say('make the fence wait for the fence'))).toBe('Paint the fence → Paint the fence')
  })

  it('what waits already, and what is done, is told', () => {
    expect(short(say('make the hull wait for paper'))).toEqual([
      'Open tasks that “Sand the hull” waits for',
      'Buy paper',
    ])
    expect(say('make the hull wait for the sail')).toMatchObject({ kind: 'facts', fact: 'status', words: 'the sail' })
    expect(say('make the sail wait for the hull')).toMatchObject({ kind: 'facts', fact: 'status' })
  })

  it('names what is not known', () => {
    expect(short(say('make the zebra wait for the tide'))).toBe('no-target the zebra')
    expect(short(say('make the tide wait for the zebra'))).toBe('no-target the zebra')
    expect(short(say('make the tide wait for the weather'))).toBe('no-target the weather')
  })
})

describe('one task is not to wait for another any more', () => {
  it.each([
    'the hull no longer waits for paper',
    "the hull doesn't have to wait for paper any more",
    'the hull does not depend on the paper anymore',
    'the hull is no longer blocked by paper',
    "the hull isn't waiting for paper any longer",
    "don't let the hull wait for paper",
    'let the hull not wait for paper any more',
    'make the hull stop waiting for paper',
    'let the hull start without paper',
    'remove the dependency of the hull on paper',
    'remove the dependency from the hull to paper',
    'remove paper as a dependency of the hull',
    'paper no longer blocks the hull',
    'unblock the hull from paper',
    'unblock the hull',
  ])('%s', (text) => expect(short(say(text))).toBe('Sand the hull ↛ Buy paper'))

  it('of several that it waits for each is a choice', () => {
    expect(short(say('unblock the boat'))).toEqual([
      'choice',
      'Paint the boat ↛ Sand the hull',
      'Paint the boat ↛ Buy paper',
    ])
  })

  it('where it does not wait, what it waits for is told', () => {
    expect(short(say('the hull no longer waits for the tide'))).toEqual([
      'Open tasks that “Sand the hull” waits for',
      'Buy paper',
    ])
    expect(short(say('unblock the fence'))).toEqual(['Open tasks that “Paint the fence” waits for'])
    expect(short(say('unblock the zebra'))).toBe('no-target the zebra')
  })
})

it.each([
  ['the hull waits for paper?', ['Open tasks that “Sand the hull” waits for', 'Buy paper']],
  ['is the hull waiting for anything?', ['Open tasks that “Sand the hull” waits for', 'Buy paper']],
  ['Is the hull blocked?', ['Open tasks that “Sand the hull” waits for', 'Buy paper']],
  ['does the fence depend on the tide', ['Open tasks that “Paint the fence” waits for']],
  ['what does the hull depend on?', ['Open tasks that “Sand the hull” waits for', 'Buy paper']],
  ['why is the hull blocked', ['Open tasks that “Sand the hull” waits for', 'Buy paper']],
  ['what depends on the hull', ['Open tasks that wait for “Sand the hull”', 'Paint the boat']],
  ['what is blocked by the hull?', ['Open tasks that wait for “Sand the hull”', 'Paint the boat']],
  ['is anything waiting for the hull?', ['Open tasks that wait for “Sand the hull”', 'Paint the boat']],
  ['does the hull block anything?', ['Open tasks that wait for “Sand the hull”', 'Paint the boat']],
])('%s is a question', (text, expected) => expect(short(say(text))).toEqual(expected))

it.each([
  ['add task the fence waits for the tide', 'tasks.create'],
  ['remind me that the fence depends on the tide tomorrow', 'tasks.create'],
  ['make a task wait for the postman', 'tasks.create'],
  ['have Ana wait for the tide', 'tasks.create'],
  ['I have to wait for the tide', 'tasks.create'],
  ['let the fence wait until Friday', 'tasks.schedule'],
  ['mark the fence as #waiting', 'tasks.setLabels'],
  ['the fence waits for Ana', 'not-understood'],
  ['the fence depends on the postman', 'not-understood'],
  ['wait for the tide', 'not-understood'],
])('%s is something else', (text, expected) => {
  const said = say(text)
  expect(said.kind === 'action' ? said.action.command : said.kind).toBe(expected)
})

describe('several of them', () => {
  const more = [
    ...all,
    taskRow(10, 'Salt and pepper'),
    taskRow(11, 'Buy rope, hooks and tar'),
    taskRow(12, 'Ask Ana and Bob about it'),
  ]
  const about = (text: string, rows: readonly Row[] = more) => short(say(text, undefined, rows), rows)
  const fence = ['Paint the fence → Sand the hull', 'Paint the fence → Wait for the tide']

  it.each([
    'make the fence wait for the hull and the tide',
    'make "Paint the fence" wait for "Sand the hull" and "Wait for the tide".',
    'let the fence wait for both the hull and the tide',
    'the fence waits for the hull and the tide',
    'the fence has to wait for the hull, the tide',
    'the fence depends on the hull as well as the tide',
    'the fence is waiting for the hull and for the tide',
    'the fence waits for the hull, then the tide',
    'the fence is blocked by the hull & the tide',
    'block the fence until the hull and the tide are done',
    "the fence can't start until the hull and the tide are finished",
    'the hull and the tide block the fence',
    'the hull and the tide are holding up the fence',
    'the hull and the tide have to be done before the fence',
    'add the hull and the tide as dependencies of the fence',
  ])('one waits for each: %s', (text) => expect(about(text)).toEqual(['several', ...fence]))

  it.each([
    'the hull and the fence wait for the tide',
    'the hull and the fence have to wait for the tide',
    'the hull and the fence depend on the tide',
    'let the hull and the fence wait for the tide',
  ])('each waits for one: %s', (text) =>
    expect(about(text)).toEqual(['several', 'Sand the hull → Wait for the tide', fence[1]]),
  )

  it('each waits for each, of three and more, and what waits already is not said again', () => {
    expect(about('make the fence and paper wait for the hull, launch the boat and the tide')).toEqual([
      'several',
      fence[0],
      'Paint the fence → Launch the boat',
      fence[1],
      'Buy paper → Sand the hull',
      'Buy paper → Launch the boat',
      'Buy paper → Wait for the tide',
    ])
    expect(about('make paint the boat wait for the hull and the tide')).toBe('Paint the boat → Wait for the tide')
    expect(about('paint the boat waits for the hull and paper')).toEqual([
      'Open tasks that “Paint the boat” waits for',
      'Sand the hull',
      'Buy paper',
    ])
  })

  it('a title that holds “and” is one name, wherever it stands', () => {
    expect(about('make the fence wait for salt and pepper')).toBe('Paint the fence → Salt and pepper')
    expect(about('salt and pepper waits for the tide')).toBe('Salt and pepper → Wait for the tide')
    const two = ['several', 'Paint the fence → Salt and pepper', fence[1]]
    expect(about('make the fence wait for salt and pepper and the tide')).toEqual(two)
    expect(about('the fence waits for the tide, salt and pepper')).toEqual([two[0], two[2], two[1]])
    expect(about('the fence waits for buy rope, hooks and tar and the tide')).toEqual([
      'several',
      'Paint the fence → Buy rope, hooks and tar',
      fence[1],
    ])
    expect(about('the fence waits for ask Ana and Bob about it')).toBe('Paint the fence → Ask Ana and Bob about it')
    // Called so by nobody, it is two names.
    expect(about('make the fence wait for salt and pepper', all)).toBe('no-target salt')
  })

  it('ends for each', () => {
    const boat = ['several', 'Paint the boat ↛ Sand the hull', 'Paint the boat ↛ Buy paper']
    expect(about('paint the boat no longer waits for the hull and paper')).toEqual(boat)
    expect(about('remove the hull and paper as dependencies of paint the boat')).toEqual(boat)
    expect(about('paint the boat and the hull no longer wait for paper')).toEqual([
      'several',
      boat[2],
      'Sand the hull ↛ Buy paper',
    ])
    expect(about('unblock paint the boat and the hull')).toEqual([...boat, 'Sand the hull ↛ Buy paper'])
  })

  it('is refused as a whole where a name means nothing, or more than one', () => {
    expect(about('make the fence wait for the tide and the zebra')).toBe('no-target the zebra')
    expect(about('make the zebra and the fence wait for the tide')).toBe('no-target the zebra')
    expect(about('make the fence wait for the tide and the boat')).toEqual([
      'unclear-name the boat',
      'Launch the boat',
      'Paint the boat',
    ])
    expect(about('make the boat wait for the tide and paper')).toEqual([
      'unclear-name the boat',
      'Launch the boat',
      'Paint the boat',
    ])
    expect(say('make the fence wait for the tide and the sail')).toMatchObject({ kind: 'facts', words: 'the sail' })
    expect(about('the fence waits for the tide and better weather')).toBe('not-understood')
    expect(about('paint the boat no longer waits for paper and the tide')).toEqual([
      'Open tasks that “Paint the boat” waits for',
      'Sand the hull',
      'Buy paper',
    ])
  })

  it('people and days are no tasks among others', () => {
    expect(about('the fence waits for Ana and the tide')).toBe('not-understood')
    expect(about('Ana and I wait for the tide')).toBe('not-understood')
    for (const text of ['make the fence wait for the tide and Ana', 'the fence waits for the tide and Friday']) {
      const said = say(text, undefined, more)
      expect(said.kind === 'action' ? said.action.command : said.kind).toMatch(
        /^(?:tasks.create|time-unread|not-understood)$/,
      )
    }
  })

  it('itself among others is left to the command, which says why it refuses', () => {
    expect(about('make the fence wait for the fence and the tide')).toEqual([
      'several',
      'Paint the fence → Paint the fence',
      fence[1],
    ])
  })

  it('what blocks several is asked of all of them', () => {
    expect(about('what blocks paint the boat and the hull?')).toEqual([
      'Open tasks that “Paint the boat” or “Sand the hull” waits for',
      'Sand the hull',
      'Buy paper',
    ])
    expect(about('what waits for the hull and paper?')).toEqual([
      'Open tasks that wait for “Sand the hull” or “Buy paper”',
      'Paint the boat',
      'Sand the hull',
    ])
  })

  it.each([
    ['add task paint the block and plan the block party', 'tasks.create'],
    ['remind me to sand and paint the block tomorrow', 'tasks.create'],
    ['complete the fence and salt and pepper', 'several'],
  ])('%s is something else', (text, expected) => {
    const said = say(text, undefined, more)
    expect(said.kind === 'action' ? said.action.command : said.kind).toBe(expected)
  })
})
