import { unreachable } from '#shared/kit/assert.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { ServerMessage } from '#shared/protocol/messages.ts'
import { historyGone, serverLostSome } from './sync-bootstrap.ts'
import { startReading } from './sync-reading.ts'
import { canAskForDifference } from './sync-difference.ts'
import type { Change, Reading, WorkspaceSync } from './sync-state.ts'

type Access = Extract<ServerMessage, { kind: 'access' }>

/** SY50–SY54: what may be done and seen from now on. */
export function accessTold(before: WorkspaceSync, told: Access): Change {
  const { workspace: id, role, exceptions, view } = told
  if (role === 'none') return lost(before, id)
  const heard = withoutPatience(before)
  const begun = before.role === 'none' ? startReading(heard, id) : { workspace: heard, effects: [] }
  const letIn: Change = {
    workspace: { ...begun.workspace, role },
    effects: [{ kind: 'role', workspace: id, role, exceptions }, ...begun.effects],
  }
  return viewTold(historyTold(letIn, told), { id, view })
}

/** The server has refused a request, which was not a push. */
export function requestRefused(
  workspace: WorkspaceSync,
  { workspace: id, replica, code }: Extract<ServerMessage, { kind: 'refused' }>,
): Change {
  // A watch: others are not seen in it, and nothing else follows.
  if (replica !== '') return { workspace, effects: [] }
  switch (code) {
    case 'no-access':
      return lost(workspace, id)
    case 'history-gone':
      // The server does not know any more what was visible.
      return workspace.difference && isWaiting(workspace)
        ? reviewAll({ workspace, effects: [] }, { id, view: workspace.difference.view })
        : historyGone(workspace, id)
    case 'unavailable':
    case 'disk-full':
    case 'too-many':
    case 'quota-exceeded':
      return isWaiting(workspace) ? patient(workspace, id, code) : { workspace, effects: [] }
    default:
      return { workspace, effects: [] }
  }
}

/** Nothing is asked for and nothing sent for a while. */
export function patient(before: WorkspaceSync, id: WorkspaceId, code: RefusalCode): Change {
  const times = (before.patience?.times ?? 0) + 1
  const { reading } = before
  const rested = isWaiting(before) ? ({ step: 'none', cursor: reading.cursor } as const) : reading
  const { syncedAt: _syncedAt, stalePages: _stale, ...workspace } = before
  return {
    workspace: { ...workspace, reading: rested, patience: { times, code } },
    effects: [{ kind: 'later', workspace: id, times }],
  }
}

interface Here {
  readonly id: WorkspaceId
  readonly isLinked: boolean
}

/** Asks again; that it was asked in vain so often is forgotten with the first answer. */
export function againLetIn(workspace: WorkspaceSync, { id, isLinked }: Here): Change {
  if (!workspace.patience || !isLinked || workspace.role === 'none') return { workspace, effects: [] }
  return workspace.reading.step === 'storing'
    ? patient(workspace, id, workspace.patience.code)
    : startReading(workspace, id)
}

export function withoutPatience({ patience: _patience, ...workspace }: WorkspaceSync): WorkspaceSync {
  return workspace
}

/** Nothing more is read or sent, and the copy goes. */
function lost(before: WorkspaceSync, id: WorkspaceId): Change {
  const { syncedAt: _syncedAt, patience: _patience, stalePages: _stale, difference: _difference, ...workspace } = before
  if (before.role === 'none') return { workspace: before, effects: [] }
  return {
    workspace: {
      ...workspace,
      role: 'none',
      reading: { step: 'none', cursor: 0 },
      position: undefined,
      view: undefined,
      pushing: { step: 'none' },
    },
    effects: [{ kind: 'forget', workspace: id }],
  }
}

/**
 * SY26: seqs of another history than the one that was read mean other changes, so that nothing that was read or sent is there for sure.
 * While the store is busy with a page of the old one, the connection begins anew.
 */
function historyTold({ workspace, effects }: Change, { workspace: id, history }: Access): Change {
  if (history === '' || workspace.history === history) return { workspace, effects }
  const named = { ...workspace, history }
  if (workspace.history === undefined)
    return { workspace: named, effects: [...effects, { kind: 'history', workspace: id, history }] }
  if (isStoring(workspace)) return { workspace, effects: [...effects, { kind: 'close' }] }
  return {
    workspace: serverLostSome(named, id).workspace,
    effects: [...effects, { kind: 'resend', workspace: id, history }],
  }
}

/**
 * SY53: another part of the workspace is visible than what the store has brought in line last. While the store is busy with what was told
 * before, the connection begins anew.
 */
function viewTold({ workspace, effects }: Change, { id, view }: ToldView): Change {
  if ((workspace.difference?.view ?? workspace.view ?? '') === view) return { workspace, effects }
  const { reading, position, unsent } = workspace
  const isNew = workspace.view === undefined && reading.cursor === 0 && position === undefined && unsent === 0
  const isOtherwiseBusy = effects.some(({ kind }) => kind === 'resend' || kind === 'close')
  if (isOtherwiseBusy) return { workspace, effects }
  if (isStoring(workspace)) return { workspace, effects: [...effects, { kind: 'close' }] }
  if (isNew) return { workspace: { ...workspace, view }, effects: [...effects, { kind: 'view', workspace: id, view }] }
  if (!canAskForDifference(workspace)) return reviewAll({ workspace, effects }, { id, view })
  const { syncedAt: _syncedAt, ...rest } = workspace
  const difference = { since: workspace.view ?? '', view, asOf: 0, next: '' }
  return {
    workspace: { ...rest, difference, reading: busy(reading.cursor) },
    effects: [...effects, { kind: 'review', workspace: id, view, by: 'difference' }],
  }
}

interface ToldView {
  readonly id: WorkspaceId
  readonly view: string
}

/** Everything is told again. */
function reviewAll({ workspace, effects }: Change, { id, view }: ToldView): Change {
  const { cursor, step } = workspace.reading
  const { syncedAt: _syncedAt, difference, ...rest } = workspace
  // Its answer is known by its kind.
  const isDue = step === 'bootstrapping' && !difference
  return {
    workspace: {
      ...rest,
      view,
      position: undefined,
      stalePages: (workspace.stalePages ?? 0) + (isDue ? 1 : 0),
      reading: busy(cursor),
    },
    effects: [...effects, { kind: 'review', workspace: id, view, by: 'everything' }],
  }
}

/** Until the store has noted it. */
function busy(cursor: number): Reading {
  return { step: 'storing', cursor, to: cursor, head: cursor, waiting: [] }
}

function isStoring({ reading }: WorkspaceSync): boolean {
  return reading.step === 'storing' || (reading.step === 'bootstrapping' && reading.isStoring)
}

/** An answer is due. */
function isWaiting({ reading }: WorkspaceSync): boolean {
  switch (reading.step) {
    case 'asked':
      return true
    case 'bootstrapping':
      return !reading.isStoring
    case 'none':
    case 'live':
    case 'storing':
      return false
    default:
      return unreachable(reading)
  }
}
