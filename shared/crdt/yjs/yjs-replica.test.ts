import type * as Y from 'yjs'
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

it('content read again shares the blocks that did not change, and shows those that did', () => {
  const block = (text: string): ContentNode => ({ type: 'paragraph', content: [{ type: 'text', text }] })
  const options = { id: 'document_00000000000000000000000000' as ReplicaId, shape: {}, actor: '00'.repeat(16) }
  const [a, b] = [openYjsReplica(options), openYjsReplica(options)]
  a.writeContent([block('one'), { type: 'blockquote', content: [block('deep')] }, block('three')])
  b.apply([a.save()])
  const before = b.content()
  const quote = a.doc.getXmlFragment('content').get(1) as Y.XmlElement
  ;((quote.get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(4, 'er')
  b.apply([a.save()])
  const after = b.content()
  expect(after).toEqual([block('one'), { type: 'blockquote', content: [block('deeper')] }, block('three')])
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
  expect(after[2]).toBe(before[2])
  a.doc.getXmlFragment('content').delete(0, 1)
  b.apply([a.save()])
  expect(b.content()).toEqual(a.content())
  expect(b.content()).toHaveLength(2)
})
