import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { SyncStatus } from './engine-contract.ts'

/** What the tab with the connection says of it; plain data, for it goes to the other tabs. */
export interface LinkReport {
  readonly link: 'offline' | 'connecting' | 'open' | 'signed-out' | 'failed'
  readonly sentence?: string
  /** Everything up to this chunk number is counted. */
  readonly n: number
  readonly workspaces: Readonly<Record<WorkspaceId, WorkspaceReport>>
}

export interface WorkspaceReport {
  /** Chunks and files that the server has not acknowledged. */
  readonly unsent: number
  /** Everything of the server is stored here; `at`: since when. */
  readonly caughtUpAt?: number
  readonly sentence?: string
}

export interface StatusInput {
  readonly isLocal: boolean
  readonly report: LinkReport
  readonly workspace: WorkspaceId
  /** Changes of this tab are on their way into the store. */
  readonly isStoring: boolean
  /** The last chunk that this tab has put into the outbox of the workspace. */
  readonly lastUnsentN: number
  readonly refused: number
}

/**
 * The truth in one value. "synced" needs all of: the link is open, the workspace caught up with the server, nothing unsent, nothing on
 * its way into the store of this tab. `unsent` counts what is stored here: a number on the screen means that all of it is safe.
 */
export function syncStatusOf({ isLocal, report, workspace, isStoring, lastUnsentN, refused }: StatusInput): SyncStatus {
  if (isLocal) return { state: 'local', refused }
  const own = report.workspaces[workspace]
  // Stored by this tab, and not yet counted by the one that has the connection.
  const unsent = Math.max(own?.unsent ?? 0, lastUnsentN > report.n ? 1 : 0)
  if (report.link === 'signed-out') return { state: 'signed-out', unsent, refused }
  const sentence = own?.sentence ?? report.sentence
  if (sentence !== undefined) return { state: 'failed', sentence, unsent, refused }
  if (report.link === 'offline' || report.link === 'failed') return { state: 'offline', unsent, refused }
  if (report.link === 'connecting' || !own) return { state: 'connecting', unsent, refused }
  if (unsent > 0 || isStoring) return { state: 'sending', unsent: Math.max(unsent, 1), refused }
  if (own.caughtUpAt === undefined) return { state: 'connecting', unsent, refused }
  return { state: 'synced', at: own.caughtUpAt, refused }
}
