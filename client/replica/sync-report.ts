import type { WorkspaceId } from '#shared/kit/ids.ts'
import { closeCodes, refusals } from '#shared/protocol/codes.ts'
import type { StoredWorkspace } from '#client/platform/store.ts'
import type { BlobUploads } from './blob-uploads.ts'
import { closeSentence, keptCopySentence, noAccessSentence } from './sentences.ts'
import { isToBootstrap } from './sync-bootstrap.ts'
import type { SyncState, WorkspaceSync } from './sync-state.ts'
import { comingOf, type LinkReport, type WorkspaceReport } from './sync-status.ts'

export interface Reported {
  readonly isSignedIn: boolean
  readonly uploads: Pick<BlobUploads, 'waiting' | 'problem'>
  readonly stored: readonly StoredWorkspace[]
  /** The copy is being removed: that may take a while, what is shown of it not. */
  isErasing(workspace: WorkspaceId): boolean
  /** Everything up to this chunk number is counted. */
  readonly n: number
}

/** What the machine's state means for people. */
export function reportOf(state: SyncState, reported: Reported): LinkReport {
  const workspaces: Record<WorkspaceId, WorkspaceReport> = {}
  for (const [id, workspace] of state.workspaces) {
    const stored = reported.stored.find((each) => each.id === id)
    const isErasing = reported.isErasing(id)
    workspaces[id] = workspaceReport(workspace, { id, uploads: reported.uploads, stored, isErasing })
  }
  for (const workspace of reported.stored) {
    const { id, origin, role } = workspace
    if (origin === 'local' || state.workspaces.has(id)) continue
    const coming = comingOf(workspace)
    workspaces[id] = {
      unsent: reported.uploads.waiting(id),
      ...(coming && { coming }),
      ...(role === 'none' && { sentence: sentenceWithoutAccess(workspace, reported.isErasing(id)) }),
    }
  }
  return { ...linkOf(state, reported.isSignedIn), n: reported.n, workspaces }
}

function linkOf({ link, endCode, attempt }: SyncState, isSignedIn: boolean): Pick<LinkReport, 'link' | 'sentence'> {
  if (!isSignedIn || (link === 'ended' && endCode === closeCodes.signedOut)) return { link: 'signed-out' }
  if (link === 'ended') return { link: 'failed', sentence: closeSentence(endCode ?? 0) }
  if (link === 'open') return { link: 'open' }
  if (endCode === closeCodes.overloaded || endCode === closeCodes.full) return { link: 'busy' }
  const isTrying = link === 'opening' || link === 'greeting'
  return { link: link === 'idle' || (isTrying && attempt < 2) ? 'connecting' : 'offline' }
}

interface OfWorkspace extends Pick<Reported, 'uploads'> {
  readonly id: WorkspaceId
  readonly stored: StoredWorkspace | undefined
  readonly isErasing: boolean
}

function workspaceReport(workspace: WorkspaceSync, of: OfWorkspace): WorkspaceReport {
  const { id, uploads, stored, isErasing } = of
  const { unsent, syncedAt, role, reading, position, patience } = workspace
  const sentence =
    role === 'none'
      ? sentenceWithoutAccess(stored, isErasing)
      : patience
        ? refusals[patience.code].sentence
        : uploads.problem(id)
  const isComing =
    role !== 'none' && !workspace.difference && (reading.step === 'bootstrapping' || isToBootstrap(workspace))
  // One that begins anew tells nothing of how far the last one came.
  const { done = 0, total = 0 } = position && position.next !== '' ? position : {}
  const coming = isComing && { done, total }
  const isCaughtUp = syncedAt !== undefined && (reading.step === 'live' || reading.step === 'storing')
  return {
    unsent: unsent + uploads.waiting(id),
    ...(isCaughtUp && { caughtUpAt: syncedAt }),
    ...(coming && { coming }),
    ...(sentence !== undefined && { sentence }),
  }
}

function sentenceWithoutAccess(stored: StoredWorkspace | undefined, isErasing: boolean): string {
  return (stored?.cursor ?? 0) > 0 && !isErasing ? keptCopySentence : noAccessSentence
}
