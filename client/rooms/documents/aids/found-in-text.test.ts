import { expect, it } from 'vitest'
import { actionItemsIn, openActionModel } from '#shared/assistant/reading/action-items.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType, Row, Rows } from '#shared/rooms/room.ts'
import { foundInText } from './found-in-text.ts'

const idOf = (type: string, number: number) => `${type}_${String(number).padStart(26, '0')}` as ReplicaId
const id = idOf('document', 0)
// A Wednesday.
const moment = { nowMs: Date.UTC(2026, 2, 4, 9), timeZone: 'UTC', weekStartsOn: 1 } as const

function rowsOf(all: readonly Pick<Row, 'id' | 'type' | 'value'>[]): Rows {
  return {
    of: ({ name }: AnyReplicaType) => all.filter(({ type }) => type === name),
    get: () => undefined,
  } as unknown as Rows
}

const model = openActionModel()
const findActions = (text: string) => actionItemsIn(text, model)
const read = (text: string, rows = rowsOf([])) =>
  foundInText({ id, title: 'Roof', text }, rows, { moment, findActions })

it('of what a text asks for, makes the words and the day of a task', () => {
  const { tasks } = read(
    '# Roof\nTODO: call the roofer by Friday.\nIt was sunny.\n- [ ] Pay the deposit\n- [x] Get three offers\n',
  )
  expect(tasks.map(({ title, due }) => [title, due])).toEqual([
    ['call the roofer by Friday', { date: '2026-03-06', time: undefined }],
    ['Pay the deposit', undefined],
  ])
})

it('selects no sentences of a text that is short anyway', () => {
  const sentence = (number: number) => `We decided to keep plan ${number} for the roof and its gutters.`
  const text = (count: number) => Array.from({ length: count }, (_, number) => sentence(number)).join(' ')
  expect(read(text(5)).sentences).toEqual([])
  expect(read(text(12)).sentences).toHaveLength(5)
})

it('names what is about the same, but not what is in the trash, nor itself, nor its own tasks', () => {
  const task = (number: number, more: object) => ({
    id: idOf('task', number),
    type: 'task',
    value: { title: 'Roof gutters and tiles', notes: '', checklist: {}, labels: [], ...more },
  })
  const note = (number: number, title: string) => ({
    id: idOf('document', number),
    type: 'document',
    value: { title, excerpt: '', tags: [] },
  })
  const rows = rowsOf([
    note(0, 'Roof'),
    note(1, 'Recipes for bread'),
    task(1, {}),
    task(2, { trashedAt: 1 }),
    task(3, { source: id }),
  ])
  const { related } = read('The gutters of the roof leak where tiles are missing.', rows)
  expect(related.map((each) => each.id)).toEqual([idOf('task', 1)])
  expect(related[0]?.shared).toContain('gutter')
})
