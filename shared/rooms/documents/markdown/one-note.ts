import type { ContentNode } from '../../../crdt/content.ts'
import type { FieldPatch } from '../../../crdt/fields.ts'
import type { ContentReplica } from '../../../crdt/replica.ts'
import type { BlobHash, ReplicaId } from '../../../kit/ids.ts'
import { blobOfSource } from '../content-schema.ts'
import { exportedFrom } from './command-writer.ts'
import type { ExportedDocument } from './export-run.ts'
import { readFrontMatter, splitFrontMatter, writeFrontMatter } from './front-matter.ts'
import { inlineTags } from './inline-tags.ts'
import type { FileTarget, LinkReader, LinkStyle, LinkWriter } from './link-ports.ts'
import { contentFromMarkdown, markdownFromContent } from './markdown.ts'

/** A stored file, as a text that is read alone has to name it. */
export interface NoteFiles {
  /** The address that stands in the text; what begins so is read as that file again. */
  addressOf(hash: BlobHash): string
  /** undefined: it is no such address, or there is no such file. */
  fileAt(address: string): FileTarget | undefined
}

/** One document as a Markdown file with its front matter: title, tags, when it was made, and what was imported with it. */
export function noteFromDocument(document: ExportedDocument, files: Pick<NoteFiles, 'addressOf'>): string {
  const links: LinkWriter = {
    // As it was typed: a text that stands alone has no paths.
    document: () => undefined,
    file: (hash, _name, style) => (style === 'wiki' ? undefined : files.addressOf(hash)),
  }
  const front = frontOf(document)
  const body = markdownFromContent(document.content, links)
  return front && body ? `${front}\n${body}` : front + body
}

/**
 * Writes what such a file says into a document: text, and title and tags where its front matter differs from what the document's own
 * would be. Only what differs is written. Links that lead somewhere keep leading there while they are written as before.
 */
export function writeNote(replica: ContentReplica, source: string, files: Pick<NoteFiles, 'fileAt'>): void {
  const before = exportedFrom(replica)
  const { yaml, body } = splitFrontMatter(source.replace(/\r\n?/g, '\n'))
  const content = contentOfNote(before, yaml === undefined ? body : body.replace(/^\n/, ''), files)
  if (yaml !== undefined && frontOf(before) !== `---\n${yaml}\n---\n`)
    replica.patch(patchFrom(yaml, { before, content }))
  replica.writeContent(content)
}

/** A text without front matter as the content of a document; what is linked in it as in the document as it is stays linked. */
export function contentOfNote(before: ExportedDocument, body: string, files: Pick<NoteFiles, 'fileAt'>): ContentNode[] {
  return contentFromMarkdown(body, readerOver(before, files))
}

/** The title that a note gives itself, in its front matter. */
export function titleInNote(source: string): string | undefined {
  const { yaml } = splitFrontMatter(source.replace(/\r\n?/g, '\n'))
  return yaml === undefined ? undefined : readFrontMatter(yaml).title
}

function frontOf(document: ExportedDocument): string {
  return writeFrontMatter(document, { nameTitle: '', inlineTags: inlineTags(document.content) })
}

interface Change {
  readonly before: ExportedDocument
  readonly content: readonly ContentNode[]
}

function patchFrom(yaml: string, { before, content }: Change): FieldPatch {
  const { title, tags, isBroken } = readFrontMatter(yaml)
  if (isBroken) return { frontMatter: yaml }
  const inText = new Set(inlineTags(content))
  const kept = before.tags.filter((tag) => inText.has(tag))
  return {
    ...(title !== undefined && { title: title.slice(0, 500) }),
    tags: [...new Set([...tags, ...kept])],
    frontMatter: yaml,
  }
}

function readerOver({ content }: ExportedDocument, { fileAt }: Pick<NoteFiles, 'fileAt'>): LinkReader {
  const documents = new Map<string, ReplicaId>()
  const named = new Map<BlobHash, Omit<FileTarget, 'kind' | 'hash'>>()
  gatherLinks(content, documents, named)
  return {
    resolve: (written, style) => {
      const id = documents.get(linkKey(written, style))
      if (id) return { kind: 'document', id }
      const file = fileAt(written)
      return file ? { ...file, ...named.get(file.hash) } : { kind: 'nowhere' }
    },
  }
}

function gatherLinks(
  nodes: readonly ContentNode[],
  documents: Map<string, ReplicaId>,
  named: Map<BlobHash, Omit<FileTarget, 'kind' | 'hash'>>,
): void {
  for (const { type, attrs = {}, content = [] } of nodes) {
    if (type === 'documentLink' && typeof attrs.id === 'string' && typeof attrs.target === 'string')
      documents.set(linkKey(attrs.target, attrs.relative === true ? 'relative' : 'wiki'), attrs.id as ReplicaId)
    const { hash, name, size, mime } = attrs
    if (type === 'attachment' && typeof hash === 'string' && typeof name === 'string')
      named.set(hash as BlobHash, { name, size: Number(size), mime: String(mime) })
    const image = type === 'image' ? blobOfSource(String(attrs.src)) : undefined
    if (image && typeof name === 'string') named.set(image as BlobHash, { name, size: 0, mime: 'image/*' })
    gatherLinks(content, documents, named)
  }
}

function linkKey(written: string, style: LinkStyle): string {
  return `${style} ${written}`
}
