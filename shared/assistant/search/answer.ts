import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Snippet } from './snippet.ts'

/** A thing that was found, as REST has it and screens show it. */
export interface FoundThing {
  readonly id: ReplicaId
  readonly type: string
  readonly title: string
  readonly titleMarks: Snippet['marks']
  readonly snippet: Snippet
  /** Milliseconds since 1970, UTC. */
  readonly changedAt: number
  readonly score: number
}

export interface FoundThings {
  /** How many there are; of a very common word only the best of the latest are looked at more closely. */
  readonly total: number
  readonly items: readonly FoundThing[]
}
