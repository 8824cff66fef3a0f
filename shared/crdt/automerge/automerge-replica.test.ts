import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initializeWasm } from '@automerge/automerge/slim'
import { digest } from 'lib0/hash/sha256'
import { beforeAll, expect, it } from 'vitest'
import type { ReplicaId } from '../../kit/ids.ts'
import { replicaSuite } from '../replica-suite.ts'
import { openAutomergeReplica } from './automerge-replica.ts'

beforeAll(async () => {
  await initializeWasm(readFileSync(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
})

replicaSuite('Automerge', openAutomergeReplica)

const id = 'task_00000000000000000000000000' as ReplicaId
const shape = { title: 'value' } as const

it('[RE10] the value that lost stays visible with its writer until someone writes again', () => {
  const a = openAutomergeReplica({ id, shape, actor: 'aa'.repeat(16) })
  a.patch({ title: 'Plan' })
  const b = openAutomergeReplica({ id, shape, actor: 'bb'.repeat(16) })
  b.apply([a.save()])
  a.patch({ title: 'From A' })
  b.patch({ title: 'From B' })
  a.apply([b.save()])
  b.apply([a.save()])
  const shown = a.fields().title
  expect(b.fields().title).toBe(shown)
  const lost =
    shown === 'From A' ? { value: 'From B', actor: 'bb'.repeat(16) } : { value: 'From A', actor: 'aa'.repeat(16) }
  expect(a.conflicts()).toEqual([
    { field: 'title', losing: [lost], winningActor: shown === 'From A' ? 'aa'.repeat(16) : 'bb'.repeat(16) },
  ])
  expect(b.conflicts()).toEqual(a.conflicts())
  a.patch({ title: String(lost.value) })
  expect(a.conflicts()).toEqual([])
})

/** What each change of a record was, and what the whole of it is in between. */
function history() {
  const replica = openAutomergeReplica({ id, shape, actor: 'aa'.repeat(16) })
  const changes: Uint8Array[] = []
  replica.onLocalChange((change) => changes.push(change))
  for (const title of ['One', 'Two', 'Three']) replica.patch({ title })
  const whole = replica.save()
  for (const title of ['Four', 'x'.repeat(2_000)]) replica.patch({ title })
  return { changes, whole, fields: replica.fields() }
}

it('takes changes together as it does one after another, from a whole record on and in any order', () => {
  const { changes, whole, fields } = history()
  for (const chunks of [
    changes,
    changes.toReversed(),
    [...changes, ...changes],
    [whole, ...changes],
    [whole, ...changes.slice(3)],
    [...changes.slice(3), whole],
  ]) {
    const together = openAutomergeReplica({ id, shape, actor: 'bb'.repeat(16) })
    expect(together.apply(chunks)).toEqual({ ok: true, value: undefined })
    expect(together.fields()).toEqual(fields)
    const apart = openAutomergeReplica({ id, shape, actor: 'cc'.repeat(16) })
    for (const chunk of chunks) apart.apply([chunk])
    expect(together.save()).toEqual(apart.save())
  }
})

it('leaves out a change that is sound from outside alone, and takes the others', () => {
  const { changes, fields } = history()
  const unreadable = Uint8Array.from([...(changes[0] as Uint8Array).slice(0, 8), 1, 4, 255, 255, 255, 255])
  unreadable.set(digest(unreadable.subarray(8)).subarray(0, 4), 4)
  const replica = openAutomergeReplica({ id, shape, actor: 'bb'.repeat(16) })
  replica.apply([...changes.slice(0, 2), unreadable, ...changes.slice(2)])
  expect(replica.fields()).toEqual(fields)
})
