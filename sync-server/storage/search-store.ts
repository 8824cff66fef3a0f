import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { SearchTerm } from '#shared/assistant/search/query.ts'
import type { Misspelling } from '#shared/assistant/search/similar.ts'

/** The words of things, as the search consumer has written them. Nobody's rights are asked here. */
export interface SearchStore {
  /**
   * Of every thing of these types in the workspace that holds all terms and none of the excluded ones, its name and nothing else: how well it
   * answers, and how many there are, is for whoever knows what may be seen.
   */
  holding(workspace: WorkspaceId, question: WordQuestion): Promise<readonly HoldingWords[]>
  /**
   * Every word like this one (`isSimilar`) that may stand in a thing of the workspace, and perhaps others of its organisation: they are
   * for `similar` of a term and never shown, since nothing says whether the reader may read what they stand in.
   */
  wordsLike(workspace: WorkspaceId, word: Misspelling): Promise<readonly string[]>
  /** What is known of these, in no order; those without a text are left out. */
  textsOf(workspace: WorkspaceId, replicas: readonly ReplicaId[]): Promise<readonly ThingText[]>
}

export interface WordQuestion {
  readonly types: readonly string[]
  readonly terms: readonly SearchTerm[]
}

export interface HoldingWords {
  readonly replica: ReplicaId
  /** Of its latest change: milliseconds since 1970, UTC. */
  readonly changedAt: number
}

export interface ThingText {
  readonly replica: ReplicaId
  readonly title: string
  readonly text: string
}

/** What is written of a thing; its words as `wordsOf` has them, with a space between two. */
export interface SearchText {
  readonly type: string
  readonly title: string
  readonly text: string
  /** Where its headings begin. */
  readonly sections?: readonly number[]
  readonly titleWords: string
  readonly textWords: string
}
