import { isNoteName } from './addresses.ts'
import type { Remark, RemarkCode, ReportItem } from './import-report.ts'
import { openPathIndex, type PathIndex } from './path-index.ts'
import { cleanPath, comparePaths, folderOf, nameOf, pathKey, stemOf } from './vault-path.ts'

/** One file of a folder, a drop or a zip. */
export interface VaultEntry {
  /** As it came; the plan decides whether it is let in. */
  readonly path: string
  readonly size: number
  /** ms since 1970 */
  readonly modifiedAt?: number
  /** Something that is known to be wrong before it is read. */
  readonly problem?: Remark
  read(): Promise<Uint8Array>
}

export interface PlannedFile extends VaultEntry {
  readonly kind: 'note' | 'table' | 'file'
  readonly title: string
  readonly sourceKey: string
  readonly remarks: readonly Remark[]
}

export interface PlannedFolder {
  readonly path: string
  readonly title: string
  readonly sourceKey: string
}

/** What an import would do, before anything is read. */
export interface VaultPlan {
  readonly name: string
  /** Outer ones first. */
  readonly folders: readonly PlannedFolder[]
  readonly notes: readonly PlannedFile[]
  readonly files: readonly PlannedFile[]
  readonly skipped: readonly ReportItem[]
  readonly bytes: number
  readonly index: PathIndex
}

export interface PlanOptions {
  /** Of the folder or zip: what a second run is recognised by. */
  readonly name: string
  readonly maxFiles?: number
}

export async function planVault(
  entries: AsyncIterable<VaultEntry> | Iterable<VaultEntry>,
  { name, maxFiles = 50_000 }: PlanOptions,
): Promise<VaultPlan> {
  const taken: PlannedFile[] = []
  const skipped: ReportItem[] = []
  const skip = (path: string, remark: Remark) =>
    skipped.push({
      path: path.replace(/\p{Cc}/gu, '\uFFFD'),
      kind: kindOf(path),
      outcome: 'skipped',
      remarks: [remark],
    })
  for await (const entry of entries) {
    const path = cleanPath(entry.path)
    if (!path.ok) skip(entry.path, { code: path.reason })
    else if (isOfApp(path.value)) skip(entry.path, { code: 'settings-of-app' })
    else if (entry.problem) skip(entry.path, entry.problem)
    else if (taken.length >= maxFiles) {
      skip(entry.path, { code: 'too-many-files', values: { limit: maxFiles } })
    } else taken.push(planned(entry, path.value, name))
  }
  taken.sort((a, b) => comparePaths(a.path, b.path))
  const aliases = doubleTables(taken)
  for (const [path, other] of aliases) skip(path, { code: 'csv-in-full', values: { other: nameOf(other) } })
  const files = markClashes(taken.filter(({ path }) => !aliases.has(path)))
  const notes = files.filter(({ kind }) => kind !== 'file')
  return {
    name,
    folders: foldersOf(notes, name),
    notes,
    files: files.filter(({ kind }) => kind === 'file'),
    skipped,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    index: openPathIndex(
      files.map(({ path }) => path),
      aliases,
    ),
  }
}

function planned(entry: VaultEntry, path: string, name: string): PlannedFile {
  const title = titleFromName(stemOf(nameOf(path)))
  const remarks: Remark[] = title === stemOf(nameOf(path)) ? [] : [{ code: 'title-without-id', values: { title } }]
  return {
    ...entry,
    path,
    read: () => entry.read(),
    kind: kindOf(path),
    title,
    sourceKey: sourceKey(name, path),
    remarks,
  }
}

/** Only tables that come out of Notion become documents; other CSV files stay files. */
export function kindOf(path: string): PlannedFile['kind'] {
  if (isNoteName(path)) return 'note'
  return notionTable.test(path) ? 'table' : 'file'
}

const notionTable = /[ -][0-9a-f]{32}(_all)?\.csv$/i

/** Notion puts an id of 32 hex digits behind each name. */
export function titleFromName(stem: string): string {
  return stem.replace(/(?<=\S)[ -][0-9a-f]{32}(_all)?$/i, '')
}

/** Notion exports a database twice: as the view shows it, and with all rows. The former → the latter. */
function doubleTables(files: readonly PlannedFile[]): ReadonlyMap<string, string> {
  const paths = new Set(files.map(({ path }) => path))
  const full = (path: string) => path.replace(/\.csv$/i, '_all.csv')
  const doubles = files.filter(({ path, kind }) => kind === 'table' && full(path) !== path && paths.has(full(path)))
  return new Map(doubles.map(({ path }) => [path, full(path)]))
}

function isOfApp(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || /^(__MACOSX|node_modules|Thumbs\.db|desktop\.ini)$/i.test(part))
}

function markClashes(files: readonly PlannedFile[]): PlannedFile[] {
  const first = new Map<string, string>()
  return files.map((file) => {
    const key = pathKey(file.path)
    const other = first.get(key)
    first.set(key, other ?? file.path)
    if (other === undefined) return file
    const remark = { code: 'same-name' as RemarkCode, values: { other: nameOf(other) } }
    return { ...file, remarks: [...file.remarks, remark], sourceKey: `${file.sourceKey}~` }
  })
}

/** Folders that hold notes, however deep; a folder of attachments alone is none. */
function foldersOf(notes: readonly PlannedFile[], name: string): PlannedFolder[] {
  const paths = new Set<string>()
  for (const { path } of notes) {
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) paths.add(folder)
  }
  return [...paths].sort(comparePaths).map((path) => ({
    path,
    title: titleFromName(nameOf(path)),
    sourceKey: sourceKey(name, `${path}/`),
  }))
}

/** The same for the same file of the same vault; short enough to be stored with each document. */
export function sourceKey(vault: string, path: string): string {
  const key = `markdown:${vault.normalize('NFC')}:${path}`
  return key.length <= 180 ? key : `${key.slice(0, 140)}…${hashOf(key)}`
}

/** FNV-1a over code units, twice with different offsets: names files, guards nothing. */
function hashOf(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map((offset) => {
      let hash = offset
      for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
      return (hash >>> 0).toString(16).padStart(8, '0')
    })
    .join('')
}
