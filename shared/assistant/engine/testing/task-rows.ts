import type { PrincipalId, ReplicaId } from '../../../kit/ids.ts'
import type { Row } from '../../../rooms/room.ts'
import { seededMoment } from '../../records/testing/seeded-workspace.ts'

export const mira = 'user:mira' as PrincipalId

export function idOf(type: string, number: number): ReplicaId {
  return `${type}_${String(number).padStart(26, '0')}` as ReplicaId
}

/** Mira's, to be done, and of nothing but its title unless more is said. */
export function taskRow(number: number, title: string, more: object = {}): Row {
  return {
    id: idOf('task', number),
    type: 'task',
    changedAt: seededMoment.nowMs,
    changedBy: mira,
    value: {
      title,
      notes: '',
      status: 'todo',
      priority: 'normal',
      labels: [],
      checklist: {},
      createdAt: 0,
      createdBy: mira,
      ...more,
    },
  }
}
