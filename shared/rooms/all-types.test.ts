import { expect, it } from 'vitest'
import { allRooms } from './all-rooms.ts'
import { allTypes } from './all-types.ts'

it('holds the types of all rooms', () => {
  expect(allTypes).toEqual(allRooms.flatMap((room) => room.types))
})
