import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initializeWasm } from '@automerge/automerge/slim'
import { openAutomergeReplica } from '#shared/crdt/automerge/automerge-replica.ts'
import type { FieldPatch } from '#shared/crdt/fields.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { orderByTime } from '#shared/kit/order-key.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { systemRandom } from '#server/app/start-server.ts'
import type { WireDevice } from './wire-device.ts'

export interface Filling {
  readonly workspace: WorkspaceId
  readonly documents: number
  readonly tasks: number
}

const start = Date.UTC(2026, 0, 1)
const perPush = 400

/** Documents of some 200 words and tasks due over a year, as another device would have pushed them. */
export async function fillWorkspace(device: WireDevice, { workspace, documents, tasks }: Filling): Promise<void> {
  await initializeWasm(readFileSync(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm')))
  const changes: OutgoingChange[] = []
  for (let at = 0; at < documents; at += 1) changes.push(documentChange(at))
  for (let at = 0; at < tasks; at += 1) changes.push(taskChange(at))
  for (let at = 0; at < changes.length; at += perPush) await device.push(workspace, changes.slice(at, at + perPush))
}

function documentChange(at: number): OutgoingChange {
  const id = idOf(documentType)
  const replica = openYjsReplica({ id, shape: documentType.shape, actor: '' })
  replica.patch(common(at, `Document ${at}`))
  replica.writeContent(
    Array.from({ length: 10 }, (_, line) => ({
      type: 'paragraph',
      content: [{ type: 'text', text: `Paragraph ${line} of document ${at}: ${'plain words follow here '.repeat(5)}` }],
    })),
  )
  const bytes = replica.save()
  replica.close()
  return { replica: id, kind: 'yjs', bytes }
}

function taskChange(at: number): OutgoingChange {
  const id = idOf(taskType)
  const replica = openAutomergeReplica({
    id,
    shape: taskType.shape,
    actor: Buffer.from(systemRandom.bytes(16)).toString('hex'),
  })
  const dueDate = new Date(start + (at % 365) * 86_400_000).toISOString().slice(0, 10)
  replica.patch({
    ...common(at, `Task ${at}`),
    status: at % 3 === 0 ? 'done' : 'todo',
    priority: 'normal',
    dueDate,
    notes: '',
  })
  const [bytes] = replica.changes()
  replica.close()
  if (!bytes) throw new Error('bug: a patch made no change')
  return { replica: id, kind: 'automerge', bytes }
}

function common(at: number, title: string): FieldPatch {
  const createdAt = start + at * 1_000
  return { title, position: orderByTime(createdAt), createdAt, createdBy: 'local' }
}

function idOf(type: AnyReplicaType): ReplicaId {
  return mintId<ReplicaId>(type.name, systemRandom)
}
