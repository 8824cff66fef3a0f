import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContentNode } from '../../crdt/content.ts'
import { openYjsReplica, type YjsReplica } from '../../crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import { applyHunk, hunksBetween, placeOfHunk } from './hunks.ts'
import { anyContent } from './markdown/testing/content-arbitrary.ts'

const open = (...from: readonly YjsReplica[]) => {
  const replica = openYjsReplica({ id: `document_${'0'.repeat(26)}` as ReplicaId, shape: {}, actor: '00'.repeat(16) })
  replica.apply(from.map((each) => each.save()))
  return replica
}
const paragraph = (text: string): ContentNode => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const holding = (...texts: readonly string[]) => {
  const replica = open()
  replica.writeContent(texts.map(paragraph))
  return replica
}
const textsIn = (nodes: readonly ContentNode[]) => nodes.map(({ content }) => content?.[0]?.text ?? '')
const textsOf = (replica: YjsReplica) => textsIn(replica.content())

it('hunks accepted in any order, each in a copy of its own, make the document say what it shall say', () => {
  fc.assert(
    fc.property(anyContent, anyContent, fc.infiniteStream(fc.nat()), (is, shall, chance) => {
      const here = open()
      here.writeContent(is)
      const wanted = open()
      wanted.writeContent(shall)
      const hunks = [...hunksBetween(here, wanted.content())]
      const order = hunks.toSorted(() => ((chance.next().value ?? 0) % 2 === 0 ? 1 : -1))
      for (const hunk of order) expect(applyHunk(here, hunk)).toBe(true)
      expect(open(here).content()).toEqual(wanted.content())
    }),
    { numRuns: 60 },
  )
})

it('[RE16] a hunk finds its place while others write above it, below it and between', () => {
  const here = holding('One', 'Two', 'Three', 'Four')
  const hunks = hunksBetween(here, ['One', 'Two, longer', 'Three', 'Four', 'Five'].map(paragraph))
  expect(hunks).toHaveLength(2)
  const there = open(here)
  there.writeContent(['Zero', 'One', 'Two', 'Two and a half', 'Three', 'Four, theirs'].map(paragraph))
  here.apply([there.save()])
  for (const hunk of hunks.toReversed()) expect(applyHunk(here, hunk)).toBe(true)
  expect(textsOf(here)).toEqual(['Zero', 'One', 'Two, longer', 'Two and a half', 'Three', 'Four, theirs', 'Five'])
})

it('a hunk whose text has changed, or is gone, is refused and writes nothing', () => {
  for (const now of [['One', 'Two, theirs', 'Three'], ['One', 'Three'], []]) {
    const here = holding('One', 'Two', 'Three')
    const [hunk] = hunksBetween(here, ['One', 'Two, ours', 'Three'].map(paragraph))
    if (!hunk) throw new Error('no hunk')
    here.writeContent(now.map(paragraph))
    expect(placeOfHunk(here, hunk)).toBeUndefined()
    expect(applyHunk(here, hunk)).toBe(false)
    expect(textsOf(here)).toEqual(now)
  }
})

it('one that was accepted is not accepted twice, and what two have accepted at once is there', () => {
  const here = holding('One', 'Two')
  const [hunk] = hunksBetween(here, ['One', 'Two, ours'].map(paragraph))
  if (!hunk) throw new Error('no hunk')
  const there = open(here)
  expect(applyHunk(here, hunk)).toBe(true)
  expect(applyHunk(here, hunk)).toBe(false)
  there.writeContent(['Zero', 'One', 'Two'].map(paragraph))
  here.apply([there.save()])
  expect(textsOf(here)).toEqual(['Zero', 'One', 'Two, ours'])
})

it('an anchor of elsewhere, or what is none, is no place', () => {
  const here = holding('One')
  for (const start of ['', '%%%', 'AAAA', holding('Other').anchor(0, 'before')])
    expect(placeOfHunk(here, { start, end: start, before: [], after: [paragraph('x')] })).toBeUndefined()
})

it('beside whatever others write, in any order: a hunk is accepted where its text stands, refused where not, and nothing of theirs is lost', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 6 })
  const others = fc.array(
    fc.record({ at: fc.nat(), what: fc.constantFrom('change', 'insert', 'remove'), beforeHunk: fc.nat() }),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(lines, lines, others, fc.infiniteStream(fc.nat()), (is, shall, edits, chance) => {
      const here = holding(...is.map((line, at) => `${line}${at}`))
      const hunks = hunksBetween(
        here,
        shall.map((line, at) => paragraph(`${line}${at}`)),
      )
      const theirs = new Set<string>()
      const write = (now: readonly (typeof edits)[number][]) => {
        for (const { at, what } of now) {
          const there = open(here)
          const content = [...there.content()]
          const line = `theirs ${theirs.size}`
          const place = at % (content.length + 1)
          if (what === 'remove') theirs.delete(textsOf(there)[place] ?? '')
          else if (what === 'change') theirs.delete(textsOf(there)[place] ?? '')
          content.splice(place, what === 'insert' ? 0 : 1, ...(what === 'remove' ? [] : [paragraph(line)]))
          if (what !== 'remove') theirs.add(line)
          there.writeContent(content)
          here.apply([there.save()])
        }
      }
      const order = hunks.toSorted(() => ((chance.next().value ?? 0) % 2 === 0 ? 1 : -1))
      for (const [index, hunk] of order.entries()) {
        write(edits.filter(({ beforeHunk }) => beforeHunk % order.length === index))
        const before = textsOf(here)
        const place = placeOfHunk(here, hunk)
        expect(applyHunk(here, hunk)).toBe(place !== undefined)
        const expected = place ? before.toSpliced(place.from, place.to - place.from, ...textsIn(hunk.after)) : before
        expect(textsOf(here)).toEqual(expected)
        for (const line of theirs) expect(textsOf(here)).toContain(line)
      }
    }),
    { numRuns: 200 },
  )
})
