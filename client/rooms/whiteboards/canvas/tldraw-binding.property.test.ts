import fc from 'fast-check'
import type { TLRecord } from 'tldraw'
import { expect, it } from 'vitest'
import type { DrawnKind } from '#shared/rooms/whiteboards/index.ts'
import { type BoardPeer, openPeer, recordOf, syncAll } from './testing/board-peer.ts'

const kinds = ['note', 'form', 'stroke', 'arrow', 'line', 'text', 'frame', 'group', 'picture', 'marker'] as const
const index = fc.nat(30)
const hundredths = fc.integer({ min: -9_999, max: 9_999 }).map((value) => value / 100)

const step = fc.oneof(
  fc.record({ do: fc.constant('make' as const), kind: fc.constantFrom(...kinds), on: index, x: hundredths }),
  fc.record({ do: fc.constant('move' as const), which: index, x: hundredths, y: hundredths }),
  fc.record({ do: fc.constant('style' as const), which: index, color: fc.constantFrom('red', 'blue', 'green') }),
  fc.record({ do: fc.constant('reparent' as const), which: index, on: index }),
  fc.record({ do: fc.constant('reorder' as const), which: index, order: fc.constantFrom('a1', 'a2', 'a1V', 'Zz') }),
  fc.record({ do: fc.constant('remove' as const), which: index }),
  fc.record({ do: fc.constant('tie' as const), arrow: index, to: index, end: fc.constantFrom('start', 'end') }),
  fc.record({ do: fc.constant('page' as const), title: fc.string({ maxLength: 5 }) }),
  fc.record({ do: fc.constant('tick' as const) }),
  fc.record({ do: fc.constant('pull' as const), from: index }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
interface Shape extends Record<string, unknown> {
  id: string
  typeName: string
  type?: string
  parentId: string
  props: Record<string, unknown>
}

const pick = <Value>(values: readonly Value[], at: number): Value | undefined => values[at % Math.max(1, values.length)]
const byId = (peer: BoardPeer) =>
  Object.values(peer.records()).toSorted((a, b) => (a.id < b.id ? -1 : 1)) as unknown as Shape[]
const shapes = (peer: BoardPeer) => byId(peer).filter((record) => record.typeName === 'shape')
const holders = (peer: BoardPeer) =>
  byId(peer).filter(({ typeName, type }) => typeName === 'page' || type === 'frame' || type === 'group')
const put = (peer: BoardPeer, record: object) => peer.store.put([record as TLRecord])

/** As the library's editor does it: what is inside and what is tied goes along. */
function remove(peer: BoardPeer, id: string): void {
  for (const child of shapes(peer)) if (child.parentId === id) remove(peer, child.id)
  const ties = byId(peer).filter(
    ({ typeName, fromId, toId }) => typeName === 'binding' && (fromId === id || toId === id),
  )
  peer.store.remove([...ties.map((tie) => tie.id), id] as TLRecord['id'][])
}

function isInside(peer: BoardPeer, id: string, outer: string): boolean {
  if (id === outer) return true
  const parent = shapes(peer).find((shape) => shape.id === id)?.parentId
  return parent !== undefined && isInside(peer, parent, outer)
}

function run(peers: readonly BoardPeer[], peer: BoardPeer, step: Step, id: string): void {
  const at = (which: number) => pick(shapes(peer), which)
  switch (step.do) {
    case 'make': {
      const parent = pick(holders(peer), step.on)?.id ?? 'page:page'
      return put(
        peer,
        recordOf(`shape:${id}`, step.kind as DrawnKind, { parent, order: 'a1', x: step.x, points: 'fAAAgEgEA' }),
      )
    }
    case 'move': {
      const shape = at(step.which)
      return shape && put(peer, { ...shape, x: step.x, y: step.y })
    }
    case 'style': {
      const shape = at(step.which)
      const isColored = shape && 'color' in shape.props
      return isColored ? put(peer, { ...shape, props: { ...shape.props, color: step.color } }) : undefined
    }
    case 'reparent': {
      const [shape, holder] = [at(step.which), pick(holders(peer), step.on)]
      const fits = shape && holder && !isInside(peer, holder.id, shape.id)
      return fits ? put(peer, { ...shape, parentId: holder.id }) : undefined
    }
    case 'reorder': {
      const shape = at(step.which)
      return shape && put(peer, { ...shape, index: step.order })
    }
    case 'remove': {
      const all = byId(peer).filter(({ typeName }) => typeName !== 'binding')
      const one = pick(all, step.which)
      const isLastPage = one?.typeName === 'page' && all.filter(({ typeName }) => typeName === 'page').length === 1
      return one && !isLastPage ? remove(peer, one.id) : undefined
    }
    case 'tie': {
      const [arrow, to] = [
        pick(
          shapes(peer).filter(({ type }) => type === 'arrow'),
          step.arrow,
        ),
        at(step.to),
      ]
      if (!arrow || !to || arrow.id === to.id) return undefined
      return put(peer, recordOf(`binding:${id}`, 'tie', { from: arrow.id, to: to.id, end: step.end }))
    }
    case 'page':
      return put(peer, recordOf(`page:${id}`, 'page', { title: step.title, order: 'a2' }))
    case 'tick':
      return peer.tick()
    case 'pull': {
      const from = pick(peers, step.from)
      return from && from !== peer ? peer.pull(from) : undefined
    }
  }
}

it('any edits of three people, however they meet, end in equal documents and equal stores, also after a reload', () => {
  const steps = fc.array(fc.tuple(fc.nat(2), step), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (plan) => {
      const peers = [openPeer(), openPeer(), openPeer()]
      plan.forEach(([who, step], at) => run(peers, peers[who] ?? peers[0]!, step, `${who}-${at}`))
      syncAll(peers)
      const [first, ...others] = peers as [BoardPeer, BoardPeer, BoardPeer]
      const reloaded = openPeer({ doc: first.doc })
      for (const other of others) {
        expect(other.map.toJSON()).toEqual(first.map.toJSON())
        expect(other.records()).toEqual(first.records())
      }
      expect(reloaded.records()).toEqual(first.records())
      for (const peer of [...peers, reloaded]) peer.close()
    }),
    { numRuns: Number(process.env.NEXUS_FUZZ_RUNS ?? 150) },
  )
}, 900_000)
