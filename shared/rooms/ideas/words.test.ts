import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ideaTitle, outline, paragraphsOf, partsOf, tagsIn } from './words.ts'

describe('tags in a text', () => {
  it.each([
    ['Call Ana #Budget', ['budget']],
    ['#a and (#b), [#c]', ['a', 'b', 'c']],
    ['#project/nexus and #日本 and #übung', ['project/nexus', '日本', 'übung']],
    ['# Heading, ## not, #1 place, issue #42', []],
    ['https://example.org/#anchor a#b', []],
    ['#twice #Twice #twice-', ['twice']],
    ['#q3-2026', ['q3-2026']],
  ])('%s', (text, tags) => {
    expect(tagsIn(text)).toEqual(tags)
  })

  it('cuts nothing away: the parts are the text', () => {
    const words = fc.array(fc.constantFrom('#tag', ' ', '\n', '#', '#1', 'word', '(', '#ü-', '😀', '/'), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(words, (pieces) => {
        const text = pieces.join('')
        expect(
          partsOf(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})

describe('title and rest', () => {
  it('takes the first line', () => {
    expect(outline('\n# Garden party\nAsk Li.\n\nBuy lamps.\n')).toEqual({
      title: 'Garden party',
      rest: 'Ask Li.\n\nBuy lamps.',
    })
    expect(outline('Just this')).toEqual({ title: 'Just this', rest: '' })
    expect(outline('Ask #li about lamps #garden #party').title).toBe('Ask #li about lamps')
    expect(outline('#garden #party').title).toBe('#garden #party')
  })

  it('cuts a long line at a word and keeps all of it in the rest', () => {
    const text = 'word '.repeat(60).trim()
    const { title, rest } = outline(text)
    expect(title).toMatch(/word…$/)
    expect(title.length).toBeLessThanOrEqual(121)
    expect(rest).toBe(text)
    expect(ideaTitle('x'.repeat(500)).length).toBe(121)
  })
})

it('makes paragraphs of blocks and breaks of lines', () => {
  expect(paragraphsOf('one\ntwo\n\n\nthree')).toEqual([
    {
      type: 'paragraph',
      content: [{ type: 'text', text: 'one' }, { type: 'hardBreak' }, { type: 'text', text: 'two' }],
    },
    { type: 'paragraph', content: [{ type: 'text', text: 'three' }] },
  ])
  expect(paragraphsOf('  \n ')).toEqual([])
})
