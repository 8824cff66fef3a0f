import { expect, it } from 'vitest'
import type { Drawn } from '#shared/rooms/whiteboards/index.ts'
import { drawingChanges } from './drawing-changes.ts'

const board = (things: Record<string, [kind: string, x: number]>) =>
  new Map(Object.entries(things).map(([id, [kind, x]]) => [id, { id, kind, props: { x } } as unknown as Drawn]))

it('counts what came, changed and went; pages and files do not count', () => {
  const before = board({ a: ['note', 1], b: ['note', 1], c: ['line', 1], p: ['page', 1] })
  const after = board({ a: ['note', 1], b: ['note', 2], d: ['line', 1], q: ['page', 1], f: ['image-file', 1] })
  expect(drawingChanges(before, after)).toEqual({ added: 1, changed: 1, removed: 1 })
  expect(drawingChanges(after, after)).toEqual({ added: 0, changed: 0, removed: 0 })
})
