import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DrawnKind, drawnKinds } from './drawing-kinds.ts'
import { type Drawn, drawingOf, type Json, keyOf, readDrawn, registersOf, splitKey } from './drawing.ts'
import { firstPageId, placeDrawing } from './placement.ts'
import { plainTextOf, richTextFrom } from './rich-text.ts'

const drawn = (id: string, kind: DrawnKind, props: Record<string, Json> = {}): Drawn => {
  const read = readDrawn(id, registersOf(kind, props))
  if (!read) throw new Error(`${kind} does not read`)
  return read
}
const place = (...all: Drawn[]) => placeDrawing(new Map(all.map((each) => [each.id, each])))
const junk = fc.oneof(fc.jsonValue(), fc.constantFrom(Number.NaN, Infinity, undefined))

describe('records', () => {
  it('a property goes into one register and comes back', () => {
    const registers = registersOf('note', { x: 3, text: { type: 'doc', content: [] } })
    const entries = [...registers].map(([property, value]): [string, unknown] => [keyOf('shape:a/b', property), value])
    expect(splitKey('shape:a/b/x')).toEqual({ id: 'shape:a/b', property: 'x' })
    expect(drawingOf(entries).get('shape:a/b')).toEqual(registers)
  })

  it('whatever the registers hold, a known kind reads as a whole record and nothing throws', () => {
    const names = [...new Set(Object.values(drawnKinds).flatMap((kind) => Object.keys(kind.shape)))]
    const props = fc.dictionary(fc.constantFrom(...names), junk)
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(drawnKinds) as DrawnKind[])), props, (kind, values) => {
        const read = readDrawn('x', registersOf(kind, values as Record<string, Json>))
        expect(read?.kind).toBe(kind)
        expect(Object.keys(read?.props ?? {}).toSorted()).toEqual(Object.keys(drawnKinds[kind].shape).toSorted())
        expect(drawnKinds[kind].parse(read?.props)).toEqual(read?.props)
      }),
    )
  })

  it('no kind, a strange kind and a later version show nothing', () => {
    for (const kind of [undefined, 7, 'note', 'note@2', 'sticker@1', '__proto__@1', 'constructor@1']) {
      expect(readDrawn('shape:a', new Map([['kind', kind]]))).toBeUndefined()
    }
  })
})

describe('text', () => {
  it('any value reads as text, and reading it again changes nothing', () => {
    const tree = fc.letrec((tie) => ({
      node: fc.record({
        type: fc.constantFrom('doc', 'paragraph', 'text', 'widget', 'bulletList', 'listItem', '__proto__'),
        text: fc.option(fc.string(), { nil: undefined }),
        marks: fc.option(fc.array(fc.record({ type: fc.constantFrom('bold', 'link', 'blink') })), { nil: undefined }),
        content: fc.oneof({ depthSize: 'small' }, fc.constant(undefined), fc.array(tie('node')), junk),
      }),
    })).node
    fc.assert(
      fc.property(fc.oneof(tree, junk), (value) => {
        const text = richTextFrom(value)
        expect(text.content.length).toBeGreaterThan(0)
        expect(richTextFrom(text)).toEqual(text)
      }),
    )
  })

  it('keeps words in unknown blocks, drops unknown marks and links that run code', () => {
    const link = (href: string) => ({ type: 'link', attrs: { href } })
    const text = (value: string, ...marks: object[]) => ({ type: 'text', text: value, marks })
    const content = [
      {
        type: 'callout',
        content: [text('a', link('javascript:alert(1)')), text('b', link('https://x.org'), { type: 'glow' })],
      },
    ]
    const read = richTextFrom({ type: 'doc', content })
    expect(read.content).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: 'a' }, text('b', link('https://x.org'))] },
    ])
    expect(plainTextOf(read)).toBe('ab')
  })
})

describe('placement', () => {
  const page = drawn(firstPageId, 'page', { title: 'One', order: 'a1' })

  it('a board without a page shows one', () => {
    expect([...place().keys()]).toEqual([firstPageId])
    expect(place(drawn('shape:a', 'note', { parent: 'page:gone' })).get('shape:a')?.parent).toBe(firstPageId)
  })

  it('what lay on something that is gone, or on something that holds nothing, moves to the first page', () => {
    const later = drawn('page:b', 'page', { order: 'a0' })
    const placed = place(
      page,
      later,
      drawn('shape:a', 'note', { parent: 'shape:gone' }),
      drawn('shape:b', 'note', { parent: 'shape:a' }),
    )
    expect(placed.get('shape:a')?.parent).toBe('page:b')
    expect(placed.get('shape:b')?.parent).toBe('page:b')
  })

  it('groups that hold each other come apart at the first id, the same on every device', () => {
    const circle = ['shape:c', 'shape:a', 'shape:b'].map((id, at, ids) =>
      drawn(id, 'group', { parent: ids[(at + 1) % 3] ?? '' }),
    )
    for (const order of [circle, circle.toReversed()]) {
      const placed = place(page, ...order, drawn('shape:x', 'note', { parent: 'shape:b' }))
      expect(placed.get('shape:a')?.parent).toBe(firstPageId)
      expect(placed.get('shape:x')?.parent).toBe('shape:b')
    }
  })

  it('equal order keys are told apart and stay before the next key', () => {
    const placed = place(
      page,
      ...['b', 'a', 'c'].map((id) => drawn(id, 'note', { parent: firstPageId, order: 'a5' })),
      drawn('d', 'note', { parent: firstPageId, order: 'a51' }),
    )
    const orders = ['a', 'b', 'c', 'd'].map((id) => placed.get(id)?.order ?? '')
    expect(orders).toEqual(orders.toSorted())
    expect(new Set(orders).size).toBe(4)
    expect(orders[0]).toBe('a5')
  })

  it('ties need an arrow and a shape, and an end has one', () => {
    const arrow = drawn('shape:arrow', 'arrow', { parent: firstPageId })
    const note = drawn('shape:note', 'note', { parent: firstPageId, order: 'a2' })
    const tie = (id: string, props: Record<string, Json>) =>
      drawn(id, 'tie', { from: arrow.id, to: note.id, end: 'end', ...props })
    const placed = place(
      page,
      arrow,
      note,
      tie('t1', {}),
      tie('t2', {}),
      tie('t3', { end: 'start' }),
      tie('t4', { to: 'shape:gone', end: 'start' }),
      tie('t5', { from: note.id, to: arrow.id }),
    )
    expect([...placed.keys()].filter((id) => id.startsWith('t'))).toEqual(['t2', 't3'])
  })
})
