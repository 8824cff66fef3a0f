import * as A from '@automerge/automerge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { craftChange, manyOperations } from '#shared/crdt/automerge/testing/craft-chunk.ts'
import { mintId, type ReplicaId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { type CheckWorld, openCheckWorld, writer } from './testing/check-world.ts'

let world: CheckWorld
const random = seededRandom(7)
const newDocument = () => mintId<ReplicaId>('document', random)
const newTask = () => mintId<ReplicaId>('task', random)
const [ada, bob, eve] = [writer('ada'), writer('bob'), writer('eve')]

beforeAll(async () => {
  world = await openCheckWorld()
})
afterAll(() => world.close())

/** A document of somebody, and what it says, update by update. */
function typist(clientId?: number) {
  const doc = new Y.Doc()
  if (clientId) doc.clientID = clientId
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'heard' && updates.push(update))
  return {
    doc,
    type: (text: string, at?: number) => {
      doc.getText('t').insert(at ?? doc.getText('t').length, text)
      return updates.at(-1) as Uint8Array
    },
    hear: (update: Uint8Array) => Y.applyUpdate(doc, update, 'heard'),
  }
}

async function textIn(replica: ReplicaId): Promise<string> {
  const chunks = await world.held(replica)
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  for (const chunk of chunks) Y.applyUpdate(one, chunk)
  Y.applyUpdate(other, Y.mergeUpdates([...chunks]))
  // oxlint-disable-next-line typescript/no-base-to-string -- Y.Text defines its own toString
  const text = one.getText('t').toString()
  // oxlint-disable-next-line typescript/no-base-to-string -- as above
  expect(other.getText('t').toString()).toBe(text)
  return text
}

describe('[SY37] a client id belongs to who used it first', () => {
  it('others may not go on under it, and its owner may', async () => {
    const replica = newDocument()
    const victim = typist()
    expect(await world.push(ada, replica, victim.type('hello'))).toBe('stored')
    const forger = typist(victim.doc.clientID)
    forger.hear(Y.encodeStateAsUpdate(victim.doc))
    forger.doc.clientID = victim.doc.clientID
    expect(await world.push(eve, replica, forger.type('!!!'))).toBe('actor-taken')
    expect(await world.push(writer('ada', 'phone'), replica, forger.type('!!!'))).toMatch(/actor-taken|missing-changes/)
    expect(await world.push(ada, replica, victim.type(' world'))).toBe('stored')
    expect(await textIn(replica)).toBe('hello world')
  })

  it('also after the server has been started again', async () => {
    const replica = newDocument()
    const victim = typist()
    await world.push(ada, replica, victim.type('hello'))
    await world.reopen()
    const forger = typist(victim.doc.clientID)
    forger.hear(Y.encodeStateAsUpdate(victim.doc))
    forger.doc.clientID = victim.doc.clientID
    expect(await world.push(eve, replica, forger.type('!'))).toBe('actor-taken')
    expect(await world.push(ada, replica, victim.type(' again'))).toBe('stored')
  })

  it('everyone deletes and edits around what others have written', async () => {
    const replica = newDocument()
    const [one, other] = [typist(), typist()]
    await world.push(ada, replica, one.type('hello'))
    other.hear(Y.encodeStateAsUpdate(one.doc))
    expect(await world.push(bob, replica, other.type('>> ', 0))).toBe('stored')
    other.doc.getText('t').delete(3, 2)
    expect(await world.push(bob, replica, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(other.doc)))).toBe(
      'stored',
    )
    expect(await textIn(replica)).toBe('>> llo')
  })

  it('a cloned tab that says something else under the same clocks is told so', async () => {
    const replica = newDocument()
    const tab = typist()
    const first = tab.type('shared ')
    await world.push(ada, replica, first)
    const clone = typist(tab.doc.clientID)
    clone.hear(first)
    clone.doc.clientID = tab.doc.clientID
    expect(await world.push(ada, replica, tab.type('tab'))).toBe('stored')
    expect(await world.push(ada, replica, clone.type('CLO'))).toBe('actor-taken')
    expect(await textIn(replica)).toBe('shared tab')
  })

  it('words that were put under an id before its owner used it erase nothing silently', async () => {
    const replica = newDocument()
    const victim = typist()
    const forger = typist(victim.doc.clientID)
    forger.type('forged')
    forger.doc.getText('t').delete(0, 6)
    await world.push(eve, replica, Y.encodeStateAsUpdate(forger.doc))
    expect(await world.push(ada, replica, victim.type('mine'))).toBe('actor-taken')
  })
})

