import { expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import { intentOf } from './tree-keys.ts'
import { rowsOf } from './tree-rows.ts'

const document = (id: string): TreeNode => ({
  kind: 'document',
  id: id as ReplicaId,
  title: id,
  position: 'a0',
  pinned: false,
})
const tree: TreeNode[] = [
  document('apple'),
  { kind: 'folder', id: 'box' as ReplicaId, title: 'box', position: 'a1', children: [document('cherry')] },
  document('ant'),
]
const closed = rowsOf(tree, () => false)
const opened = rowsOf(tree, () => true)
const press = (key: string, at: string | undefined, rows = closed, held: object = {}) =>
  intentOf({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held }, rows, at as ReplicaId)

it('arrows walk, open and close, and go to the parent', () => {
  expect(press('ArrowDown', undefined)).toEqual({ kind: 'go', id: 'apple' })
  expect(press('ArrowDown', 'apple')).toEqual({ kind: 'go', id: 'box' })
  expect(press('ArrowRight', 'box')).toEqual({ kind: 'expand', ids: ['box'], isExpanded: true })
  expect(press('ArrowRight', 'box', opened)).toEqual({ kind: 'go', id: 'cherry' })
  expect(press('ArrowLeft', 'cherry', opened)).toEqual({ kind: 'go', id: 'box' })
  expect(press('ArrowLeft', 'box', opened)).toEqual({ kind: 'expand', ids: ['box'], isExpanded: false })
  expect(press('End', 'apple')).toEqual({ kind: 'go', id: 'ant' })
})

it('with Alt the thing itself moves; Ctrl and Cmd are left to others', () => {
  expect(press('ArrowUp', 'box', closed, { altKey: true })).toEqual({ kind: 'step', step: 'up' })
  expect(press('ArrowRight', 'box', closed, { altKey: true })).toEqual({ kind: 'step', step: 'in' })
  expect(press('k', 'box', closed, { ctrlKey: true })).toBeUndefined()
})

it('letters go to the next line that begins so', () => {
  expect(press('a', 'apple')).toEqual({ kind: 'go', id: 'ant' })
  expect(press('a', 'ant')).toEqual({ kind: 'go', id: 'apple' })
  expect(press('z', 'ant')).toBeUndefined()
})

it.each([
  ['Enter', 'open'],
  ['F2', 'rename'],
  ['Delete', 'trash'],
  ['ContextMenu', 'menu'],
])('%s asks to %s', (key, kind) => {
  expect(press(key, 'apple')).toEqual({ kind })
  expect(press(key, undefined)).toBeUndefined()
})
