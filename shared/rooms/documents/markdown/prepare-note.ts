import type { ContentNode } from '../../../crdt/content.ts'
import { parseCsv, tableFromRows } from './csv-table.ts'
import { decodeText } from './decode-text.ts'
import type { Remark, RemarkCode, ReportItem } from './import-report.ts'
import { readBytes, storeFile, type ImportState } from './import-state.ts'
import { readNote } from './read-note.ts'
import type { PlannedFile } from './vault-plan.ts'

/** Larger notes would be slow to type in on most devices. */
export const maxNoteBytes = 2_000_000
const maxTableRows = 1000
const maxTableColumns = 30
/** A document that can be made. */
export interface Ready {
  readonly file: PlannedFile
  readonly title: string
  readonly tags: readonly string[]
  readonly createdAt: number | undefined
  readonly frontMatter: string
  readonly remarks: readonly Remark[]
  readonly body: string
  /** Known at once when nothing in it can lead to another document. */
  readonly content: readonly ContentNode[] | undefined
}

/** Reads a file of the plan: what its document will be, or why there will be none. */
export async function prepare(state: ImportState, file: PlannedFile): Promise<Ready | ReportItem> {
  if (file.size > maxNoteBytes) return asFile(state, file, tooLarge(file))
  const bytes = await readBytes(file)
  if (!(bytes instanceof Uint8Array)) return skippedItem(file, bytes)
  if (file.kind === 'table') return prepareTable(state, file, bytes)
  const note = readNote(bytes)
  if (!note.ok) return skippedItem(file, { code: 'not-text' })
  const { body, yaml, front } = note.value
  const title = front.title ?? file.title
  const cut: Remark[] = title.length > 500 ? [{ code: 'title-cut' }] : []
  const named =
    front.title === undefined ? file.remarks : file.remarks.filter(({ code }) => code !== 'title-without-id')
  return {
    file,
    title: title.slice(0, 500),
    tags: front.tags,
    createdAt: front.createdAt ?? file.modifiedAt,
    frontMatter: yaml,
    remarks: [...named, ...note.value.remarks, ...cut],
    body,
    content: undefined,
  }
}

function tooLarge({ size }: PlannedFile): Remark {
  const values = { size: (size / 1e6).toFixed(1), limit: (maxNoteBytes / 1e6).toFixed(1) }
  return { code: 'large-as-file', values }
}

function prepareTable(state: ImportState, file: PlannedFile, bytes: Uint8Array): Promise<Ready | ReportItem> | Ready {
  const text = decodeText(bytes)
  const rows = text.ok ? parseCsv(text.value.text) : []
  const columns = Math.max(0, ...rows.map((row) => row.length))
  if (rows.length === 0 || rows.length > maxTableRows || columns > maxTableColumns) {
    return asFile(state, file, { code: 'csv-as-file', values: { rows: rows.length, columns } })
  }
  const remark: Remark = { code: 'csv-as-table', values: { rows: rows.length - 1 } }
  return whole(file, [tableFromRows(rows)], remark)
}

/** A document that holds the file itself. */
async function asFile(state: ImportState, file: PlannedFile, remark: Remark): Promise<Ready | ReportItem> {
  const stored = await storeFile(state, file)
  if (!('hash' in stored)) return skippedItem(file, stored)
  const { kind: _, ...attrs } = stored
  return whole(file, [{ type: 'paragraph', content: [{ type: 'attachment', attrs }] }], remark)
}

function whole(file: PlannedFile, content: readonly ContentNode[], remark: Remark): Ready {
  const remarks = [...file.remarks, remark]
  return { file, title: file.title, tags: [], createdAt: file.modifiedAt, frontMatter: '', remarks, body: '', content }
}

const keptWhole: ReadonlySet<RemarkCode> = new Set(['kept-as-source', 'links-nowhere'])

export function takenItem({ path, kind }: PlannedFile, remarks: readonly Remark[]): ReportItem {
  const changed = remarks.some(({ code }) => !keptWhole.has(code))
  return { path, kind, outcome: changed ? 'changed' : 'imported', remarks }
}

export function skippedItem({ path, kind }: PlannedFile, remark: Remark): ReportItem {
  return { path, kind, outcome: 'skipped', remarks: [remark] }
}
