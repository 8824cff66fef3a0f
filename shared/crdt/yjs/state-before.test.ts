import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { stateBefore } from './state-before.ts'

const edit = fc.record({
  who: fc.nat(2),
  at: fc.nat(30),
  removed: fc.nat(4),
  written: fc.string({ maxLength: 5 }),
})

it('from what a text says now and its latest changes comes what it said before them', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 2, maxLength: 20 }), fc.nat(), (edits, pick) => {
      const docs = [0, 1, 2].map(() => new Y.Doc())
      const changes: Uint8Array[] = []
      const said: string[] = []
      for (const { who, at, removed, written } of edits) {
        const doc = docs[who] as Y.Doc
        const text = doc.getText('text')
        let made: Uint8Array | undefined
        doc.once('update', (update: Uint8Array) => (made = update))
        doc.transact(() => {
          const start = Math.min(at, text.length)
          text.delete(start, Math.min(removed, text.length - start))
          text.insert(start, written)
        })
        if (!made) continue
        changes.push(made)
        for (const other of docs) Y.applyUpdate(other, made)
        said.push(text.toJSON())
      }
      fc.pre(changes.length > 1)
      const cut = 1 + (pick % (changes.length - 1))
      const base = stateBefore([Y.mergeUpdates(changes)], changes.slice(cut))
      const early = new Y.Doc()
      Y.applyUpdate(early, base as Uint8Array)
      expect(early.getText('text').toJSON()).toBe(said[cut - 1])
      Y.applyUpdate(early, Y.mergeUpdates(changes.slice(cut)))
      expect(early.getText('text').toJSON()).toBe(said.at(-1))
    }),
    { numRuns: 200 },
  )
})

it('bytes that are no text have no state', () => {
  expect(stateBefore([Uint8Array.of(9, 9, 9)], [])).toBeUndefined()
})
