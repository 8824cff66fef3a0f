import type { ContentNode } from '../../../crdt/content.ts'
import type { BlobHash, ReplicaId } from '../../../kit/ids.ts'
import { blobOfSource } from '../content-schema.ts'
import type { TreeNode } from '../tree.ts'
import { encodePath, extensionFor, extensionOf, splitAddress } from './addresses.ts'
import { planExport, type PlannedDocument } from './export-plan.ts'
import { safeStem } from './file-names.ts'
import { writeFrontMatter, type DocumentFields } from './front-matter.ts'
import { inlineTags } from './inline-tags.ts'
import type { LinkWriter } from './link-ports.ts'
import { markdownFromContent } from './markdown.ts'
import { openPathIndex } from './path-index.ts'
import { folderOf, nameOf, pathKey, relativePath, stemOf } from './vault-path.ts'
import { kindOf, titleFromName } from './vault-plan.ts'

/** What is exported. */
export interface ExportSource {
  readonly tree: readonly TreeNode[]
  /** undefined: it has gone meanwhile. */
  read(id: ReplicaId): Promise<ExportedDocument | undefined>
  /** undefined: the file is neither here nor to be had. */
  blob(hash: BlobHash): Promise<{ readonly bytes: Uint8Array; readonly mime: string } | undefined>
  /** Called often; gives way to the screen when it is time. */
  pause(): Promise<void>
}

export interface ExportedDocument extends DocumentFields {
  readonly content: readonly ContentNode[]
}

export interface ExportOptions {
  readonly source: ExportSource
  write(path: string, bytes: Uint8Array): void | Promise<void>
  encode(text: string): Uint8Array
  isStopped(): boolean
  onProgress(progress: { readonly done: number; readonly total: number; readonly path: string }): void
}

export interface ExportReport {
  readonly documents: number
  readonly files: number
  /** Paths that could not be written in full, with the hash or name of what is missing. */
  readonly missing: readonly { readonly path: string; readonly file: string }[]
  readonly ended: 'done' | 'stopped'
}

const attachments = 'attachments'

/**
 * Writes one `.md` a document in its folders, and the files that they hold under `attachments/`. Everything is in a fixed order with
 * fixed names, so that the same documents give the same bytes.
 */
export async function runExport(options: ExportOptions): Promise<ExportReport> {
  const { source, write, encode, isStopped, onProgress } = options
  const plan = planExport(source.tree)
  const files = openFiles(options)
  const links = openLinks(plan, files)
  const missing: { path: string; file: string }[] = []
  let documents = 0
  for (const [index, planned] of plan.entries()) {
    if (isStopped()) return { documents, files: files.count(), missing, ended: 'stopped' }
    onProgress({ done: index, total: plan.length, path: planned.path })
    const document = await source.read(planned.id)
    if (!document) continue
    for (const file of filesIn(document.content)) {
      if (!(await files.store(file))) missing.push({ path: planned.path, file: file.name ?? file.hash })
    }
    const text = textOf(document, planned, links(planned.path))
    await write(planned.path, encode(text))
    documents += 1
    await source.pause()
  }
  return { documents, files: files.count(), missing, ended: 'done' }
}

function textOf(document: ExportedDocument, { path }: PlannedDocument, links: LinkWriter): string {
  const nameTitle = titleFromName(stemOf(nameOf(path)))
  const front = writeFrontMatter(document, { nameTitle, inlineTags: inlineTags(document.content) })
  const body = markdownFromContent(document.content, links)
  // Without front matter a first line of dashes would open one.
  return front && body ? `${front}\n${body}` : front + body
}

interface FileMention {
  readonly hash: BlobHash
  readonly name: string | undefined
}

/** A name that does not tell the kind of its file gets an ending that does. */
function nameFor({ hash, name }: FileMention, mime: string): string {
  const own = name ?? `file-${hash.slice(0, 8)}`
  if (!extensionOf(own)) return `${own}.${extensionFor(mime)}`
  // A file that would be read as a document of its own.
  return kindOf(own) === 'file' ? own : `${own}.txt`
}

function filesIn(nodes: readonly ContentNode[]): FileMention[] {
  return nodes.flatMap(({ type, attrs, content }): FileMention[] => {
    const hash = type === 'image' ? blobOfSource(String(attrs?.src)) : type === 'attachment' ? attrs?.hash : undefined
    const name = typeof attrs?.name === 'string' && attrs.name !== '' ? attrs.name : undefined
    if (typeof hash === 'string' && hash !== '') return [{ hash: hash as BlobHash, name }]
    return content ? filesIn(content) : []
  })
}

interface Files {
  /** Whether the file is part of the export now. */
  store(file: FileMention): Promise<boolean>
  nameOf(hash: BlobHash): string | undefined
  count(): number
}

/** One file a hash, named at its first mention. */
function openFiles({ source, write }: ExportOptions): Files {
  const names = new Map<BlobHash, string>()
  const taken = new Set<string>()
  let stored = 0
  return {
    async store({ hash, name }) {
      if (names.has(hash)) return true
      const blob = await source.blob(hash)
      const own = freeName(nameFor({ hash, name }, blob?.mime ?? ''), taken)
      names.set(hash, own)
      if (!blob) return false
      await write(`${attachments}/${own}`, blob.bytes)
      stored += 1
      return true
    },
    nameOf: (hash) => names.get(hash),
    count: () => stored,
  }
}

function freeName(name: string, taken: Set<string>): string {
  const extension = extensionOf(name)
  const stem = safeStem(extension ? stemOf(name) : name)
  const end = extension ? `.${name.slice(name.lastIndexOf('.') + 1)}` : ''
  for (let number = 1; ; number += 1) {
    const free = `${stem}${number === 1 ? '' : ` ${number}`}${end}`
    if (taken.has(pathKey(free))) continue
    taken.add(pathKey(free))
    return free
  }
}

/** Links are written as they were, as long as that still leads there; else by the shortest way that does. */
function openLinks(plan: readonly PlannedDocument[], files: Files): (from: string) => LinkWriter {
  const paths = new Map(plan.map(({ id, path }) => [id, path]))
  const index = openPathIndex(plan.map(({ path }) => path))
  return (from) => ({
    document: ({ id, target, style }) => {
      const path = paths.get(id)
      if (path === undefined || index.find(target, from, style) === path) return undefined
      const part = style === 'wiki' ? (/#.*$/.exec(target)?.[0] ?? '') : splitAddress(target).part
      if (style === 'relative') return encodePath(relativePath(folderOf(from), path)) + part
      const [short, long] = [stemOf(nameOf(path)), path.replace(/\.md$/, '')]
      return (index.find(short, from, 'wiki') === path ? short : long) + part
    },
    file: (hash, _name, style) => {
      const name = files.nameOf(hash)
      if (name === undefined) return undefined
      // A document of that very name would be found instead.
      const isTaken = /[#^[\]|]/.test(name) || index.find(name, from, 'wiki') !== undefined
      if (style === 'wiki') return isTaken ? undefined : name
      return encodePath(relativePath(folderOf(from), `${attachments}/${name}`))
    },
  })
}
