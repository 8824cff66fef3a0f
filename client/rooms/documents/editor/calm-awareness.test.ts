import { afterEach, expect, it, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { calmAwareness } from './calm-awareness.ts'

afterEach(() => void vi.useRealTimers())

function other(caret: number): { id: number; bytes(next: number): Uint8Array } {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState({ caret })
  const bytes = (next: number) => {
    awareness.setLocalState({ caret: next })
    return encodeAwarenessUpdate(awareness, [awareness.clientID])
  }
  return { id: awareness.clientID, bytes }
}

it('tells the first news at once and the rest together, with the states as they are then', () => {
  vi.useFakeTimers()
  const awareness = new Awareness(new Y.Doc())
  const calm = calmAwareness(awareness)
  const [ana, bo] = [other(0), other(0)]
  const told: unknown[] = []
  const look = ({ updated, added }: { updated: number[]; added: number[] }) =>
    told.push([...added, ...updated].map((id) => [id, calm.getStates().get(id)?.caret]))
  calm.on('change', look)
  for (let at = 1; at <= 20; at += 1) {
    applyAwarenessUpdate(awareness, ana.bytes(at), 'remote')
    applyAwarenessUpdate(awareness, bo.bytes(at), 'remote')
  }
  expect(told).toEqual([[[ana.id, 1]]])
  vi.advanceTimersByTime(150)
  expect(told).toHaveLength(2)
  expect(new Map(told[1] as [number, number][])).toEqual(
    new Map([
      [bo.id, 20],
      [ana.id, 20],
    ]),
  )
  vi.advanceTimersByTime(1_000)
  expect(told).toHaveLength(2)
  calm.off('change', look)
  applyAwarenessUpdate(awareness, ana.bytes(99), 'remote')
  vi.advanceTimersByTime(1_000)
  expect(told).toHaveLength(2)
  awareness.destroy()
})

it('what is said through it is said by the original', () => {
  const awareness = new Awareness(new Y.Doc())
  const heard = vi.fn()
  awareness.on('update', heard)
  calmAwareness(awareness).setLocalStateField('cursor', { anchor: 1 })
  expect(awareness.getLocalState()).toEqual({ cursor: { anchor: 1 } })
  expect(heard).toHaveBeenCalledOnce()
  awareness.destroy()
})
