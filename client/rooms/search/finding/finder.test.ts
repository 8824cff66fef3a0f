import { expect, it } from 'vitest'
import type { FoundThing, FoundThings } from '#shared/assistant/search/answer.ts'
import { fuse } from '#shared/assistant/search/fuse.ts'
import { parseQuery } from '#shared/assistant/search/query.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import type { AnyReplicaType, Row } from '#shared/rooms/room.ts'
import { type FinderPorts, openFinder } from './finder.ts'
import { openTextBook } from './text-book.ts'

const idOf = (digit: number) => `document_${String(digit).repeat(26)}` as ReplicaId
const beginning = 'word '.repeat(40)

/** A device with documents of which the rows know the beginning. */
function device(texts: readonly string[]) {
  const documents = new Map(
    texts.map((text, at) => {
      const replica = openYjsReplica({ id: idOf(at), shape: documentType.shape, actor: '0'.repeat(32) })
      replica.patch({ title: `Page ${at}` })
      replica.writeContent([{ type: 'paragraph', content: [{ type: 'text', text: beginning + text }] }])
      return [idOf(at), replica]
    }),
  )
  const rowOf = (id: ReplicaId): Row | undefined => {
    const replica = documents.get(id)
    return (
      replica && {
        id,
        type: 'document',
        value: documentType.project(replica),
        changedAt: 1,
        changedBy: 'user:a' as never,
      }
    )
  }
  const rows = new Map([...documents.keys()].map((id) => [id, rowOf(id) as Row]))
  const read: ReplicaId[] = []
  const book = openTextBook({
    rows: () => ({
      of: (type) => (type.name === 'document' ? [...rows.values()] : []) as never,
      get: (_type, id) => rows.get(id) as never,
    }),
    readReplica: async (_type: AnyReplicaType, id, look) => {
      read.push(id)
      const replica = documents.get(id)
      return replica && look(replica)
    },
  })
  return { book, rows, read, renew: (id: ReplicaId) => rows.set(id, rowOf(id) as Row), documents }
}

