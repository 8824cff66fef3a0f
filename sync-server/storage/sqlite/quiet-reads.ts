import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { LogStore, StoredReplica } from '../log-store.ts'
import { type PackedParts, packParts, unpackParts } from '../packed-parts.ts'
import type { Part, ReplicaParts, ReplicaRef, SnapshotStore } from '../snapshot-store.ts'

/**
 * What whoever works in the background reads of replicas: whole states, which take milliseconds each, so that the thread that sorts does
 * it and not the event loop. Bytes come in one piece, for thousands of small ones are passed on slowly.
 */
export type QuietQuestion =
  | { readonly what: 'state'; readonly workspace: WorkspaceId; readonly replica: ReplicaId }
  | { readonly what: 'parts'; readonly ref: ReplicaRef; readonly bounds: Parameters<SnapshotStore['partsOf']>[1] }
  | { readonly what: 'aside'; readonly ref: ReplicaRef }

interface Answers {
  state: (Omit<StoredReplica, 'chunks'> & { readonly chunks: PackedParts }) | undefined
  parts:
    | { readonly kind: ReplicaParts['kind']; readonly snapshots: PackedParts; readonly tail: PackedParts }
    | undefined
  aside: PackedParts
}

export type QuietAnswer<Question extends QuietQuestion> = Answers[Question['what']]

type Tables = Pick<LogStore, 'sortedReplica' | 'partsOf' | 'aside'>

/** In the thread. */
export async function answerQuietly(tables: Tables, question: QuietQuestion): Promise<Answers[keyof Answers]> {
  switch (question.what) {
    case 'state': {
      const state = await tables.sortedReplica(question.workspace, question.replica)
      return state && { ...state, chunks: packParts(state.chunks.map((bytes) => ({ to: 0, bytes }))) }
    }
    case 'parts': {
      const parts = await tables.partsOf(question.ref, question.bounds)
      return parts && { ...parts, snapshots: packParts(parts.snapshots), tail: packParts(parts.tail) }
    }
    case 'aside':
      return packParts(await tables.aside(question.ref))
  }
}

/** The same questions, asked of the thread. */
export function quietReads(
  ask: <Question extends QuietQuestion>(question: Question) => Promise<QuietAnswer<Question>>,
): Tables {
  return {
    sortedReplica: async (workspace, replica) => {
      const state = await ask({ what: 'state', workspace, replica })
      return state && { ...state, chunks: unpackParts(state.chunks).map(({ bytes }) => bytes) }
    },
    partsOf: async (ref, bounds) => {
      const parts = await ask({ what: 'parts', ref, bounds })
      return parts && { ...parts, snapshots: unpackParts(parts.snapshots), tail: unpackParts(parts.tail) }
    },
    aside: async (ref): Promise<readonly Part[]> => unpackParts(await ask({ what: 'aside', ref })),
  }
}
