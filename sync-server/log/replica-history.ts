import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { HistoryPage } from '#shared/protocol/history-page.ts'
import type { LogChange } from '#shared/protocol/messages.ts'
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
  const { workspace, replica, before = Number.POSITIVE_INFINITY, limit } = question
  const all = (await log.ofReplica(workspace, replica)).filter(({ seq }) => seq < before)
  const changes = newest(all, limit)
  const olderBefore = changes.length < all.length ? (changes[0]?.seq ?? 0) : 0
  return { workspace, replica, changes, olderBefore, base: [] }
}

function newest(all: readonly LogChange[], limit: number): readonly LogChange[] {
  let bytes = 0
  let start = all.length
  for (const change of all.slice(-limit).toReversed()) {
    bytes += change.bytes.length
    if (bytes > maxPageBytes && start < all.length) break
    start -= 1
  }
  return all.slice(start)
}
