import { expect, it } from 'vitest'
import { pauseMs } from '#shared/assistant/since/last-here.ts'
import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { Row, Rows } from '#shared/rooms/room.ts'
import { openVisits } from './visits.ts'

const me = ['user:ada' as PrincipalId]
const key = 'nexus.visits.ws_1.account_1'

function rowsWith(dueDate: string): Rows {
  const value = { title: 'Pay', status: 'todo', dueDate, createdBy: me[0], labels: [], createdAt: 0 }
  const row: Row = {
    id: 'task_1' as ReplicaId,
    type: 'task',
    changedAt: 0,
    changedBy: 'user:bob' as PrincipalId,
    value,
  }
  return { of: ({ name }) => (name === 'task' ? [row] : []) as never, get: () => undefined }
}

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) }
}

it('remembers what was there when the visit before ended, and is told of by a new visit alone', () => {
  const disk = storage()
  const first = openVisits(key, disk)
  first.seen({ nowMs: 1_000, rows: rowsWith('2026-11-20'), me })
  first.seen({ nowMs: 2_000, rows: rowsWith('2026-11-21'), me })
  expect(first.before({ nowMs: 2_000, rows: rowsWith('2026-11-21'), me })).toBeUndefined()
  const later = openVisits(key, disk)
  let told = 0
  later.subscribe(() => (told += 1))
  const nowMs = 2_000 + pauseMs
  later.seen({ nowMs, rows: rowsWith('2026-11-28'), me })
  later.seen({ nowMs: nowMs + 60_000, rows: rowsWith('2026-11-28'), me })
  expect(told).toBe(1)
  expect(later.before({ nowMs, rows: rowsWith('2026-11-28'), me })).toEqual({
    fromMs: 2_000,
    remembered: { atMs: 2_000, tasks: { task_1: '2026-11-21' }, isWhole: true },
  })
  later.dismiss()
  expect(told).toBe(2)
  expect(openVisits(key, disk).visit()).toMatchObject({ isDismissed: true, beforeMs: 2_000 })
})

it('goes by the tab that was seen last, and begins anew where what is kept is not its own', () => {
  const disk = storage()
  const [one, other] = [openVisits(key, disk), openVisits(key, disk)]
  one.seen({ nowMs: 1_000, rows: rowsWith('2026-11-20'), me })
  other.seen({ nowMs: pauseMs, rows: rowsWith('2026-11-20'), me })
  one.seen({ nowMs: pauseMs + 5_000, rows: rowsWith('2026-11-20'), me })
  expect(one.visit()).toEqual({ lastMs: pauseMs + 5_000, sinceMs: 1_000 })
  for (const broken of ['{', '[]', '{"visit":{"lastMs":"x"}}', '{"visit":{"lastMs":1,"sinceMs":1}}']) {
    disk.setItem(key, broken)
    expect(openVisits(key, disk).visit(), broken).toBeUndefined()
  }
})
