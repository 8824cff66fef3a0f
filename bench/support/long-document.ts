import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ContentNode } from '#shared/crdt/content.ts'
import { mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { systemRandom } from '#server/app/start-server.ts'
import type { WireDevice } from './wire-device.ts'

const sentence = 'A long text has many plain sentences that nobody looks at while somebody writes somewhere in it. '

/** A document of so many characters, with a heading at every twentieth paragraph, as another device would have pushed it. */
export async function pushLongDocument(
  device: WireDevice,
  { workspace, characters }: { workspace: WorkspaceId; characters: number },
): Promise<{ readonly id: ReplicaId; readonly bytes: Uint8Array }> {
  const id = mintId<ReplicaId>(documentType.name, systemRandom)
  const replica = openYjsReplica({ id, shape: documentType.shape, actor: '' })
  replica.patch({ title: 'Long', position: 'a0', createdAt: 0, createdBy: 'local' })
  replica.writeContent(paragraphs(characters))
  const bytes = replica.save()
  await device.push(workspace, [{ replica: id, kind: 'yjs', bytes }])
  replica.close()
  return { id, bytes }
}

function paragraphs(characters: number): ContentNode[] {
  const words = sentence.repeat(3)
  return Array.from({ length: Math.ceil(characters / words.length) }, (_, at): ContentNode => {
    const text = [{ type: 'text', text: at % 20 === 0 ? `Part ${at / 20}` : words }]
    return at % 20 === 0
      ? { type: 'heading', attrs: { level: 2 }, content: text }
      : { type: 'paragraph', content: text }
  })
}
