import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import { taskStatuses, type BoardColumns, type Task, type TaskStatus } from '#shared/rooms/tasks/index.ts'
import { columnsAfter, dropInto, placeOnBoard, statusBeside, taskAcross } from './board-moves.ts'

function task(title: string, status: TaskStatus): Task {
  const value = { title, status } as Task['value']
  return { id: `task_${title}` as ReplicaId, type: 'task', value, changedAt: 0, changedBy: 'local' as PrincipalId }
}

const [a, b, c] = [task('a', 'todo'), task('b', 'todo'), task('c', 'done')]
const board: BoardColumns = { todo: [a, b], doing: [], done: [c] }
const titles = (columns: BoardColumns) =>
  taskStatuses.map((status) => columns[status].map((each) => each.value.title).join(''))

it('finds the neighbours of a drop', () => {
  expect(dropInto(board, c.id, 'todo', 1)).toEqual({ status: 'todo', place: 1, after: a, before: b })
  expect(dropInto(board, a.id, 'todo', 1)).toEqual({ status: 'todo', place: 1, after: b, before: undefined })
  expect(dropInto(board, a.id, 'doing', 7)).toEqual({ status: 'doing', place: 0, after: undefined, before: undefined })
})

it('shows the drop before it is stored, the moved task with its new status', () => {
  const after = columnsAfter(board, c, dropInto(board, c.id, 'todo', 1))
  expect(titles(after)).toEqual(['acb', '', ''])
  expect(after.todo[1]?.value.status).toBe('todo')
})

it('moves the keyboard across empty columns', () => {
  expect(taskAcross(board, { status: 'todo', index: 1 }, 1)).toBe(c)
  expect(taskAcross(board, { status: 'done', index: 0 }, -1)).toBe(a)
  expect(taskAcross(board, { status: 'todo', index: 0 }, -1)).toBeUndefined()
  expect(placeOnBoard(board, b.id)).toEqual({ status: 'todo', index: 1 })
  expect(placeOnBoard(board, undefined)).toBeUndefined()
  expect([statusBeside('todo', 1), statusBeside('todo', -1), statusBeside('done', 1)]).toEqual([
    'doing',
    undefined,
    undefined,
  ])
})

it('loses no task, wherever one is dropped', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(a, b, c),
      fc.constantFrom(...taskStatuses),
      fc.nat({ max: 5 }),
      (moved, status, index) => {
        const after = columnsAfter(board, moved, dropInto(board, moved.id, status, index))
        expect([...titles(after).join('')].toSorted((x, y) => (x < y ? -1 : 1))).toEqual(['a', 'b', 'c'])
        expect(placeOnBoard(after, moved.id)?.status).toBe(status)
      },
    ),
  )
})
