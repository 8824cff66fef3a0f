import type { FieldPatch } from '#shared/crdt/fields.ts'
import type { BlobHash, ReplicaId } from '#shared/kit/ids.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { exportedFrom, noteFromDocument, writeNote } from '#shared/rooms/documents/markdown/index.ts'
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

const reader = '0'.repeat(32)

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
    writeNote(replica, source, {
      fileAt: (address) => {
        const hash = address.startsWith(fileAddress) ? address.slice(fileAddress.length) : ''
        const file = files[hash]
        return (
          file && { kind: 'file', hash: hash as BlobHash, name: hash.slice(0, 12), size: file.bytes, mime: file.type }
        )
      },
    })
    return changes
  } finally {
    replica.close()
  }
}
