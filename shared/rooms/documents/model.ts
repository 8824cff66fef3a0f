import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import { read, replicaType } from '../room.ts'
import { summarize, type ContentSummary } from './content-summary.ts'

export interface DocumentRow extends ContentSummary {
  readonly title: string
  /** The folder it lies in; undefined = top level. Trust the tree, not this: the folder may be gone. */
  readonly parent: ReplicaId | undefined
  readonly position: string
  readonly createdAt: number
  readonly createdBy: PrincipalId | undefined
  readonly trashedAt: number | undefined
  readonly pinned: boolean
  readonly tags: readonly string[]
  /** What it was imported from: `sourceKey` of the file, so that importing again continues instead of doubling. */
  readonly sourceKey: string | undefined
  /** What it grew out of, an idea for one. */
  readonly source: ReplicaId | undefined
}

/** A rich text that people type in together. Title and place are fields; the text is the replica's content. */
export const documentType = replicaType<DocumentRow>({
  name: 'document',
  version: 1,
  kind: 'yjs',
  shape: {
    title: 'value',
    parent: 'value',
    position: 'value',
    createdAt: 'value',
    createdBy: 'value',
    trashedAt: 'value',
    pinned: 'value',
    tags: 'set',
    /** YAML lines of an imported front matter that are not fields here; '' = it came without. */
    frontMatter: 'value',
    sourceKey: 'value',
    source: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title'),
      parent: read.id(fields, 'parent'),
      position: read.text(fields, 'position'),
      createdAt: read.number(fields, 'createdAt') ?? 0,
      createdBy: (read.text(fields, 'createdBy') || undefined) as PrincipalId | undefined,
      trashedAt: read.number(fields, 'trashedAt'),
      pinned: read.flag(fields, 'pinned'),
      tags: read.set(fields, 'tags'),
      sourceKey: read.text(fields, 'sourceKey') || undefined,
      source: read.id(fields, 'source'),
      ...summarize(replica.content?.() ?? []),
    }
  },
})

export interface FolderRow {
  readonly title: string
  readonly parent: ReplicaId | undefined
  readonly position: string
  readonly createdAt: number
  readonly trashedAt: number | undefined
  readonly sourceKey: string | undefined
}

export const folderType = replicaType<FolderRow>({
  name: 'folder',
  version: 1,
  kind: 'automerge',
  shape: {
    title: 'value',
    parent: 'value',
    position: 'value',
    createdAt: 'value',
    createdBy: 'value',
    trashedAt: 'value',
    sourceKey: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title'),
      parent: read.id(fields, 'parent'),
      position: read.text(fields, 'position'),
      createdAt: read.number(fields, 'createdAt') ?? 0,
      trashedAt: read.number(fields, 'trashedAt'),
      sourceKey: read.text(fields, 'sourceKey') || undefined,
    }
  },
})
