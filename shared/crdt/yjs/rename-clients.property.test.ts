import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { renameClients } from './rename-clients.ts'

interface Edit {
  readonly act: 'insert' | 'delete' | 'nest' | 'set'
  readonly at: number
  readonly text: string
}

const edit: fc.Arbitrary<Edit> = fc.record({
  act: fc.constantFrom('insert', 'insert', 'delete', 'nest', 'set'),
  at: fc.nat(30),
  text: fc.string({ minLength: 1, maxLength: 4 }),
})
const edits = fc.array(edit, { maxLength: 12 })

function make(doc: Y.Doc, { act, at, text }: Edit): void {
  const words = doc.getText('words')
  const content = doc.getXmlFragment('content')
  if (act === 'insert') words.insert(at % (words.length + 1), text)
  if (act === 'delete' && words.length > 0) words.delete(at % words.length, 1)
  if (act === 'set') doc.getMap('fields').set(`key-${at % 3}`, text)
  if (act !== 'nest') return
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(text)])
  content.insert(at % (content.length + 1), [paragraph])
  if (content.length > 2) content.delete(0, 1)
}

const said = (doc: Y.Doc) =>
  JSON.stringify([
    doc.getText('words').toString(),
    doc.getXmlFragment('content').toString(),
    Object.entries(doc.getMap('fields').toJSON()).sort(([one], [other]) => one.localeCompare(other)),
  ])

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

let lastName = 0
const nextName = () => (lastName += 1)

describe('renaming the clients of an update', () => {
  it('[SY34] keeps every edit, beside what others hold and beside what they write at the same time', () => {
    fc.assert(
      fc.property(edits, edits, edits, (shared, mine, theirs) => {
        const doc = new Y.Doc()
        for (const each of shared) make(doc, each)
        const base = Y.encodeStateAsUpdate(doc)
        const before = Y.encodeStateVector(doc)
        for (const each of mine) make(doc, each)
        const update = Y.encodeStateAsUpdate(doc, before)
        const renamed = renameClients(update, nextName)
        if (!renamed) throw new Error('not renamed')
        expect(said(docOf(base, renamed))).toBe(said(docOf(base, update)))
        const other = docOf(base)
        for (const each of theirs) make(other, each)
        const concurrent = Y.encodeStateAsUpdate(other)
        // No edit is lost or doubled; who stands first between two at one place is decided by ids.
        expect(docOf(concurrent, renamed).getText('words').length).toBe(
          docOf(concurrent, update).getText('words').length,
        )
        expect(said(docOf(renamed, concurrent))).toBe(said(docOf(concurrent, renamed)))
        expect(said(docOf(concurrent, Y.mergeUpdates([renamed, base])))).toBe(said(docOf(concurrent, renamed)))
      }),
    )
  })

  it('[SY34] frees an edit from a name that another writes under', () => {
    const [mine, theirs] = [new Y.Doc(), new Y.Doc()]
    mine.clientID = theirs.clientID = 7
    mine.getText('words').insert(0, 'mine')
    theirs.getText('words').insert(0, 'others')
    const update = Y.encodeStateAsUpdate(mine)
    const both = docOf(Y.encodeStateAsUpdate(theirs), renameClients(update, nextName) ?? update)
    expect([...both.getText('words').toString()].sort().join('')).toBe([...'mineothers'].sort().join(''))
    expect(docOf(Y.encodeStateAsUpdate(theirs), update).getText('words').toString()).not.toContain('mine')
  })

  it('leaves alone what it can not read or what has gaps', () => {
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (const word of ['one', 'two', 'three']) doc.getText('words').insert(0, word)
    const [first, , third] = updates
    expect(renameClients(Y.mergeUpdates([first, third] as Uint8Array[]), nextName)).toBeUndefined()
    expect(renameClients(Uint8Array.of(1, 2, 3), nextName)).toBeUndefined()
  })
})
