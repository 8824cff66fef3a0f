import { beforeAll, expect, it } from 'vitest'
import { openAutomergeReplica } from '#shared/crdt/automerge/automerge-replica.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { startAutomerge } from '../automerge-wasm.ts'
import { undoSteps } from './undo-steps.ts'

beforeAll(startAutomerge)

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const actor = 'ab'.repeat(16)

/** The changes that some writing makes, in order. */
function changesOf(replica: Replica, write: () => void): Uint8Array[] {
  const changes: Uint8Array[] = []
  const stop = replica.onLocalChange((bytes) => changes.push(bytes))
  write()
  stop()
  return changes
}

it('of a text tells what was there before, also where older changes have left the history window', () => {
  const id = `document_${'0'.repeat(26)}` as ReplicaId
  const document = openYjsReplica({ id, shape: documentType.shape, actor })
  const old = changesOf(document, () => {
    document.patch({ title: 'Plan' })
    document.writeContent([paragraph('One'), paragraph('Two')])
  })
  const [edit] = changesOf(document, () => document.writeContent([paragraph('One'), paragraph('Three')])) as [
    Uint8Array,
  ]
  const later = changesOf(document, () => document.patch({ title: 'Other' }))
  const expected = [{ fields: [], hunks: [{ before: [paragraph('Three')], after: [paragraph('Two')] }] }]
  const whole = undoSteps({ replica: id, changes: [...old, edit, ...later], targets: [old.length], state: undefined })
  expect(whole).toMatchObject(expected)
  const cut = { replica: id, changes: [edit, ...later], targets: [0] }
  expect(undoSteps({ ...cut, state: [...old, edit, ...later] })).toMatchObject(expected)
  // Merged, it holds no more what was deleted: nothing is offered rather than half of it.
  expect(undoSteps({ ...cut, state: [document.save()] })).toBe(undefined)
})

it('of a record tells what each change found, whoever else wrote at the same time', () => {
  const id = `task_${'0'.repeat(26)}` as ReplicaId
  const task = openAutomergeReplica({ id, shape: taskType.shape, actor })
  const other = openAutomergeReplica({ id, shape: taskType.shape, actor: 'cd'.repeat(16) })
  const old = changesOf(task, () => task.patch({ title: 'Paint', priority: 'low' }))
  other.apply(old)
  const theirs = changesOf(other, () => other.patch({ priority: 'high' }))
  const [first, second] = changesOf(task, () => {
    task.patch({ title: 'Paint it' })
    task.patch({ title: 'Paint it black', dueDate: '2026-01-01' })
  }) as [Uint8Array, Uint8Array]
  task.apply(theirs)
  const expected = [
    {
      fields: [
        { field: 'title', from: 'Paint it black', to: 'Paint it' },
        { field: 'dueDate', from: '2026-01-01' },
      ],
      hunks: [],
    },
    { fields: [{ field: 'title', from: 'Paint it', to: 'Paint' }], hunks: [] },
  ]
  const changes = [...old, ...theirs, first, second]
  expect(undoSteps({ replica: id, changes, targets: [2, 3], state: undefined })).toEqual(expected)
  // As it is when all but the last changes have gone with the history window.
  expect(undoSteps({ replica: id, changes: [first, second], targets: [0, 1], state: [task.save()] })).toEqual(expected)
})

it('knows nothing of what is of no type here', () => {
  expect(undoSteps({ replica: `x_${'0'.repeat(26)}` as ReplicaId, changes: [], targets: [], state: undefined })).toBe(
    undefined,
  )
})
