import type { FieldPatch } from '#shared/crdt/fields.ts'
import type { BlobHash, ReplicaId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import { documentType, type Hunk } from '#shared/rooms/documents/index.ts'
import {
  type EditRefusal,
  exportedFrom,
  hunkOfEdit,
  noteFromDocument,
  type NoteFiles,
  type NoteReplacement,
  writeNote,
} from '#shared/rooms/documents/markdown/index.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { openLoaded } from '../load-replica.ts'

interface NoteInput {
  readonly replica: ReplicaId
  readonly chunks: readonly Uint8Array[]
  /** What the address of a stored file begins with; its hash follows. */
  readonly fileAddress: string
}

export interface EditNoteInput extends NoteInput {
  readonly source: string
  /** Of the writer: 32 hex digits that nobody else uses. */
  readonly actor: string
  /** Of a document that is made. */
  readonly fields?: FieldPatch
  /** Files that the text names and the workspace has, by hash. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly type: string }>>
}

export interface HunkInput extends NoteInput {
  readonly edit: NoteReplacement
  readonly files: EditNoteInput['files']
}

const reader = '0'.repeat(32)

/** Where words of the Markdown file stand in the document, and what shall stand there instead. */
export function hunkOfNote({ replica: id, chunks, fileAddress, edit, files }: HunkInput): Outcome<EditRefusal, Hunk> {
  const replica = openLoaded(documentType, { id, chunks, actor: reader })
  try {
    if (!hasContent(replica)) throw new Error('bug: a document has content')
    return hunkOfEdit(replica, edit, {
      addressOf: (hash) => `${fileAddress}${hash}`,
      fileAt: fileIn(fileAddress, files),
    })
  } finally {
    replica.close()
  }
}

function fileIn(fileAddress: string, files: EditNoteInput['files']): NoteFiles['fileAt'] {
  return (address) => {
    const hash = address.startsWith(fileAddress) ? address.slice(fileAddress.length) : ''
    const file = files[hash]
    return file && { kind: 'file', hash: hash as BlobHash, name: hash.slice(0, 12), size: file.bytes, mime: file.type }
  }
}

/** A document as a Markdown file. */
export function readNote({ replica: id, chunks, fileAddress }: NoteInput): string {
  const replica = openLoaded(documentType, { id, chunks, actor: reader })
  try {
    return noteFromDocument(exportedFrom(replica), { addressOf: (hash) => `${fileAddress}${hash}` })
  } finally {
    replica.close()
  }
}

/** The changes that make a document say what the Markdown file does; none when it does already. */
export function editNote({
  replica: id,
  chunks,
  fileAddress,
  source,
  actor,
  fields,
  files,
}: EditNoteInput): Uint8Array[] {
  const replica = openLoaded(documentType, { id, chunks, actor })
  const changes: Uint8Array[] = []
  replica.onLocalChange((bytes) => changes.push(bytes))
  try {
    if (!hasContent(replica)) throw new Error('bug: a document has content')
    if (fields) replica.patch(fields)
    writeNote(replica, source, { fileAt: fileIn(fileAddress, files) })
    return changes
  } finally {
    replica.close()
  }
}
