import type { ClientRoom } from '#client/rooms/client-room.ts'

export const roomGroups = ['think', 'see', 'act'] as const

export function roomPath(workspace: string, room: ClientRoom): string {
  return room.name === 'home' ? `/w/${workspace}` : `/w/${workspace}/${room.name}`
}
