import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { missingOf, noveltyOf, stateVectorOf } from './update-diff.ts'

/** Two writers type and delete; some of what they wrote is stored, in any order. */
const step = fc.record({ writer: fc.nat(1), at: fc.nat(20), remove: fc.boolean(), isSeen: fc.boolean() })

function play(steps: readonly { writer: number; at: number; remove: boolean; isSeen: boolean }[]) {
  const docs = [1, 2].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
  const updates: Uint8Array[] = []
  for (const doc of docs)
    doc.on('update', (update: Uint8Array, origin: unknown) => origin === 'other' || updates.push(update))
  for (const { writer, at, remove, isSeen } of steps) {
    const [doc, other] = [docs[writer], docs[1 - writer]]
    const text = doc?.getText('t')
    if (!doc || !other || !text) continue
    if (remove && text.length > 0) text.delete(at % text.length, 1)
    else text.insert(at % (text.length + 1), 'x')
    if (isSeen) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc), 'other')
  }
  return { docs, updates }
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

it('what is missing makes a reader whole, whatever it has', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(30), (steps, seen) => {
      const { updates } = play(steps)
      const reader = docOf(updates.slice(0, seen))
      Y.applyUpdate(reader, missingOf({ updates, stateVector: Y.encodeStateVector(reader) }))
      const whole = docOf(updates)
      expect(reader.getText('t').toString()).toBe(whole.getText('t').toString())
      expect(Y.equalSnapshots(Y.snapshot(reader), Y.snapshot(whole))).toBe(true)
    }),
    { numRuns: fuzzRuns(200) },
  )
})

it('[SY72] of an answer only news is left, nothing of it is lost, and none is told as none', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(30), fc.nat(1), (steps, stored, writer) => {
      const { docs, updates } = play(steps)
      const doc = docs[writer] ?? new Y.Doc()
      const known = updates.slice(0, stored)
      const answer = Y.encodeStateAsUpdate(doc, stateVectorOf({ updates: known }))
      const novelty = noveltyOf({ updates: known, update: answer })
      const [expected, found] = [docOf([...known, answer]), docOf(novelty ? [...known, novelty] : known)]
      expect(Y.equalSnapshots(Y.snapshot(found), Y.snapshot(expected))).toBe(true)
      const isNews = !Y.equalSnapshots(Y.snapshot(docOf(known)), Y.snapshot(expected))
      if (isNews) expect(novelty).toBeDefined()
      const again = noveltyOf({ updates: novelty ? [...known, novelty] : known, update: answer })
      expect(again).toBeUndefined()
    }),
    { numRuns: fuzzRuns(200) },
  )
})

it('nothing stored is an empty document', () => {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'x')
  const update = Y.encodeStateAsUpdate(doc)
  expect(missingOf({ updates: [], stateVector: Uint8Array.of(0) })).toEqual(Uint8Array.of(0, 0))
  expect(stateVectorOf({ updates: [] })).toEqual(Uint8Array.of(0))
  expect(noveltyOf({ updates: [], update })).toEqual(update)
})
