import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReplicaId } from '../../kit/ids.ts'
import { anyContent } from '../../rooms/documents/markdown/testing/content-arbitrary.ts'
import type { ContentNode } from '../content.ts'
import { openYjsReplica } from './yjs-replica.ts'

const open = () =>
  openYjsReplica({ id: 'document_00000000000000000000000000' as ReplicaId, shape: {}, actor: '00'.repeat(16) })
const paragraph = (text: string): ContentNode => ({ type: 'paragraph', content: [{ type: 'text', text }] })

it('[RE11] whatever a content was, it reads as what was written over it, here and elsewhere', () => {
  fc.assert(
    fc.property(fc.array(anyContent, { minLength: 2, maxLength: 4 }), (contents) => {
      const [here, there, afresh] = [open(), open(), open()]
      for (const content of contents) here.writeContent(content)
      there.apply([here.save()])
      afresh.writeContent(contents.at(-1) ?? [])
      expect(here.content()).toEqual(afresh.content())
      expect(there.content()).toEqual(afresh.content())
    }),
    { numRuns: 30 },
  )
})

it('[RE15] what is there already is not written again', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const replica = open()
      replica.writeContent(content)
      let changes = 0
      replica.onLocalChange(() => (changes += 1))
      replica.writeContent(replica.content())
      expect(changes).toBe(0)
    }),
    { numRuns: 30 },
  )
})

it('[RE15] what somebody writes meanwhile in a part that stays is kept', () => {
  const [here, there] = [open(), open()]
  here.writeContent([paragraph('First thing'), paragraph('Second thing here'), paragraph('Third')])
  there.apply([here.save()])
  here.writeContent([paragraph('First thing'), paragraph('Second other thing here'), paragraph('Fourth')])
  there.writeContent([paragraph('First thing, theirs'), paragraph('Second thing here too'), paragraph('Third')])
  here.apply([there.save()])
  there.apply([here.save()])
  expect(here.content()).toEqual([
    paragraph('First thing, theirs'),
    paragraph('Second other thing here too'),
    paragraph('Fourth'),
  ])
  expect(there.content()).toEqual(here.content())
})
