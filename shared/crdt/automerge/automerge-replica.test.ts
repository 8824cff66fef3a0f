import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initializeWasm } from '@automerge/automerge/slim'
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
