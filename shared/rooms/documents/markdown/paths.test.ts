import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText } from './decode-text.ts'
import { planExport } from './export-plan.ts'
import { safeStem, uniqueNames } from './file-names.ts'
import { openPathIndex } from './path-index.ts'
import { cleanPath, comparePaths, joinPath, pathKey, relativePath } from './vault-path.ts'

describe('links', () => {
  const index = openPathIndex([
    'Note.md',
    'a/Note.md',
    'a/b/Other.md',
    'a/Été.md',
    'pic.png',
    'a/100% #1.md',
    'plan.pdf',
    'x/plan.pdf.md',
  ])
  it.each([
    ['Note', 'Start.md', 'wiki', 'Note.md'],
    ['note', 'a/x.md', 'wiki', 'a/Note.md'],
    ['a/Note', 'Start.md', 'wiki', 'a/Note.md'],
    ['b/Other', 'Start.md', 'wiki', 'a/b/Other.md'],
    ['Other#Part', 'Start.md', 'wiki', 'a/b/Other.md'],
    ['#Part', 'a/Note.md', 'wiki', 'a/Note.md'],
    ['E\u0301te\u0301', 'Start.md', 'wiki', 'a/Été.md'],
    ['pic.png', 'a/x.md', 'wiki', 'pic.png'],
    ['plan.pdf', 'x/y.md', 'wiki', 'plan.pdf'],
    ['../Note', 'a/x.md', 'wiki', 'Note.md'],
    ['nothing', 'a/x.md', 'wiki', undefined],
    ['../Note.md', 'a/x.md', 'relative', 'Note.md'],
    ['Note.md', 'a/x.md', 'relative', 'a/Note.md'],
    ['./%C3%89t%C3%A9.md#x', 'a/x.md', 'relative', 'a/Été.md'],
    ['100%25%20%231.md', 'a/x.md', 'relative', 'a/100% #1.md'],
    ['/a/Note.md', 'a/b/x.md', 'relative', 'a/Note.md'],
    ['a/Note.md', 'a/b/x.md', 'relative', 'a/Note.md'],
    ['../../../Note.md', 'a/x.md', 'relative', undefined],
    ['Note', 'Start.md', 'relative', 'Note.md'],
    ['bad%', 'Start.md', 'relative', undefined],
  ] as const)('%s in %s (%s) leads to %s', (written, from, style, path) => {
    expect(index.find(written, from, style)).toBe(path)
  })
})

describe('paths', () => {
  it('that lead out, name a drive or can not be read are not let in', () => {
    for (const path of ['../a', 'a/../../b', '/a', 'C:/a', 'c:a', 'a\\b', 'a\0b', '', '.'])
      expect(cleanPath(path).ok).toBe(false)
    expect(cleanPath('./a//b/./c.md')).toEqual({ ok: true, value: 'a/b/c.md' })
    expect(cleanPath('..a/b..')).toEqual({ ok: true, value: '..a/b..' })
  })

  it('from one file to another and back', () => {
    const part = fc.constantFrom('a', 'b', 'ü')
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(path, path, (folder, to) => {
        expect(joinPath(folder, relativePath(folder, to))).toBe(to)
      }),
    )
  })

  it('have one order', () => {
    const path = fc.constantFrom('a.md', 'A.md', 'a 2.md', 'a 10.md', 'a/b.md', 'b', 'B/c', 'é', 'a')
    fc.assert(
      fc.property(path, path, path, (a, b, c) => {
        expect(Math.sign(comparePaths(a, b)) + Math.sign(comparePaths(b, a))).toBe(0)
        if (comparePaths(a, b) <= 0 && comparePaths(b, c) <= 0) expect(comparePaths(a, c)).toBeLessThanOrEqual(0)
        if (a !== b) expect(comparePaths(a, b)).not.toBe(0)
      }),
    )
  })
})

describe('file names', () => {
  it('are taken by every file system', () => {
    expect(safeStem('a/b: "c"?')).toBe('a-b- -c--')
    expect(safeStem('  .hidden. ')).toBe('hidden')
    expect(safeStem('')).toBe('Untitled')
    expect(safeStem('con')).toBe('_con')
    expect(safeStem('👩‍👩‍👧'.repeat(30))).not.toMatch(/[\uD800-\uDBFF]$/)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const stem = safeStem(title)
        expect(new TextEncoder().encode(stem.toWellFormed()).length).toBeLessThanOrEqual(181)
        expect(safeStem(stem)).toBe(stem)
        expect(cleanPath(`${stem}.md`).ok).toBe(true)
      }),
    )
  })

  it('are unlike in one folder even where case does not count, and stay so', () => {
    expect(uniqueNames(['Note', 'note', 'Note 2', 'Note'], '.md')).toEqual([
      'Note.md',
      'note 3.md',
      'Note 2.md',
      'Note 4.md',
    ])
    const title = fc.constantFrom('Note', 'note', 'Note 2', 'NOTE 3', 'a/b', 'a-b', '', 'Untitled')
    fc.assert(
      fc.property(fc.array(title, { maxLength: 8 }), (titles) => {
        const plan = (list: readonly string[]) =>
          planExport(
            list.map((one, index) => ({
              kind: 'document',
              id: `document_${index}` as never,
              title: one,
              position: '',
              pinned: false,
            })),
          )
        const first = plan(titles)
        expect(new Set(first.map(({ path }) => pathKey(path))).size).toBe(titles.length)
        // An import puts them in the order of their paths.
        expect(plan(first.map((one) => one.title)).map(({ path, title: shown }) => [path, shown])).toEqual(
          first.map(({ path, title: shown }) => [path, shown]),
        )
      }),
    )
  })
})

describe('encodings', () => {
  const decoded = (...bytes: number[]) => decodeText(Uint8Array.from(bytes))
  it('are told apart', () => {
    expect(decoded(0xc3, 0xa9)).toMatchObject({ ok: true, value: { text: 'é', encoding: 'utf-8' } })
    expect(decoded(0xe9)).toMatchObject({ value: { text: 'é', encoding: 'windows-1252' } })
    expect(decoded(0xef, 0xbb, 0xbf, 0x61)).toMatchObject({ value: { text: 'a', encoding: 'utf-8-bom' } })
    expect(decoded(0xfe, 0xff, 0x04, 0x16, 0xd8, 0x00)).toMatchObject({
      value: { text: 'Ж\uFFFD', encoding: 'utf-16' },
    })
    expect(decoded(0xed, 0xa0, 0x80)).toMatchObject({ value: { encoding: 'windows-1252' } })
    expect(decoded(0x61, 0x00)).toMatchObject({ ok: false })
    expect(decoded()).toMatchObject({ value: { text: '' } })
  })

  it('of any UTF-8 text give the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = text.toWellFormed().replace(/\p{Cc}|\uFEFF/gu, '')
        expect(decodeText(new TextEncoder().encode(clean))).toMatchObject({
          ok: true,
          value: { text: clean, encoding: 'utf-8' },
        })
      }),
    )
  })
})
