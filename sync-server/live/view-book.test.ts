import { expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { bounds } from '#shared/protocol/schema.ts'
import type { View } from '#server/access/access.ts'
import { ViewBook } from './view-book.ts'

const workspace = 'ws_1' as WorkspaceId
const ids = (...names: string[]) => names as ReplicaId[]

function hiding(stamp: string, hidden: readonly ReplicaId[]): View {
  return {
    isWhole: hidden.length === 0,
    mayRead: (id) => !hidden.includes(id),
    stamp,
    role: 'editor',
    exceptions: [],
    hidden,
  }
}

function sharing(stamp: string, shared: readonly ReplicaId[]): View {
  return { isWhole: false, mayRead: (id) => shared.includes(id), stamp, role: undefined, exceptions: [], shared }
}

it('[SY57] tells what has become visible and what is not any more', () => {
  const book = new ViewBook()
  book.note(workspace, hiding('one', ids('a', 'b')))
  const since = (stamp: string, view: View) => book.difference(workspace, { since: stamp, view })
  expect(since('one', hiding('two', ids('b', 'c')))).toEqual({ gained: ['a'], lost: ['c'] })
  expect(since('', hiding('two', ids('b')))).toEqual({ gained: [], lost: ['b'] })
  expect(since('one', hiding('', []))).toEqual({ gained: ['a', 'b'], lost: [] })
  book.note(workspace, sharing('mine', ids('a', 'b')))
  expect(since('mine', sharing('other', ids('b', 'c')))).toEqual({ gained: ['c'], lost: ['a'] })
})

it('[SY57] does not know what it was not told, of another workspace, of another kind, or what is more than a frame holds', () => {
  const book = new ViewBook()
  book.note(workspace, hiding('one', ids('a')))
  const view = hiding('', [])
  expect(book.difference(workspace, { since: 'never told', view })).toBeUndefined()
  expect(book.difference('ws_2' as WorkspaceId, { since: 'one', view })).toBeUndefined()
  expect(book.difference(workspace, { since: 'one', view: sharing('s', ids('a')) })).toBeUndefined()
  const many = Array.from({ length: bounds.maxLost + 1 }, (_, at) => `r${at}` as ReplicaId)
  expect(book.difference(workspace, { since: '', view: hiding('many', many) })).toBeUndefined()
})

it('forgets what was told longest ago, and keeps what was told just now', () => {
  const book = new ViewBook(3)
  book.note(workspace, hiding('one', ids('a', 'b')))
  book.note(workspace, hiding('two', ids('c')))
  book.note(workspace, hiding('one', ids('a', 'b')))
  book.note(workspace, hiding('three', ids('d')))
  const view = hiding('', [])
  expect(book.difference(workspace, { since: 'two', view })).toBeUndefined()
  expect(book.difference(workspace, { since: 'one', view })).toBeDefined()
  expect(book.difference(workspace, { since: 'three', view })).toBeDefined()
})
