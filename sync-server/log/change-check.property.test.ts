import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { mintId, type ReplicaId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
import { checkChange } from './change-check.ts'

const random = seededRandom(1)
const document = mintId<ReplicaId>('document', random)
const task = mintId<ReplicaId>('task', random)

const codeOf = async (replica: ReplicaId, kind: 'yjs' | 'automerge', bytes: Uint8Array) => {
  const outcome = await checkChange({ replica, kind, bytes })
  return outcome.ok ? 'sound' : outcome.reason
}

it('[SY34] no bytes make the check throw, and bytes that are no change are malformed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(['sound', 'malformed']).toContain(await codeOf(document, 'yjs', bytes))
      expect(await codeOf(task, 'automerge', bytes)).toBe('malformed')
    }),
  )
})

it('[SY34] a sound update that is damaged is refused or still decodes', async () => {
  const doc = new Y.Doc()
  doc.getText('content').insert(0, 'hello world')
  doc.getMap('fields').set('title', { nested: ['a', 1, null] })
  const update = Y.encodeStateAsUpdate(doc)
  expect(await codeOf(document, 'yjs', update)).toBe('sound')
  await fc.assert(
    fc.asyncProperty(fc.nat(update.length - 1), fc.nat(255), async (at, value) => {
      const damaged = update.slice()
      damaged[at] = value
      const code = await codeOf(document, 'yjs', damaged)
      if (code === 'sound') expect(() => Y.decodeUpdate(damaged)).not.toThrow()
      else expect(code).toBe('malformed')
    }),
  )
})

it('[SY34] counts that the bytes can not hold are refused without being believed', async () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]
  for (const start of [[], [1], [1, 1, 1, 0], [0]]) {
    expect(await codeOf(document, 'yjs', Uint8Array.of(...start, ...huge))).toBe('malformed')
  }
})

it('[SY34] size and type are looked at before the bytes', async () => {
  const large = new Uint8Array(defaultLimits.maxChangeBytes + 1)
  expect(await codeOf(document, 'yjs', large)).toBe('too-large')
  expect(await codeOf(task, 'yjs', large)).toBe('too-large')
  expect(await codeOf(task, 'yjs', Uint8Array.of(0, 0))).toBe('unknown-type')
  expect(await codeOf(mintId<ReplicaId>('rocket', random), 'yjs', Uint8Array.of(0, 0))).toBe('unknown-type')
})
