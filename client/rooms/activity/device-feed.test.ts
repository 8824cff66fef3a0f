import { expect, it } from 'vitest'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { Row, Rows } from '#shared/rooms/room.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { deviceFeed } from './device-feed.ts'

const ada = 'user:ada' as PrincipalId
const bob = 'user:bob' as PrincipalId
const task = (id: string, value: object, changed: Pick<Row, 'changedAt' | 'changedBy'>): Row => ({
  id: `task_${id}` as ReplicaId,
  type: 'task',
  value: { title: id, ...value },
  ...changed,
})
const rowsOf = (all: readonly Row[]) =>
  ({ of: (type: { name: string }) => (type === taskType ? all : []) }) as unknown as Rows
const said = (rows: readonly Row[]) =>
  deviceFeed(rowsOf(rows), {}).map(({ act, by, things }) => [by, act, things[0]?.title])

it('tells the latest of each thing, newest first, and who made it only of whoever made it', () => {
  const rows = [
    task('made', { createdAt: 1_000, createdBy: ada }, { changedAt: 1_500, changedBy: ada }),
    task('taken up', { createdAt: 2_000, createdBy: ada }, { changedAt: 9_000, changedBy: bob }),
    task('done', { createdAt: 0, createdBy: ada, completedAt: 200_000 }, { changedAt: 200_900, changedBy: bob }),
    task('kept', { createdAt: 0, createdBy: ada }, { changedAt: 300_000, changedBy: ada }),
  ]
  expect(said(rows)).toEqual([
    [ada, 'changed', 'kept'],
    [bob, 'completed', 'done'],
    [bob, 'changed', 'taken up'],
    [ada, 'created', 'made'],
  ])
})
