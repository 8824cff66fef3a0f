import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFrontMatter, splitFrontMatter, writeFrontMatter } from './front-matter.ts'

const fields = { title: 'T', tags: [], createdAt: 0, frontMatter: '' }
const named = { nameTitle: 'T', inlineTags: [] }

describe('front matter', () => {
  it('is what stands between two lines of dashes, if that is a mapping', () => {
    expect(splitFrontMatter('---\na: 1\n---\nbody')).toEqual({ yaml: 'a: 1', body: 'body' })
    expect(splitFrontMatter('---\n---\nbody')).toEqual({ yaml: '', body: 'body' })
    expect(splitFrontMatter('---\na: 1\n...\nbody').yaml).toBe('a: 1')
    for (const text of ['---\nJust text\n---\nmore', '--- \n\n- a\n', '---\nno end', 'a: 1\n---\n'])
      expect(splitFrontMatter(text)).toEqual({ yaml: undefined, body: text })
  })

  it('gives title, tags in every spelling, and a date', () => {
    expect(readFrontMatter('title: 2024\ntags: [a, "#b", a]\ndate: 2024-05-06')).toEqual({
      title: '2024',
      tags: ['a', 'b'],
      createdAt: Date.UTC(2024, 4, 6),
      isBroken: false,
    })
    expect(readFrontMatter('tags: a, b c').tags).toEqual(['a', 'b', 'c'])
    expect(readFrontMatter('Tags:\n  - x/y\n  - 7').tags).toEqual(['x/y', '7'])
    expect(readFrontMatter('created: 2024-05-06T07:08:09+02:00').createdAt).toBe(Date.UTC(2024, 4, 6, 5, 8, 9))
    expect(readFrontMatter('created: last summer').createdAt).toBeUndefined()
    expect(readFrontMatter('a: [').isBroken).toBe(true)
  })

  it('is written back byte for byte while it says what the document says', () => {
    const yaml = '# comment\ntags: [b, a]\nother: "x"   # kept\ntitle:   T\n'
    const kept = writeFrontMatter(
      { ...fields, tags: ['a', 'b'], frontMatter: yaml.trimEnd() },
      { nameTitle: 'File', inlineTags: [] },
    )
    expect(kept).toBe(`---\n${yaml}---\n`)
  })

  it('changes only the entries that no longer hold', () => {
    const frontMatter = 'tags:\n  - a\n  - b\nother: x\ntitle: Old'
    expect(writeFrontMatter({ ...fields, title: 'New: one', tags: ['c'], frontMatter }, named)).toBe(
      '---\ntags:\n  - c\nother: x\ntitle: "New: one"\n---\n',
    )
    expect(writeFrontMatter({ ...fields, tags: ['a'], frontMatter: 'other: x' }, named)).toBe(
      '---\ntags:\n  - a\nother: x\n---\n',
    )
    expect(writeFrontMatter({ ...fields, tags: [], frontMatter: 'tags: [a]\nother: x' }, named)).toBe(
      '---\nother: x\n---\n',
    )
  })

  it('says the title only where the file name does not, tags only where the text does not', () => {
    expect(writeFrontMatter(fields, named)).toBe('')
    expect(writeFrontMatter({ ...fields, title: 'A/B' }, named)).toBe('---\ntitle: A/B\n---\n')
    expect(writeFrontMatter({ ...fields, tags: ['in', 'out'] }, { nameTitle: 'T', inlineTags: ['in'] })).toBe(
      '---\ntags:\n  - out\n---\n',
    )
  })

  it('keeps when a document was made here', () => {
    expect(writeFrontMatter({ ...fields, frontMatter: undefined, createdAt: 1e12 }, named)).toBe(
      '---\ncreated: 2001-09-09T01:46:40.000Z\n---\n',
    )
  })

  it('is read and written again to the same bytes, whatever the words are', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.constantFrom('a: b', '- x', "it's", '"q"', '#no', 'yes', '1.0', '2024-01-01', '[a]', '& *', '---'),
    )
    const tag = fc.constantFrom('a', 'b/c', 'ü', '日本', '1')
    fc.assert(
      fc.property(word, fc.uniqueArray(tag), fc.boolean(), (words, tags, isNative) => {
        const title = words.replace(/\s+/g, ' ').trim()
        const document = { title, tags, createdAt: 5, frontMatter: isNative ? undefined : '' }
        const written = writeFrontMatter(document, named)
        const { yaml = '' } = splitFrontMatter(`${written}\nbody`)
        const said = readFrontMatter(yaml)
        expect(said.title ?? 'T').toBe(title || 'T')
        expect([...said.tags].sort()).toEqual([...tags].sort())
        const again = { title: said.title ?? 'T', tags: said.tags, createdAt: said.createdAt ?? 0, frontMatter: yaml }
        expect(writeFrontMatter(again, named)).toBe(written)
      }),
    )
  })
})
