import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { HistoryPage } from '#shared/protocol/history-page.ts'
import type { Log } from './log.ts'

/** Well within a frame, with one change of the largest size. */
const maxPageBytes = 1024 * 1024

export interface HistoryQuestion {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  /** Only changes with a smaller seq; absent: from the newest. */
  readonly before?: number | undefined
  readonly limit: number
}

/** The newest changes of a replica before a seq, as many as fit the limits and one at least. Who may see them is the door's business. */
export async function replicaHistory(log: Log, question: HistoryQuestion): Promise<HistoryPage> {
  const { workspace, replica, before = Number.MAX_SAFE_INTEGER, limit } = question
  const bounds = { before, maxChanges: limit, maxBytes: maxPageBytes }
  const { changes, hasOlder, isCut } = await log.historyOf(workspace, replica, bounds)
  const olderBefore = hasOlder ? (changes[0]?.seq ?? 0) : 0
  const base = isCut && !hasOlder ? await stateOf(log, { workspace, replica }) : []
  return { workspace, replica, changes, olderBefore, base }
}

/** All there is of it: a reader who knows the single changes can take them out of it again. */
async function stateOf(log: Log, { workspace, replica }: Place): Promise<HistoryPage['base']> {
  const state = await log.ofReplica(workspace, replica)
  if (!state) return []
  const { kind, changedAt, changedBy, chunks } = state
  return [{ replica, kind, changedAt, changedBy, row: new Uint8Array(), chunks, actors: [] }]
}

type Place = Pick<HistoryQuestion, 'workspace' | 'replica'>
