import type { ContentNode } from '../../../crdt/content.ts'
import type { BlobHash, ReplicaId } from '../../../kit/ids.ts'
import type { Outcome } from '../../../kit/outcome.ts'

/** Where an import goes: the client's engine, or a workspace under the command line. */
export interface ImportTarget {
  /** A live thing that an earlier run made of this source. */
  existing(sourceKey: string): ExistingThing | undefined
  /** Whether a document holds nothing: asked only where its row looks like it. */
  isEmpty(id: ReplicaId): Promise<boolean>
  /** Everything that `write` does becomes durable together, or not at all. */
  batch<Answer>(write: (writer: ImportWriter) => Promise<Answer>): Promise<Outcome<string, Answer>>
  putBlob(bytes: Uint8Array, mime: string): Promise<Outcome<string, BlobHash>>
  /** Called often; gives way to the screen when it is time. */
  pause(): Promise<void>
}

export interface ExistingThing {
  readonly id: ReplicaId
  /** Its row shows no words: an earlier run may have ended before they were written. */
  readonly seemsEmpty: boolean
}

export interface ImportWriter {
  createFolder(input: NewFolder): Promise<Outcome<string, ReplicaId>>
  createDocument(input: NewDocument): Promise<Outcome<string, ReplicaId>>
  writeDocument(input: {
    readonly id: ReplicaId
    readonly content: readonly ContentNode[]
  }): Promise<Outcome<string, void>>
  setTags(input: { readonly id: ReplicaId; readonly tags: readonly string[] }): Promise<Outcome<string, void>>
}

export interface NewFolder {
  readonly title: string
  readonly parent: ReplicaId | undefined
  readonly position: string
  readonly sourceKey: string
}

export interface NewDocument extends NewFolder {
  readonly tags: readonly string[]
  readonly createdAt: number | undefined
  readonly frontMatter: string
  readonly content: readonly ContentNode[] | undefined
}

export interface ImportProgress {
  readonly phase: 'files' | 'notes' | 'texts'
  readonly done: number
  readonly total: number
  readonly path: string
}
