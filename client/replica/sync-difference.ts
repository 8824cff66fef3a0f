import type { WorkspaceId } from '#shared/kit/ids.ts'
import { type Change, type DifferencePage, unknownView, type WorkspaceSync } from './sync-state.ts'

/** SY57: whether what has changed since the view that the store is in line with can be asked for, instead of everything. */
export function canAskForDifference({ view, reading, position, difference }: WorkspaceSync): boolean {
  const isWhole = position ? position.next === '' : reading.cursor > 0
  return isWhole && !difference && view !== unknownView && reading.step !== 'bootstrapping'
}

/** Asks for the next page. */
export function differenceOn(workspace: WorkspaceSync, id: WorkspaceId): Change {
  const { reading, difference } = workspace
  if (!difference || (reading.step === 'bootstrapping' && reading.isStoring)) return { workspace, effects: [] }
  const { since, asOf, next: after } = difference
  return {
    workspace: { ...workspace, reading: { step: 'bootstrapping', cursor: reading.cursor, isStoring: false } },
    effects: [{ kind: 'send', message: { kind: 'difference', workspace: id, since, asOf, after } }],
  }
}

/** Of a difference that is not asked for any more it is passed over. */
export function differenceArrived(workspace: WorkspaceSync, page: DifferencePage): Change {
  const { reading, difference } = workspace
  const isAwaited = reading.step === 'bootstrapping' && !reading.isStoring && difference?.since === page.since
  if (!isAwaited) return { workspace, effects: [] }
  return {
    workspace: { ...workspace, reading: { ...reading, isStoring: true } },
    effects: [{ kind: 'store-difference', page, view: difference.view }],
  }
}
