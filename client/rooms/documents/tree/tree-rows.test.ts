import { expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import { foldersAround, moveInput, placeAfterStep, placeOfDrop, rowsOf, type Step, zoneAt } from './tree-rows.ts'

const document = (id: string, position: string): TreeNode => ({
  kind: 'document',
  id: id as ReplicaId,
  title: id,
  position,
  pinned: false,
})
const folder = (id: string, position: string, children: TreeNode[]): TreeNode => ({
  kind: 'folder',
  id: id as ReplicaId,
  title: id,
  position,
  children,
})
/** a · F (b, G (c), d) · e */
const inner = folder('G', 'a1', [document('c', 'a0')])
const outer = folder('F', 'a1', [document('b', 'a0'), inner, document('d', 'a2')])
const tree = [document('a', 'a0'), outer, document('e', 'a2')]
const open = (...ids: string[]) => rowsOf(tree, (id) => ids.includes(id))
const step = (id: string, way: Step) => placeAfterStep(tree, id as ReplicaId, way)

it('only open folders show what is inside, with its level', () => {
  expect(open().map(({ node }) => node.id)).toEqual(['a', 'F', 'e'])
  expect(open('F', 'G').map(({ node, level }) => `${level}${node.id}`)).toEqual([
    '1a',
    '1F',
    '2b',
    '2G',
    '3c',
    '2d',
    '1e',
  ])
  expect(foldersAround(tree, 'c' as ReplicaId)).toEqual(['G', 'F'])
})

it('keyboard steps pass siblings, leave folders at their edge, and go in and out', () => {
  expect(step('e', 'up')).toEqual({ parent: undefined, index: 1 })
  expect(step('b', 'up')).toEqual({ parent: undefined, index: 1 })
  expect(step('d', 'down')).toEqual({ parent: undefined, index: 2 })
  expect(step('d', 'in')).toEqual({ parent: 'G', index: 1 })
  expect(step('c', 'out')).toEqual({ parent: 'F', index: 2 })
  expect(step('a', 'up')).toBeUndefined()
  expect(step('a', 'out')).toBeUndefined()
  expect(step('e', 'down')).toBeUndefined()
  expect(step('b', 'in')).toBeUndefined()
})

it('a drop lands before, behind or inside, and never inside itself', () => {
  const rows = open('F', 'G')
  const row = (id: string) => rows.find(({ node }) => node.id === id)!
  const [a, F] = [row('a').node, row('F').node]
  expect(placeOfDrop(a, row('e'), 'after')).toEqual({ parent: undefined, index: 2 })
  expect(placeOfDrop(a, row('F'), 'inside')).toEqual({ parent: 'F', index: 3 })
  expect(placeOfDrop(a, row('F'), 'after')).toEqual({ parent: 'F', index: 0 })
  expect(placeOfDrop(F, row('c'), 'before')).toBeUndefined()
  expect(placeOfDrop(F, row('G'), 'inside')).toBeUndefined()
  expect(placeOfDrop(F, row('F'), 'inside')).toBeUndefined()
  expect(zoneAt(F, 0.5)).toBe('inside')
  expect(zoneAt(a, 0.6)).toBe('after')
})

it('the order key for a place lies between the keys of its neighbours', () => {
  const { position, parent } = moveInput(tree, tree[2]!, { parent: 'F' as ReplicaId, index: 1 })
  expect(parent).toBe('F')
  expect(position > 'a0' && position < 'a1').toBe(true)
  expect(moveInput(tree, tree[0]!, { parent: undefined, index: 9 })).toMatchObject({ parent: null })
})
