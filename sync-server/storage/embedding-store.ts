import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'

/**
 * Passages of what things say, and what a model has made of them: a vector each. Cut from the texts of the search, with a cursor of its own that
 * never passes the one of the search; asked for and kept by hash, so that doing it again changes nothing. Nobody's rights are asked here.
 */
export interface EmbeddingStore {
  /** What vectors are made with from now on, by a name that says nothing to others; undefined: none are made. Another one begins anew. */
  setModel(model: string | undefined): Promise<void>
  space(): Promise<EmbeddingSpace | undefined>
  /** A bounded number of passages of another space, removed; false: there were none. */
  dropOld(max: number): Promise<boolean>
  /** Things whose texts may have changed since they were cut, in one workspace; undefined: there are none. */
  uncut(max: number): Promise<UncutStretch | undefined>
  /** Their passages and the cursor, in one transaction. false: somebody has been here before, or the space is another; nothing is written. */
  putPassages(step: CutStep): Promise<boolean>
  /** Passages without a vector, with what they say. */
  waiting(max: number): Promise<readonly WaitingPassage[]>
  /** false: the space is another, or its vectors are of another length; nothing is written. */
  putVectors(space: number, made: MadeVectors): Promise<boolean>
  progress(): Promise<EmbeddingProgress>
  /** Of each of these things its passage that is nearest, the nearest first. Of those that are named and no others. */
  nearest(workspace: WorkspaceId, question: NearestQuestion): Promise<readonly NearPassage[]>
}

/** What vectors can be compared with one another. */
export interface EmbeddingSpace {
  readonly number: number
  readonly model: string
  /** undefined: there is no vector yet. */
  readonly dimensions: number | undefined
}

export interface UncutStretch {
  readonly workspace: WorkspaceId
  readonly from: number
  readonly to: number
  readonly things: readonly { readonly replica: ReplicaId; readonly said: CuttableText | undefined }[]
}

export interface CuttableText {
  readonly title: string
  readonly text: string
  /** Where its headings begin. */
  readonly sections: readonly number[]
}

export interface CutStep extends Pick<UncutStretch, 'workspace' | 'from' | 'to'> {
  readonly space: number
  readonly things: readonly { readonly replica: ReplicaId; readonly passages: readonly CutPassage[] }[]
}

export interface CutPassage {
  readonly start: number
  readonly end: number
  /** Of what the model is given for it. */
  readonly hash: Uint8Array
}

export interface WaitingPassage extends CutPassage {
  readonly title: string
  /** Of the thing, all of it. */
  readonly text: string
}

export interface MadeVectors {
  readonly dimensions: number
  /** A byte a dimension; undefined: the endpoint does not take the passage. */
  readonly vectors: readonly { readonly hash: Uint8Array; readonly vector: Int8Array | undefined }[]
}

export interface EmbeddingProgress {
  readonly passages: number
  /** Those that have a vector or were refused one. */
  readonly embedded: number
}

export interface NearestQuestion {
  readonly space: number
  readonly vector: Int8Array
  /** What may be found. */
  readonly among: readonly ReplicaId[]
  readonly limit: number
}

export interface NearPassage {
  readonly replica: ReplicaId
  readonly start: number
  readonly end: number
  /** Cosine: 1 for the same direction, 0 for nothing in common. */
  readonly similarity: number
}
