import { expect, it, vi } from 'vitest'
import type { Engine } from '#client/replica/index.ts'
import { parseQuery } from '#shared/assistant/search/query.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Row, Rows } from '#shared/rooms/room.ts'
import { openEverywhereBook } from './everywhere-book.ts'
import { openTextBook } from './text-book.ts'

const idOf = (digit: number) => `task_${String(digit).repeat(26)}` as ReplicaId
const [here, there, gone] = ['0', '1', '2'].map((digit) => `ws_${digit.repeat(26)}` as WorkspaceId)

function tasks(...titles: readonly string[]): Rows {
  const rows = titles.map((title, at): Row => {
    const value = { title, notes: '', checklist: {}, labels: [], trashedAt: title.startsWith('Old') ? 1 : undefined }
    return { id: idOf(at + title.length), type: 'task', value, changedAt: at, changedBy: 'user:a' as never }
  })
  return {
    of: (type) => (type.name === 'task' ? rows : []) as never,
    get: (type, id) => rows.find((row) => row.id === id && row.type === type.name) as never,
  }
}

function engineWith(others: Readonly<Record<string, Rows>>): Engine {
  const own = tasks('Harbour')
  const entries = [here, there, gone].map((id) => ({ id }))
  return {
    workspace: () => ({ id: here }),
    live: { workspaces: { get: () => entries } },
    rows: () => own,
    readReplica: async () => undefined,
    lookElsewhere: async (id: WorkspaceId) => {
      const rows = others[id]
      return rows && { rows: () => rows, readReplica: async () => undefined }
    },
  } as unknown as Engine
}

const steps = { breathe: async () => undefined, goOn: () => true }

it('finds in every workspace that may be looked into, and says where', async () => {
  const engine = engineWith({ [there!]: tasks('Harbour plans', 'Old harbour') })
  const book = openEverywhereBook(engine, openTextBook(engine), { isDeep: true })
  const grown = vi.fn()
  book.onGrown(grown)
  expect(book.find(parseQuery('harbour'), 5)).toMatchObject({ total: 1, items: [{ workspace: here }] })
  await book.read(steps)
  expect(grown).toHaveBeenCalled()
  const { total, items } = book.find(parseQuery('harbour'), 5)
  expect([total, items.map(({ title, workspace }) => [title, workspace])]).toEqual([
    2,
    [
      ['Harbour', here],
      ['Harbour plans', there],
    ],
  ])
  // What a server says of a thing in the trash of another workspace is not shown either.
  expect([book.isGone(idOf('Old harbour'.length + 1)), book.isGone(idOf('Harbour'.length))]).toEqual([true, false])
})

it('similar words are told where the very words are few everywhere, and not where they are few in one place', async () => {
  const engine = engineWith({ [there!]: tasks('Harbor', 'Harbor pilots', 'The third harbor') })
  const book = openEverywhereBook(engine, openTextBook(engine), { isDeep: true })
  await book.read(steps)
  expect(book.find(parseQuery('harbour '), 9)).toMatchObject({ total: 4, similar: 3 })
  expect(book.find(parseQuery('harbor '), 9)).toMatchObject({ total: 3, similar: 0 })
})
