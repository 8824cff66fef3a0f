import { expect, it } from 'vitest'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import { isSaid } from './said-command.ts'

it('whatever can be proposed has words for people', () => {
  const rooms = allRooms.filter(({ name }) => name !== 'assistant')
  const names = rooms.flatMap(({ commands }) => commands.map(({ name }) => name))
  expect(names.length).toBeGreaterThan(40)
  expect(names.filter((name) => !isSaid(name))).toEqual([])
  expect(isSaid('tasks.invented')).toBe(false)
})
