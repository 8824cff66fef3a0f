import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { StoredWorkspace } from '#client/platform/store.ts'
import type { Coming, SyncStatus } from './engine-contract.ts'
import { isWanting } from './sync-bootstrap.ts'

/** What the tab with the connection says of it; plain data, for it goes to the other tabs. */
export interface LinkReport {
  /** busy: the server is there and takes nobody more. */
  readonly link: 'offline' | 'busy' | 'connecting' | 'open' | 'signed-out' | 'failed'
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
  /** Its state is not here as a whole yet. */
  readonly coming?: Coming
  readonly sentence?: string
}

export interface StatusInput {
  readonly isLocal: boolean
  readonly report: LinkReport
  readonly workspace: WorkspaceId
  /** As the store said at the start: it counts until the first report. */
  readonly stored: StoredWorkspace | undefined
  /** Changes of this tab are on their way into the store. */
  readonly isStoring: boolean
  /** The last chunk that this tab has put into the outbox of the workspace. */
  readonly lastUnsentN: number
  readonly refused: number
  /** Why nothing of it is shown. */
  readonly withheld?: string | undefined
}

/**
 * The truth in one value. "synced" needs all of: the link is open, the workspace caught up with the server, nothing unsent, nothing on
 * its way into the store of this tab. `unsent` counts what is stored here: a number on the screen means that all of it is safe.
 */
export function syncStatusOf({ report, workspace, stored, ...input }: StatusInput): SyncStatus {
  if (input.isLocal) return { state: 'local', refused: input.refused }
  const own = report.workspaces[workspace]
  const coming = own ? own.coming : stored && comingOf(stored)
  const always = { refused: input.refused, ...(coming && { coming }) }
  // Stored by this tab, and not yet counted by the one that has the connection.
  const unsent = Math.max(own?.unsent ?? 0, input.lastUnsentN > report.n ? 1 : 0)
  if (report.link === 'signed-out') return { state: 'signed-out', unsent, ...always }
  const sentence = input.withheld ?? own?.sentence ?? report.sentence
  if (sentence !== undefined) return { state: 'failed', sentence, unsent, ...always }
  if (report.link === 'busy') return { state: 'busy', unsent, ...always }
  if (report.link === 'offline' || report.link === 'failed') return { state: 'offline', unsent, ...always }
  if (report.link === 'connecting' || !own) return { state: 'connecting', unsent, ...always }
  if (coming && coming.total > 0) return { state: 'bootstrapping', unsent, ...coming, ...always }
  if (unsent > 0 || input.isStoring) return { state: 'sending', unsent: Math.max(unsent, 1), ...always }
  if (own.caughtUpAt === undefined) return { state: 'connecting', unsent, ...always }
  return { state: 'synced', at: own.caughtUpAt, ...always }
}

/** undefined: the workspace has been fetched as a whole once, or can not be. */
export function comingOf({
  origin,
  role,
  cursor,
  bootstrap,
}: Omit<StoredWorkspace, 'id' | 'name'>): Coming | undefined {
  if (origin === 'local' || role === 'none' || !isWanting(cursor, bootstrap)) return undefined
  return { done: bootstrap?.done ?? 0, total: bootstrap?.total ?? 0 }
}
