import { expect, it } from 'vitest'
import type { BlobHash, PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { NamedVersion } from '#shared/rooms/versions/index.ts'
import { entriesOf, entryWithKey } from './entries.ts'

const minute = 60_000
const ana = 'user:ana' as PrincipalId
const change = (minutes: number) => ({ id: `c${minutes}`, bytes: new Uint8Array(), author: ana, at: minutes * minute })
const named = (number: number, minutes: number): NamedVersion => ({
  id: `version_0000000000000000000000000${number}` as ReplicaId,
  type: 'version',
  changedAt: 0,
  changedBy: ana,
  value: {
    of: 'task_00000000000000000000000000' as ReplicaId,
    name: `Name ${number}`,
    blob: 'ab'.repeat(32) as BlobHash,
    at: minutes * minute,
    createdAt: 0,
    createdBy: ana,
    trashedAt: undefined,
  },
})
const history = { changes: [change(60), change(61), change(120), change(180)], reach: 'whole' } as const
const told = (entries: ReturnType<typeof entriesOf>) =>
  entries.map((entry) => [entry.named?.value.name ?? (entry.to ?? 0) / minute, entry.end, entry.endBefore])

it('has the newest sitting first, each compared with the one before it', () => {
  const entries = entriesOf(history, [])
  expect(told(entries)).toEqual([
    [180, 4, 3],
    [120, 3, 2],
    [61, 2, 0],
  ])
  expect(entries.map(({ isNow }) => isNow)).toEqual([true, false, false])
})

it('puts a name over the sitting it is of, and keeps one whose sitting is gone', () => {
  expect(told(entriesOf(history, [named(2, 120), named(1, 5)]))).toEqual([
    [180, 4, 3],
    ['Name 2', 3, 2],
    [120, 3, 2],
    [61, 2, 0],
    ['Name 1', undefined, 0],
  ])
})

it('finds what an address means, also when its sitting has been put together with later ones', () => {
  const entries = entriesOf(history, [named(1, 120)])
  expect(entryWithKey(entries, undefined)).toBeUndefined()
  expect(entryWithKey(entries, String(120 * minute))?.end).toBe(3)
  expect(entryWithKey(entries, String(100 * minute))?.end).toBe(2)
  expect(entryWithKey(entries, named(1, 120).id)?.named?.value.name).toBe('Name 1')
  expect(entryWithKey(entries, 'nonsense')).toBe(entries[0])
})
