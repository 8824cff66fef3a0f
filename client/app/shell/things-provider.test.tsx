import { describe, expect, it, vi } from 'vitest'
import type { ClientRoom } from '#client/rooms/client-room.ts'
import { thing } from '#client/rooms/client-room.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Rows } from '#shared/rooms/room.ts'
import { type TaskRow, taskType } from '#shared/rooms/tasks/index.ts'
import { thingsOf } from './things-provider.tsx'

const id = 'task_00000000000000000000' as ReplicaId
const unknown = 'person_00000000000000000000' as ReplicaId

function setUp(value?: Partial<TaskRow>) {
  const tasks = thing({
    type: taskType,
    icon: () => null,
    title: (task) => (task.trashedAt === undefined ? task.title : undefined),
    path: (each) => `tasks?open=${each}`,
  })
  const row = value && { id, type: 'task', value, changedAt: 0, changedBy: 'local' }
  const rows = { of: () => [], get: () => row } as unknown as Rows
  const go = vi.fn()
  const things = thingsOf({
    rooms: [{ things: [tasks] } as unknown as ClientRoom],
    workspace: 'ws_1',
    rows: () => rows,
    go,
  })
  return { things, go }
}

describe('thingsOf', () => {
  it('gives an address, and the same in the parts that the router takes', () => {
    const { things } = setUp()
    expect(things.pathOf(id)).toBe(`/w/ws_1/tasks?open=${id}`)
    expect(things.linkOf(id)).toEqual({ to: '/w/ws_1/tasks', search: { open: id } })
  })

  it('names what is there, and neither what is gone nor what is in the trash', () => {
    expect(setUp({ title: 'Call Grace' }).things.titleOf(id)).toBe('Call Grace')
    expect(setUp({ title: 'Call Grace', trashedAt: 1 }).things.titleOf(id)).toBeUndefined()
    expect(setUp().things.titleOf(id)).toBeUndefined()
  })

  it('opens what has a screen and says when there is none', () => {
    const { things, go } = setUp()
    expect(things.open(unknown)).toBe(false)
    expect(things.pathOf(unknown)).toBeUndefined()
    expect(go).not.toHaveBeenCalled()
    expect(things.open(id)).toBe(true)
    expect(go).toHaveBeenCalledWith({ to: '/w/ws_1/tasks', search: { open: id } })
  })
})
