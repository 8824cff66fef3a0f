import { expect, it } from 'vitest'
import { openAutomergeReplica } from '#shared/crdt/automerge/automerge-replica.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentType, hunksBetween } from '#shared/rooms/documents/index.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { startAutomerge } from '../automerge-wasm.ts'
import { leftToTakeBack } from './left-to-take-back.ts'

const actor = 'ab'.repeat(16)
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })

it('of fields says whether all, some or none of it would go back, and when it says again what it said before', async () => {
  await startAutomerge()
  const id = `task_${'0'.repeat(26)}` as ReplicaId
  const task = openAutomergeReplica({ id, shape: taskType.shape, actor })
  const thing = {
    id,
    isNew: false,
    steps: [
      { fields: [{ field: 'title', from: 'Blue', to: 'Black' }], hunks: [] },
      {
        fields: [
          { field: 'title', from: 'Black', to: 'Plain' },
          { field: 'labels', from: ['b'], to: ['a'] },
        ],
        hunks: [],
      },
    ],
  }
  const left = () => leftToTakeBack({ thing, state: [task.save()] })
  task.patch({ title: 'Blue', labels: ['b'] })
  expect(await left()).toBe('all')
  task.patch({ title: 'Red' })
  expect(await left()).toBe('some')
  task.patch({ labels: ['a'] })
  expect(await left()).toBe('changed')
  task.patch({ title: 'Plain' })
  expect(await left()).toBe('nothing')
})

it('of a text the same, also where something was taken out or added', async () => {
  const id = `document_${'0'.repeat(26)}` as ReplicaId
  const document = openYjsReplica({ id, shape: documentType.shape, actor })
  const before = [paragraph('One'), paragraph('Two'), paragraph('Three')]
  const ways = [
    [paragraph('One'), paragraph('Three')],
    [...before, paragraph('Four')],
    [paragraph('One'), paragraph('2'), paragraph('Three')],
    [paragraph('Nothing of it')],
  ]
  for (const after of ways) {
    document.writeContent(after)
    const hunks = [...hunksBetween(document, before)]
    const thing = { id, isNew: false, steps: [{ fields: [], hunks }] }
    const left = () => leftToTakeBack({ thing, state: [document.save()] })
    expect(await left()).toBe('all')
    document.writeContent(before)
    expect(await left()).toBe('nothing')
  }
})
