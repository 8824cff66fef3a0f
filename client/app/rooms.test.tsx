import { createRootRoute } from '@tanstack/react-router'
import { expect, it } from 'vitest'
import { roomPath } from './shell/room-path.ts'
import { rooms } from './rooms.ts'

it.each(rooms.map((room) => [room.name, room] as const))('%s has a screen where the command bar leads', (_, room) => {
  const root = createRootRoute()
  const paths = room.routes(root).map(({ options }) => `/w/1/${(options as { path: string }).path}`.replace(/\/+$/, ''))
  expect(paths.includes(roomPath('1', room))).toBe(room.hasScreen !== false)
})
