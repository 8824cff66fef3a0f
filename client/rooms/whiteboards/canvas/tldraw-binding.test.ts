import { createShapeId, type TLRecord } from 'tldraw'
import { expect, it } from 'vitest'
import { encodeStroke } from '#shared/rooms/whiteboards/index.ts'
import { openPeer, recordOf, syncAll } from './testing/board-peer.ts'

const page = 'page:page'
const note = (id: string, props = {}) => recordOf(`shape:${id}`, 'note', { parent: page, order: 'a1', ...props })

it('what one person draws, the other sees; every kind reads back as it was', () => {
  const [ana, bo] = [openPeer(), openPeer()]
  ana.store.put([
    note('note', {
      x: 10.5,
      text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Hi' }] }] },
    }),
    recordOf('shape:stroke', 'stroke', { parent: page, order: 'a2', points: 'fAAAgEgEA;sAAAgEgEA' }),
    recordOf('shape:line', 'line', { parent: page, order: 'a3' }),
    recordOf('asset:photo', 'picture-file', { blob: 'ab'.repeat(32), title: 'p.png', mime: 'image/png', bytes: 12 }),
    recordOf('shape:photo', 'picture', { parent: page, order: 'a4', file: 'asset:photo' }),
    recordOf('shape:arrow', 'arrow', { parent: page, order: 'a5' }),
    recordOf('binding:tie', 'tie', { from: 'shape:arrow', to: 'shape:note', end: 'start' }),
    recordOf('asset:card', 'card-file', { title: 'Example', link: 'https://example.org/' }),
    recordOf('shape:card', 'card', { parent: page, order: 'a6', file: 'asset:card', link: 'https://example.org/' }),
  ])
  syncAll([ana, bo])
  expect(Object.keys(bo.records())).toHaveLength(10)
  expect(bo.records()).toEqual(ana.records())
  expect(bo.get('asset:photo').props.src).toBe(`asset:${'ab'.repeat(32)}`)
  expect(ana.map.get('asset:photo/blob')).toBe('ab'.repeat(32))
})

it('two people who change two properties of one shape both keep theirs', () => {
  const [ana, bo] = [openPeer(), openPeer()]
  ana.store.put([note('a')])
  syncAll([ana, bo])
  const id = createShapeId('a')
  ana.store.update(id, (shape) => ({ ...shape, x: 50 }))
  bo.store.update(id, (shape) => ({ ...shape, props: { ...shape.props, color: 'red' } }) as typeof shape)
  syncAll([ana, bo])
  for (const peer of [ana, bo]) expect(peer.get(id)).toMatchObject({ x: 50, props: { color: 'red' } })
})

it("another's edit of a shape that is being dragged does not throw it back", () => {
  const [ana, bo] = [openPeer(), openPeer()]
  ana.store.put([note('a')])
  syncAll([ana, bo])
  const id = createShapeId('a')
  ana.store.update(id, (shape) => ({ ...shape, x: 80 }))
  bo.store.update(id, (shape) => ({ ...shape, y: 7 }))
  bo.tick()
  ana.pull(bo)
  expect(ana.get(id)).toMatchObject({ x: 80, y: 7 })
})

it("another's move of a note leaves the very text in place that somebody types into", () => {
  const [ana, bo] = [openPeer(), openPeer()]
  ana.store.put([note('a', { text: { type: 'doc', content: [{ type: 'paragraph' }] } })])
  syncAll([ana, bo])
  const before = ana.get('shape:a').props.richText
  bo.store.update(createShapeId('a'), (shape) => ({ ...shape, x: 3 }))
  syncAll([ana, bo])
  expect(ana.get('shape:a').x).toBe(3)
  expect(ana.get('shape:a').props.richText).toBe(before)
})

it('many changes before a write become one update with the last values', () => {
  const ana = openPeer()
  let updates = 0
  ana.store.put([note('a')])
  ana.tick()
  ana.doc.on('update', () => (updates += 1))
  for (let x = 1; x <= 60; x += 1) ana.store.update(createShapeId('a'), (shape) => ({ ...shape, x }))
  ana.tick()
  expect(updates).toBe(1)
  expect(ana.map.get('shape:a/x')).toBe(60)
  ana.binding.close()
  ana.store.update(createShapeId('a'), (shape) => ({ ...shape, x: 99 }))
  ana.tick()
  expect(ana.map.get('shape:a/x')).toBe(60)
})

