/** What happened to a file, as a code with its numbers and names; the sentences are in `reportSentences`. */
export interface Remark {
  readonly code: RemarkCode
  readonly values?: Readonly<Record<string, string | number>>
}

export interface ReportItem {
  readonly path: string
  readonly kind: 'note' | 'table' | 'file' | 'folder'
  /** imported: as it was · changed: with what `remarks` say · present: it was here from an earlier run · skipped: not taken. */
  readonly outcome: 'imported' | 'changed' | 'present' | 'skipped'
  readonly remarks: readonly Remark[]
}

export interface ImportReport {
  readonly items: readonly ReportItem[]
  /** stopped: by the person; refused: the workspace took no more, `reason` says why. Run again to go on. */
  readonly ended: 'done' | 'stopped' | 'refused'
  readonly reason?: string
}

export const reportSentences = {
  'encoding-utf-8-bom': 'Read without its byte order mark.',
  'encoding-utf-16': 'Read as UTF-16; it is kept as UTF-8.',
  'encoding-windows-1252': 'It is not UTF-8: read as Windows-1252. Look at its special characters.',
  'kept-as-source': 'Kept as Markdown source: {what}.',
  'links-nowhere': 'Links that lead nowhere: {targets}.',
  'images-missing': 'Pictures that are not in the import: {targets}.',
  'front-matter-unread': 'Its front matter is not valid YAML: kept as it is, but not read.',
  'title-without-id': 'Named "{title}" without the id of Notion.',
  'title-cut': 'The title was longer than 500 characters and was cut.',
  'large-as-file':
    'Too large to be a text that can be edited ({size} MB of at most {limit}): kept as a file in a document.',
  'part-as-source': 'A very large part without headings is kept as Markdown source.',
  'csv-as-table': 'A table of {rows} rows.',
  'csv-as-file': 'Too large for a table ({rows} rows, {columns} columns): kept as a file in a document.',
  'csv-in-full': 'Left out: "{other}" holds the same table in full.',
  'not-linked': 'No note links to it: it is in the document "{title}".',
  'not-text': 'It is named like a note but is not a text.',
  'settings-of-app': 'Settings and caches of another app.',
  'path-outside': 'Its path leads out of the folder.',
  'path-absolute': 'Its path is absolute.',
  'path-backslash': 'Its path holds a backslash.',
  'path-unreadable': 'Its path can not be read.',
  'is-link': 'It is a link to another file.',
  'is-encrypted': 'It is encrypted.',
  'is-damaged': 'It is damaged: {reason}.',
  'unpacks-too-large': 'It unpacks to more than is allowed.',
  'same-name': 'Its name differs from "{other}" only in case or accents: both were taken, links lead to the first.',
  'too-many-files': 'There are more than {limit} files; the rest was left out.',
  'file-too-large': 'The file is larger than this workspace takes.',
  'file-not-stored': 'The file could not be stored.',
  'document-refused': 'The document could not be stored: {reason}.',
} as const

export type RemarkCode = keyof typeof reportSentences

export function sentenceOf({ code, values = {} }: Remark): string {
  return reportSentences[code].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export interface ReportCounts {
  readonly notes: number
  readonly files: number
  readonly folders: number
  readonly changed: number
  readonly present: number
  readonly skipped: number
}

export function countReport({ items }: ImportReport): ReportCounts {
  const taken = items.filter(({ outcome }) => outcome === 'imported' || outcome === 'changed')
  const count = (kinds: readonly ReportItem['kind'][]) => taken.filter(({ kind }) => kinds.includes(kind)).length
  return {
    notes: count(['note', 'table']),
    files: count(['file']),
    folders: count(['folder']),
    changed: items.filter(({ outcome }) => outcome === 'changed').length,
    present: items.filter(({ outcome }) => outcome === 'present').length,
    skipped: items.filter(({ outcome }) => outcome === 'skipped').length,
  }
}

/** For a file or the clipboard: what was not taken first, then what changed, then the rest. */
export function reportAsMarkdown(report: ImportReport, name: string): string {
  const counts = countReport(report)
  const headings = {
    skipped: 'Skipped',
    changed: 'Imported with changes',
    present: 'Here already',
    imported: 'Imported',
  }
  const sections = (Object.keys(headings) as (keyof typeof headings)[]).map((outcome) => {
    const items = report.items.filter((item) => item.outcome === outcome && item.kind !== 'folder')
    const lines = items.map(
      ({ path, remarks }) => `- ${codeOf(path)}${remarks.length > 0 ? `: ${remarks.map(sentenceOf).join(' ')}` : ''}`,
    )
    return items.length > 0 ? `\n## ${headings[outcome]} (${items.length})\n\n${lines.join('\n')}\n` : ''
  })
  const summary = `${counts.notes} documents, ${counts.files} files and ${counts.folders} folders imported; ${counts.changed} of them changed, ${counts.present} here already, ${counts.skipped} skipped.`
  return `# Import of ${name}\n\n${summary}\n${sections.join('')}`
}

export function reportAsCsv({ items }: ImportReport): string {
  const rows = items.map(({ path, kind, outcome, remarks }) => [path, kind, outcome, remarks.map(sentenceOf).join(' ')])
  return [['path', 'kind', 'outcome', 'remarks'], ...rows].map((row) => row.map(csvField).join(',')).join('\r\n')
}

/** A field that begins like a formula would be run by some spreadsheets. */
function csvField(text: string): string {
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

function codeOf(text: string): string {
  return text.includes('`') ? text : `\`${text}\``
}
