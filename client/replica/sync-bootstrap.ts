import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { BootstrapPosition } from '#client/platform/store.ts'
import { differenceOn } from './sync-difference.ts'
import type { Change, SnapshotPage, WorkspaceSync } from './sync-state.ts'

/** SY28: whoever has nothing, or has begun, fetches the state instead of the history. */
export function isToBootstrap({ reading, position }: Pick<WorkspaceSync, 'reading' | 'position'>): boolean {
  return isWanting(reading.cursor, position)
}

/** As `isToBootstrap`, of what the store says. */
export function isWanting(cursor: number, position: BootstrapPosition | undefined): boolean {
  return position ? position.next !== '' : cursor === 0
}

/** Asks for the next page, unless one is on its way into the store. */
export function bootstrapOn(before: WorkspaceSync, id: WorkspaceId): Change {
  const { reading, position } = before
  if (before.difference) return differenceOn(before, id)
  if (reading.step === 'bootstrapping' && reading.isStoring) return { workspace: before, effects: [] }
  const { asOf, next: after } = askedFor(position)
  return {
    workspace: { ...before, reading: { step: 'bootstrapping', cursor: reading.cursor, isStoring: false } },
    effects: [{ kind: 'send', message: { kind: 'bootstrap', workspace: id, asOf, after } }],
  }
}

export function snapshotsArrived(workspace: WorkspaceSync, page: SnapshotPage): Change {
  const { reading, position, stalePages = 0 } = workspace
  if (stalePages > 0) return { workspace: { ...workspace, stalePages: stalePages - 1 }, effects: [] }
  if (reading.step !== 'bootstrapping' || reading.isStoring || workspace.difference) return { workspace, effects: [] }
  // A server that has less than it has told already.
  if (page.asOf < Math.max(reading.cursor, askedFor(position).asOf)) return serverLostSome(workspace, page.workspace)
  return {
    workspace: { ...workspace, reading: { ...reading, isStoring: true } },
    effects: [{ kind: 'store-snapshots', page, from: position }],
  }
}

interface Stored {
  readonly id: WorkspaceId
  readonly position: BootstrapPosition | undefined
  readonly unsent: number
  readonly isLinked: boolean
}

/** The store stands at `position`: goes on there, and after the last page with the changes since. */
export function bootstrapped(before: WorkspaceSync, { id, position, unsent, isLinked }: Stored): Change {
  const { reading } = before
  if (reading.step !== 'bootstrapping') return { workspace: before, effects: [] }
  const isOn = isLinked && before.role !== 'none'
  const hasMoved = position?.asOf !== before.position?.asOf || position?.next !== before.position?.next
  const isWhole = hasMoved && position?.next === ''
  const cursor = isWhole ? position.asOf : reading.cursor
  const workspace: WorkspaceSync = { ...before, position, unsent, reading: { step: 'none', cursor } }
  if (!isOn) return { workspace, effects: [] }
  return isWhole ? subscribeFrom(workspace, id) : bootstrapOn(workspace, id)
}

/** SY29: the cursor is from before the history that the server keeps. What is unsent stays unsent. */
export function historyGone({ syncedAt: _syncedAt, ...workspace }: WorkspaceSync, id: WorkspaceId): Change {
  const { step } = workspace.reading
  if (step === 'storing' || step === 'bootstrapping') return { workspace, effects: [] }
  return bootstrapOn(workspace, id)
}

export function subscribeFrom(workspace: WorkspaceSync, id: WorkspaceId): Change {
  const { cursor } = workspace.reading
  return {
    workspace: { ...workspace, reading: { step: 'asked', cursor } },
    effects: [{ kind: 'send', message: { kind: 'subscribe', workspace: id, cursor } }],
  }
}

/** SY26: a server restored from an old backup. */
export function serverLostSome(workspace: WorkspaceSync, id: WorkspaceId): Change {
  if (workspace.reading.step === 'storing') return { workspace, effects: [] }
  const { cursor } = workspace.reading
  return {
    workspace: { ...workspace, reading: { step: 'storing', cursor, to: cursor, head: cursor, waiting: [] } },
    effects: [{ kind: 'resend', workspace: id }],
  }
}

/** A bootstrap that has ended begins anew. */
function askedFor(position: BootstrapPosition | undefined): Pick<BootstrapPosition, 'asOf' | 'next'> {
  return position && position.next !== '' ? position : { asOf: 0, next: '' }
}
