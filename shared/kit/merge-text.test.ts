import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeText } from './merge-text.ts'

describe('mergeText', () => {
  it('keeps two edits in different places', () => {
    const base = 'Book the train.\nCall Ana.'
    expect(
      mergeText({ base, mine: 'Book the night train.\nCall Ana.', theirs: 'Book the train.\nCall Ana and Li.' }),
    ).toBe('Book the night train.\nCall Ana and Li.')
    expect(
      mergeText({ base, mine: 'Book the train.\nCall Ana and Li.', theirs: 'Book the night train.\nCall Ana.' }),
    ).toBe('Book the night train.\nCall Ana and Li.')
  })

  it('keeps both insertions at one place', () => {
    expect(mergeText({ base: 'a', mine: 'a mine', theirs: 'a theirs' })).toBe('a theirs mine')
  })

  it('keeps an insertion beside a deletion', () => {
    expect(mergeText({ base: 'one two three', mine: 'one three', theirs: 'one two three four' })).toBe('one three four')
  })

  it('never cuts a character in two', () => {
    expect(mergeText({ base: 'x😀y', mine: 'x😁y', theirs: 'x😀y!' })).toBe('x😁y!')
    expect(mergeText({ base: '😀', mine: '😁', theirs: '😂' })).toBe('😂😁')
  })

  it('is the one edit when only one side edited, whatever the texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (base, edited) => {
        expect(mergeText({ base, mine: edited, theirs: base })).toBe(edited)
        expect(mergeText({ base, mine: base, theirs: edited })).toBe(edited)
      }),
    )
  })

  it('loses no insertion of either side', () => {
    const place = fc.nat({ max: 20 })
    fc.assert(
      fc.property(fc.string({ minLength: 20, maxLength: 20 }), place, place, (base, at, other) => {
        const mine = `${base.slice(0, at)}«mine»${base.slice(at)}`
        const theirs = `${base.slice(0, other)}«theirs»${base.slice(other)}`
        const merged = mergeText({ base, mine, theirs })
        expect(merged).toContain('«mine»')
        expect(merged).toContain('theirs')
        expect(merged.length).toBe(base.length + 6 + 8)
      }),
    )
  })
})
