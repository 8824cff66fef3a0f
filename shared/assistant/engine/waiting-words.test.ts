import { expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { findTimes } from '../../language/times.ts'
import type { Row } from '../../rooms/room.ts'
import { directoryOf } from '../records/directory.ts'
import { FixedRows, seededMoment } from '../records/testing/seeded-workspace.ts'
import { reply } from './engine.ts'
import { idOf, mira, taskRow } from './testing/task-rows.ts'

const id = (number: number) => idOf('task', number)
const task = (number: number, title: string, waitsFor: readonly number[] = []) =>
  taskRow(number, title, waitsFor.length > 0 ? { waitsFor: waitsFor.map(id) } : {})
const hull = [
  task(1, 'Paint the boat', [2, 3]),
  task(2, 'Sand the hull', [3]),
  task(3, 'Buy paper'),
  task(4, 'Call Ana'),
]

function say(text: string, all: readonly Row[] = hull, here?: ReplicaId) {
  const rows = new FixedRows(all)
  const [me, ana] = [
    { name: 'Mira Novak', principals: [mira] },
    { name: 'Ana Silva', principals: ['user:ana' as PrincipalId] },
  ]
  const directory = directoryOf(rows, { me, people: [me, ana] })
  const said = reply(text, { rows, directory, moment: seededMoment, findTimes, here })
  return said.kind === 'answer' ? [said.sentence, said.answer.ids.toSorted()] : said.kind
}

it.each([
  ['What is blocked?', 'Open tasks, waiting for another task', [1, 2]],
  ['what’s blocked', 'Open tasks, waiting for another task', [1, 2]],
  ['Which tasks are waiting?', 'Open tasks, waiting for another task', [1, 2]],
  ['What is waiting for the hull?', 'Open tasks that wait for “Sand the hull”', [1]],
  ['which tasks wait for “Buy paper”?', 'Open tasks that wait for “Buy paper”', [1, 2]],
  ['What blocks the boat?', 'Open tasks that “Paint the boat” waits for', [2, 3]],
  ['what is holding up Sand the hull', 'Open tasks that “Sand the hull” waits for', [3]],
  ['What does Paint the boat wait for?', 'Open tasks that “Paint the boat” waits for', [2, 3]],
  ['What blocks Buy paper?', 'Open tasks that “Buy paper” waits for', []],
  ['What am I waiting for?', 'Your open tasks, waiting for another task', [1, 2]],
  ['What is Ana waiting for?', 'Open tasks of Ana Silva, waiting for another task', []],
  ['Which of my tasks are blocked?', 'Your open tasks, waiting for another task', [1, 2]],
  ['which tasks can I start?', 'Your not started tasks, waiting for no other task', [3, 4]],
  ['what is ready to start', 'Not started tasks, waiting for no other task', [3, 4]],
])('%s', (text, sentence, numbers) => {
  expect(say(text)).toEqual([sentence, numbers.map(id)])
})

it('knows the task that is looked at', () => {
  expect(say('What blocks this task?', hull, id(2))).toEqual(['Open tasks that “Sand the hull” waits for', [id(3)]])
})

it('says nothing of people and of what is no task, and leaves the rest to alerts where nothing waits', () => {
  for (const text of ['What is waiting for Ana?', 'What blocks Ana Silva?', 'What blocks the elephant?'])
    expect(typeof say(text)).toBe('string')
  expect(say('What is blocked?', [task(1, 'Paint the boat')])).toBe('alerts')
})