it('a long stroke is written more rarely while it grows, and at once when it is done', () => {
  const ana = openPeer()
  const draw = (count: number, done: boolean) => {
    const points = Array.from({ length: count }, (_, at) => ({ x: at * 3.21, y: (at * at) % 97, z: 0.5 }))
    const props = { points: encodeStroke([{ type: 'free', points }]), parent: page, order: 'a1', done }
    ana.store.put([recordOf('shape:s', 'stroke', props)])
  }
  draw(10, false)
  ana.tick()
  draw(300, false)
  ana.tick()
  draw(320, false)
  draw(321, true)
  const [first = 0, , long = 0, last] = ana.delays
  expect(long).toBeGreaterThan(5 * first)
  expect(last).toBe(0)
})

it('closing writes what still waits', () => {
  const ana = openPeer()
  ana.store.put([note('a', { x: 5 })])
  ana.close()
  expect(ana.map.get('shape:a/x')).toBe(5)
})

it('an edit of a shape that somebody else removed does not bring half of it back', () => {
  const [ana, bo] = [openPeer(), openPeer()]
  ana.store.put([note('a')])
  syncAll([ana, bo])
  ana.store.remove([createShapeId('a')])
  bo.store.update(createShapeId('a'), (shape) => ({ ...shape, x: 9 }))
  syncAll([ana, bo])
  for (const peer of [ana, bo]) expect(peer.records()['shape:a']).toBeUndefined()
})

it('unknown and malformed records stay in the document and never stop the board', () => {
  const ana = openPeer()
  ana.store.put([note('a')])
  ana.tick()
  const strange: [string, unknown][] = [
    ['shape:later/kind', 'note@2'],
    ['shape:sticker/kind', 'sticker@1'],
    ['shape:sticker/glitter', 7],
    ['no-prefix/kind', 'note@1'],
    ['shape:half/x', 3],
    ['shape:odd/kind', 'form@1'],
    ['shape:odd/width', -4],
    ['shape:odd/color', 'octarine'],
    ['shape:odd/parent', 'shape:sticker'],
    ['shape:odd/text', { type: 'doc', content: [{ type: 'widget' }] }],
    ['shape:pen/kind', 'stroke@1'],
    ['shape:pen/points', '%%%'],
    ['', 1],
    ['/kind', 'note@1'],
    ['asset:x/kind', 'picture-file@1'],
    ['asset:x/blob', 'https://elsewhere.example/x.png'],
  ]
  for (const [key, value] of strange) ana.map.set(key, value)
  const bo = openPeer({ doc: ana.doc })
  expect(Object.keys(bo.records()).toSorted()).toEqual(['asset:x', page, 'shape:a', 'shape:odd', 'shape:pen'])
  expect(bo.get('shape:odd')).toMatchObject({ parentId: page, props: { w: 100, color: 'black' } })
  expect(bo.get('asset:x').props.src).toBe('')
  bo.store.update(createShapeId('odd'), (shape) => ({ ...shape, x: 4 }))
  bo.tick()
  for (const [key, value] of strange) expect(ana.map.get(key)).toEqual(value)
  bo.store.remove([createShapeId('odd')])
  bo.tick()
  expect([...ana.map.keys()].some((key) => key.startsWith('shape:odd/'))).toBe(false)
})

it('a viewer sees changes and writes none', () => {
  const ana = openPeer()
  const guest = openPeer({ canWrite: false })
  ana.store.put([note('a')])
  syncAll([ana, guest])
  guest.store.update(createShapeId('a'), (shape) => ({ ...shape, x: 70 }))
  guest.tick()
  guest.binding.flush()
  ana.pull(guest)
  expect(ana.get('shape:a')).toMatchObject({ x: 0 })
  expect(guest.records()['shape:a']).toBeDefined()
})

it('opening an empty board writes nothing; the first stroke stores the page with it', () => {
  const ana = openPeer()
  ana.tick()
  expect(ana.map.size).toBe(0)
  ana.store.put([note('a')])
  ana.tick()
  expect(ana.map.get('page:page/kind')).toBe('page@1')
})

it('2,000 shapes open, and one more from elsewhere, in well under the time of a blink each', () => {
  const ana = openPeer()
  ana.store.put(Array.from({ length: 2_000 }, (_, at): TLRecord => note(`n${at}`, { x: at })))
  ana.tick()
  const bo = openPeer()
  const opening = process.threadCpuUsage()
  bo.pull(ana)
  expect(process.threadCpuUsage(opening).user).toBeLessThan(4_000_000)
  ana.store.put([note('one-more')])
  ana.tick()
  const arriving = process.threadCpuUsage()
  bo.pull(ana)
  expect(process.threadCpuUsage(arriving).user).toBeLessThan(400_000)
  expect(Object.keys(bo.records())).toHaveLength(2_002)
})