function portsOver(book: FinderPorts['book'], more: Partial<FinderPorts> = {}): FinderPorts {
  return {
    book,
    askServer: undefined,
    isGone: () => false,
    onChanged: () => () => undefined,
    breathe: async () => undefined,
    later: (run) => {
      run()
      return () => undefined
    },
    limit: 10,
    ...more,
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

it('finds words that stand deep in a document, once it has been read, and reads each once', async () => {
  const { book, read } = device(['the harbour', 'the boat'])
  const finder = openFinder(portsOver(book))
  const stop = finder.subscribe(() => undefined)
  finder.ask('harb')
  expect(finder.get()).toMatchObject({ total: 0, unread: 2 })
  await settled()
  expect(finder.get()).toMatchObject({ total: 1, unread: 0, items: [{ id: idOf(0), title: 'Page 0' }] })
  finder.ask('boat')
  await settled()
  expect(finder.get().items.map(({ id }) => id)).toEqual([idOf(1)])
  expect(read).toHaveLength(2)
  stop()
})

it('reads a document again after it was changed, and forgets one that has gone', async () => {
  const { book, documents, renew, rows } = device(['the harbour'])
  const steps = { breathe: async () => undefined, goOn: () => true }
  await book.read(steps)
  documents.get(idOf(0))?.writeContent([{ type: 'paragraph', content: [{ type: 'text', text: 'a lighthouse' }] }])
  renew(idOf(0))
  expect(book.unread()).toBe(1)
  await book.read(steps)
  expect(book.find(parseQuery('lighthouse'), 5).total).toBe(1)
  expect(book.find(parseQuery('harbour'), 5).total).toBe(0)
  rows.clear()
  expect(book.find(parseQuery('lighthouse'), 5).total).toBe(0)
})

const found = (digit: number, score: number): FoundThing => ({
  id: idOf(digit),
  type: 'document',
  title: `Server ${digit}`,
  titleMarks: [],
  snippet: { text: '', marks: [] },
  changedAt: 1,
  score,
})

it('adds what only the server knows where its score puts it; the device knows better of what it has and of what is gone', async () => {
  const { book } = device(['harbour'])
  const answer: FoundThings = { total: 3, similar: 0, items: [found(0, 99), found(5, 98), found(6, 0.01)] }
  const finder = openFinder(portsOver(book, { askServer: async () => answer, isGone: (id) => id === idOf(6) }))
  const stop = finder.subscribe(() => undefined)
  await book.read({ breathe: async () => undefined, goOn: () => true })
  finder.ask('harbour')
  await settled()
  expect(finder.get().items.map(({ title }) => title)).toEqual(['Server 5', 'Page 0'])
  expect(finder.get().server).toBe('answered')
  stop()
})

it('says that the server can not be reached, and an answer that comes too late is not shown', async () => {
  const { book } = device([])
  const answers: ((value: FoundThings | undefined) => void)[] = []
  const finder = openFinder(portsOver(book, { askServer: () => new Promise((resolve) => answers.push(resolve)) }))
  finder.ask('one')
  finder.ask('two')
  answers[0]?.({ total: 1, similar: 0, items: [found(7, 1)] })
  await settled()
  expect(finder.get()).toMatchObject({ total: 0, server: 'asking' })
  answers[1]?.(undefined)
  await settled()
  expect(finder.get()).toMatchObject({ total: 0, server: 'unreachable' })
})

it('forgives a slip, and leaves that to the very words as soon as enough of them are known', async () => {
  const { book } = device(['the harbour', 'a boat'])
  await book.read({ breathe: async () => undefined, goOn: () => true })
  expect(book.find(parseQuery('harbuor '), 5)).toMatchObject({
    total: 1,
    similar: 1,
    items: [{ similar: ['harbour'] }],
  })
  expect(book.find(parseQuery('"harbuor"'), 5)).toMatchObject({ total: 0, similar: 0 })
  const answers: FoundThings[] = [
    { total: 3, similar: 0, items: [found(5, 3), found(6, 2), found(7, 1)] },
    { total: 1, similar: 0, items: [found(0, 3)] },
  ]
  const finder = openFinder(portsOver(book, { askServer: async () => answers.shift() }))
  const stop = finder.subscribe(() => undefined)
  finder.ask('harbuor ')
  await settled()
  expect(finder.get()).toMatchObject({ total: 3, similar: 0 })
  expect(finder.get().items.every(({ similar }) => similar === undefined)).toBe(true)
  // The server has found the very word where the device has read another.
  finder.ask('harbuor  ')
  await settled()
  expect(finder.get()).toMatchObject({ total: 1, similar: 0, items: [{ title: 'Server 0' }] })
  stop()
})

it('without anybody who looks it reads nothing', async () => {
  const { book, read } = device(['harbour'])
  openFinder(portsOver(book)).ask('harbour')
  await settled()
  expect(read).toEqual([])
})

it('what is near in meaning is asked when the words were answered, and joined with what the device has', async () => {
  const { book } = device(['harbour'])
  await book.read({ breathe: async () => undefined, goOn: () => true })
  const asked: string[] = []
  const ask = async (typed: string) => {
    asked.push(typed)
    return [found(7, 0.9), found(0, 0.8), found(6, 0.7)]
  }
  let answer: FoundThings | undefined = { total: 0, similar: 0, items: [] }
  const finder = openFinder(
    portsOver(book, {
      askServer: async () => answer,
      isGone: (id) => id === idOf(6),
      meaning: { ask, join: fuse },
    }),
  )
  const stop = finder.subscribe(() => undefined)
  finder.ask('harbour')
  await settled()
  await settled()
  expect(finder.get().items.map(({ title, byMeaning }) => [title, byMeaning])).toEqual([
    ['Page 0', undefined],
    ['Server 7', true],
  ])
  expect(finder.get().total).toBe(1)
  answer = undefined
  finder.ask('boat')
  await settled()
  expect([asked, finder.get().items]).toEqual([['harbour'], []])
  stop()
})