describe('[SY38] what is there already is taken again, and not twice', () => {
  it('the same bytes, one merged update, and the whole state of somebody else', async () => {
    const replica = newDocument()
    const one = typist()
    const updates = ['a', 'b', 'c'].map((letter) => one.type(letter))
    for (const update of updates) await world.push(ada, replica, update)
    const before = await world.held(replica)
    expect(await world.push(ada, replica, updates[1] as Uint8Array)).toBe('stored')
    expect(await world.push(ada, replica, Y.mergeUpdates(updates))).toBe('stored')
    const other = typist()
    other.hear(Y.encodeStateAsUpdate(one.doc))
    expect(await world.push(bob, replica, Y.encodeStateAsUpdate(other.doc))).toBe('stored')
    expect(await world.held(replica)).toEqual(before)
    other.type('d')
    expect(await world.push(bob, replica, Y.encodeStateAsUpdate(other.doc))).toBe('stored')
    expect(await textIn(replica)).toBe('abcd')
    // Only what was new has been stored.
    expect((await world.held(replica)).at(-1)?.length).toBeLessThan(Y.encodeStateAsUpdate(other.doc).length)
  })

  it('other words for what is there, by somebody else, do not get in', async () => {
    const replica = newDocument()
    const one = typist()
    await world.push(ada, replica, one.type('hello'))
    const forger = typist(one.doc.clientID)
    expect(await world.push(eve, replica, forger.type('HELLO'))).toBe('actor-taken')
    expect(await textIn(replica)).toBe('hello')
  })
})

