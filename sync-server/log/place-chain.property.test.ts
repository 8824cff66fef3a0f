import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { PlaceChain } from './place-chain.ts'

const step = fc.record({
  who: fc.nat(2),
  act: fc.constantFrom('move', 'clear', 'type', 'erase', 'title', 'undo', 'meet') as fc.Arbitrary<
    'move' | 'clear' | 'type' | 'erase' | 'title' | 'undo' | 'meet'
  >,
  at: fc.nat(3),
})

/** People who edit apart from each other and meet now and then; `say` hears what each of them does. */
function edit(steps: readonly { who: number; act: string; at: number }[], say: (update: Uint8Array) => void) {
  const people = [0, 1, 2].map((each) => {
    const doc = new Y.Doc()
    doc.clientID = 10 + each
    const undo = new Y.UndoManager([doc.getMap('fields'), doc.getXmlFragment('content')], { captureTimeout: 0 })
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'others' && say(update))
    return { doc, undo }
  })
  for (const { who, act, at } of steps) {
    const { doc, undo } = people[who] as (typeof people)[number]
    const fields = doc.getMap('fields')
    const content = doc.getXmlFragment('content')
    if (act === 'move') fields.set('parent', `folder_${at}`)
    if (act === 'clear') fields.delete('parent')
    if (act === 'title') fields.set('title', `title ${at}`)
    if (act === 'type') content.insert(Math.min(at, content.length), [new Y.XmlText(`text ${at}`)])
    if (act === 'erase' && content.length > 0) content.delete(0, 1)
    if (act === 'undo') undo.undo()
    if (act !== 'meet') continue
    for (const other of people) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other.doc), 'others')
  }
}

it('whatever makes another folder of what is there shows in the outline, and typing does not', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const server = new Y.Doc()
      const chain = new PlaceChain()
      edit(steps, (update) => {
        const before = server.getMap('fields').get('parent')
        const isTouched = chain.isTouchedBy(update)
        // What was folded into one is known as what was brought one by one.
        const later = new PlaceChain()
        later.learn(Y.encodeStateAsUpdate(server))
        expect(later.isTouchedBy(update)).toBe(isTouched)
        Y.applyUpdate(server, update)
        if (isTouched) chain.learn(update)
        if (server.getMap('fields').get('parent') !== before) expect(isTouched).toBe(true)
      })
    }),
  )
})

it('letters of a document that has been moved are no move', () => {
  const doc = new Y.Doc()
  const chain = new PlaceChain()
  doc.getMap('fields').set('parent', 'folder_a')
  doc.getMap('fields').set('parent', 'folder_b')
  chain.learn(Y.encodeStateAsUpdate(doc))
  const said: boolean[] = []
  doc.on('update', (update: Uint8Array) => said.push(chain.isTouchedBy(update)))
  const text = new Y.XmlText()
  doc.getXmlFragment('content').insert(0, [text])
  text.insert(0, 'letters')
  text.delete(2, 2)
  doc.getMap('fields').set('title', 'Plan')
  expect(said).toEqual([false, false, false, false])
  doc.getMap('fields').delete('parent')
  expect(said.at(-1)).toBe(true)
})
