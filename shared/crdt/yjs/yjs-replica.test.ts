import { expect, it } from 'vitest'
import type { ReplicaId } from '../../kit/ids.ts'
import type { ContentNode } from '../content.ts'
import { replicaSuite } from '../replica-suite.ts'
import { openYjsReplica } from './yjs-replica.ts'

replicaSuite('Yjs', openYjsReplica)

it('[RE11] content written on one side reads back equal on the other', () => {
  const content: ContentNode[] = [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Plan' }] },
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'A ' },
        { type: 'text', text: 'bold', marks: [{ type: 'bold' }] },
        { type: 'text', text: ' link', marks: [{ type: 'link', attrs: { href: 'https://example.org/' } }] },
        { type: 'hardBreak' },
        { type: 'text', text: 'end' },
      ],
    },
    { type: 'horizontalRule' },
  ]
  const options = { id: 'document_00000000000000000000000000' as ReplicaId, shape: {}, actor: '00'.repeat(16) }
  const [a, b] = [openYjsReplica(options), openYjsReplica(options)]
  a.writeContent(content)
  b.apply([a.save()])
  expect(b.content()).toEqual(content)
})