describe('[SY39] a change builds on what is there', () => {
  it('gaps, unknown neighbours and deletions of what nobody has', async () => {
    const replica = newDocument()
    const one = typist()
    const [first, second, third] = ['a', 'b', 'c'].map((letter) => one.type(letter)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    expect(await world.push(ada, replica, second)).toBe('missing-changes')
    await world.push(ada, replica, first)
    expect(await world.push(ada, replica, third)).toBe('missing-changes')
    const other = typist()
    other.hear(Y.encodeStateAsUpdate(one.doc))
    expect(await world.push(bob, replica, other.type('z'))).toBe('missing-changes')
    const deleting = Uint8Array.of(0, 1, 5, 1, 0, 3)
    expect(await world.push(bob, replica, deleting)).toBe('missing-changes')
    await world.push(ada, replica, Y.mergeUpdates([second, third]))
    expect(await textIn(replica)).toBe('abc')
  })

  it('two clients that wait for each other are refused', async () => {
    // Each one's first item stands to the right of the other's.
    const circle = Uint8Array.of(2, 1, 9, 0, 0x84, 8, 0, 1, 65, 1, 8, 0, 0x84, 9, 0, 1, 66, 0)
    expect(await world.push(eve, newDocument(), circle)).toBe('missing-changes')
  })

  it('a large update of many writers is tried out and taken', async () => {
    const replica = newDocument()
    const all = new Y.Doc()
    for (let index = 0; index < 30; index += 1) {
      const each = typist()
      each.hear(Y.encodeStateAsUpdate(all))
      for (const word of ['one ', 'two ', 'three ']) each.type(word)
      Y.applyUpdate(all, Y.encodeStateAsUpdate(each.doc))
    }
    expect(await world.push(ada, replica, Y.encodeStateAsUpdate(all))).toBe('stored')
  })

  it('what could not be stored was never there', async () => {
    const replica = newDocument()
    const one = typist()
    const update = one.type('hello')
    world.breakDisk(true)
    await expect(world.push(ada, replica, update)).rejects.toThrow('disk full')
    world.breakDisk(false)
    expect(await world.push(ada, replica, update)).toBe('stored')
    expect(await world.push(ada, replica, one.type('!'))).toBe('stored')
    expect(await textIn(replica)).toBe('hello!')
  })
})

describe('[SY26] after a restore', () => {
  it('a device brings back what others have written, and they go on', async () => {
    const replica = newDocument()
    const [owner, reader] = [typist(), typist()]
    const first = owner.type('kept ')
    await world.push(ada, replica, first)
    reader.hear(first)
    const lost = owner.type('lost ')
    reader.hear(lost)
    world.isRestoring = true
    expect(await world.push(bob, replica, Y.encodeStateAsUpdate(reader.doc))).toBe('stored')
    expect(await world.push(ada, replica, lost)).toBe('stored')
    expect(await world.push(ada, replica, owner.type('found'))).toBe('stored')
    world.isRestoring = false
    expect(await textIn(replica)).toBe('kept lost found')
  })
})

type Fields = Record<string, unknown>

function record(actor: string) {
  let doc = A.init<Fields>({ actor: actor.repeat(16) })
  return {
    set: (fields: Fields) => {
      doc = A.change(doc, (draft) => void Object.assign(draft, fields))
      return A.getLastLocalChange(doc) as Uint8Array
    },
    hear: (change: Uint8Array) => (doc = A.applyChanges(doc, [change])[0]),
    save: () => A.save(doc),
    doc: () => doc,
  }
}

describe('records', () => {
  it('[SY37][SY39] their actors belong to who used them first, and go on one by one', async () => {
    const replica = newTask()
    const own = record('aa')
    const first = own.set({ title: new A.ImmutableString('A') })
    expect(await world.push(ada, replica, first)).toBe('stored')
    const forger = record('aa')
    forger.hear(first)
    expect(await world.push(eve, replica, forger.set({ title: new A.ImmutableString('forged') }))).toBe('actor-taken')
    const [second, third] = [own.set({ done: true }), own.set({ done: false })]
    expect(await world.push(ada, replica, third)).toBe('missing-changes')
    expect(await world.push(ada, replica, second)).toBe('stored')
    expect(await world.push(ada, replica, third)).toBe('stored')
    expect(await world.push(ada, replica, second)).toBe('stored')
    const other = record('bb')
    for (const change of [first, second, third]) other.hear(change)
    expect(await world.push(bob, replica, other.set({ due: '2026-12-01' }))).toBe('stored')
    expect(await world.held(replica)).toHaveLength(4)
  })

  it('[SY37] a cloned tab that says something else under the same number is told so', async () => {
    const replica = newTask()
    const [tab, clone] = [record('cc'), record('cc')]
    await world.push(ada, replica, tab.set({ title: new A.ImmutableString('one') }))
    expect(await world.push(ada, replica, clone.set({ title: new A.ImmutableString('other') }))).toBe('actor-taken')
  })

  it('[SY39] a change of a history that is not there', async () => {
    const [one, other] = [record('dd'), record('ee')]
    other.hear(one.set({ title: new A.ImmutableString('A') }))
    expect(await world.push(bob, newTask(), other.set({ done: true }))).toBe('missing-changes')
  })

  it('[SY38] saved documents of many actors, as an adopted workspace brings them, and again', async () => {
    const replica = newTask()
    const [one, other] = [record('a1'), record('a2')]
    other.hear(one.set({ title: new A.ImmutableString('A') }))
    other.set({ done: true })
    expect(await world.push(ada, replica, other.save())).toBe('stored')
    expect(await world.push(ada, replica, other.set({ done: false }))).toBe('stored')
    expect(await world.push(ada, replica, other.save())).toBe('stored')
    await world.reopen()
    const next = other.set({ done: true })
    expect(await world.push(eve, replica, next)).toBe('actor-taken')
    expect(await world.push(ada, replica, next)).toBe('stored')
  })

  it.each<[string, Uint8Array]>([
    ['a million operations in a few bytes', craftChange({ columns: manyOperations(1_000_000) })],
    ['fifty million', craftChange({ columns: manyOperations(50_000_000) })],
    ['a first operation far ahead', craftChange({ startOp: 2_000_000_000, columns: manyOperations(1) })],
    ['columns that do not fit together', craftChange({ columns: [[0x42, [2, 1]]] })],
  ])('[SY34] %s', async (_, bytes) => {
    const replica = newTask()
    expect(await world.push(eve, replica, bytes)).toBe('malformed')
    expect(await world.held(replica)).toEqual([])
    expect(await world.push(ada, replica, record('ab').set({ title: new A.ImmutableString('A') }))).toBe('stored')
  })

  it('[SY34] what is nested is no record', async () => {
    const nested = A.change(A.init<Fields>(), (draft) => void (draft.title = { deep: { deeper: [] } }))
    expect(await world.push(eve, newTask(), A.getLastLocalChange(nested) as Uint8Array)).toBe('malformed')
  })

  it('[SY37] a saved document with other words of the same actors does not get in', async () => {
    const replica = newTask()
    const [own, forger] = [record('b7'), record('b7')]
    const first = own.set({ title: new A.ImmutableString('A') })
    expect(await world.push(ada, replica, first)).toBe('stored')
    forger.set({ title: new A.ImmutableString('forged') })
    expect(await world.push(eve, replica, forger.save())).toBe('actor-taken')
    const mixed = record('b8')
    mixed.hear(A.getAllChanges(forger.doc())[0] as Uint8Array)
    mixed.set({ done: true })
    expect(await world.push(eve, replica, mixed.save())).toBe('actor-taken')
    expect(await world.push(ada, replica, own.set({ done: true }))).toBe('stored')
    expect(await world.held(replica)).toHaveLength(2)
  })

  it('[SY33] hundreds in one push: each record by itself, and of each the changes in their order', async () => {
    const replicas = Array.from({ length: 150 }, newTask)
    const changes = replicas.flatMap((replica, index) => {
      const own = record((index % 251).toString(16).padStart(2, '0'))
      const [first, second] = [own.set({ title: new A.ImmutableString(`task ${index}`) }), own.set({ done: true })]
      return [first, second].map((bytes) => ({ replica, kind: 'automerge' as const, bytes }))
    })
    const unsound = {
      replica: newTask(),
      kind: 'automerge' as const,
      bytes: craftChange({ columns: [[0x42, [2, 1]]] }),
    }
    const late = { ...unsound, bytes: record('a9').set({ done: true }) }
    const swapped = [changes[1], changes[0]].map((change) => ({
      ...change,
      replica: unsound.replica,
      kind: 'automerge' as const,
      bytes: change?.bytes as Uint8Array,
    }))
    const middle = [unsound, late]
    const answers = await world.pushAll(ada, [...changes.slice(0, 100), ...middle, ...changes.slice(100)])
    expect(answers.slice(100, 102)).toEqual(['malformed', 'depends-on-refused'])
    expect(answers.filter((answer) => answer !== 'stored')).toHaveLength(2)
    expect(await world.pushAll(ada, swapped)).toEqual(['missing-changes', 'depends-on-refused'])
    expect(await world.held(replicas[149] as ReplicaId)).toHaveLength(2)
  })

  it('[SY31] what could not be stored was never there', async () => {
    const replica = newTask()
    const own = record('ff')
    const [first, second] = [own.set({ done: true }), own.set({ done: false })]
    await world.push(ada, replica, first)
    world.breakDisk(true)
    await expect(world.push(ada, replica, second)).rejects.toThrow('disk full')
    world.breakDisk(false)
    expect(await world.push(ada, replica, own.set({ title: 'x' }))).toBe('missing-changes')
    expect(await world.push(ada, replica, second)).toBe('stored')
  })
})
