import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Drawn, type DrawnKind, type Json, readDrawn, registersOf } from '#shared/rooms/whiteboards/index.ts'
import { outlineOf } from './outline.ts'

const kinds: readonly DrawnKind[] = [
  'stroke',
  'note',
  'text',
  'form',
  'arrow',
  'line',
  'frame',
  'group',
  'picture',
  'tie',
  'page',
]
function board(...records: [string, DrawnKind, Record<string, Json>][]): Map<string, Drawn> {
  return new Map(
    records.flatMap(([id, kind, props]) => {
      const drawn = readDrawn(id, registersOf(kind, props))
      return drawn ? [[id, drawn] as const] : []
    }),
  )
}

it('an empty board has no outline; a form has its own place and size', () => {
  expect(outlineOf(new Map())).toBeUndefined()
  const outline = outlineOf(
    board(['f', 'form', { x: 10, y: 20, width: 200, height: 100, color: 'red', fill: 'solid' }]),
  )
  expect(outline?.box).toEqual({ x: 10, y: 20, width: 200, height: 100 })
  expect(outline?.marks).toMatchObject([{ color: 'red', fill: 'weak', isClosed: true }])
})

it('what lies in a frame moves with it, and a tied arrow points to the middle of its shape', () => {
  const outline = outlineOf(
    board(
      ['frame', 'frame', { x: 100, y: 100, width: 300, height: 300 }],
      ['in', 'form', { parent: 'frame', order: 'a2', x: 50, y: 50, width: 20, height: 20 }],
      ['arrow', 'arrow', { x: 5, y: 5, order: 'a3' }],
      ['tie', 'tie', { from: 'arrow', to: 'in', end: 'end' }],
    ),
  )
  expect(outline?.marks[1]?.dots[0]).toEqual({ x: 150, y: 150 })
  expect(outline?.marks[2]?.dots).toEqual([
    { x: 5, y: 5 },
    { x: 160, y: 160 },
  ])
})

it('any drawing has an outline of finite numbers', () => {
  const props = fc.dictionary(
    fc.constantFrom('parent', 'x', 'rotation', 'width', 'points', 'text', 'from', 'to', 'form', 'size'),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(...kinds), props)),
      (records) => {
        const outline = outlineOf(board(...(records as [string, DrawnKind, Record<string, Json>][])))
        if (outline) expect(Object.values(outline.box).every(Number.isFinite)).toBe(true)
      },
    ),
  )
})
