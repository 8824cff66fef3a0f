import type { WorkspaceId } from '#shared/kit/ids.ts'
import { bootstrapOn, isToBootstrap, serverLostSome, subscribeFrom } from './sync-bootstrap.ts'
import {
  type Change,
  type DifferencePage,
  type Page,
  type Reading,
  type SyncEffect,
  synced,
  unknownView,
  type WorkspaceSync,
} from './sync-state.ts'

/** More frames than this are asked for again once the store has caught up. */
const maxWaiting = 64

/** Over a fresh connection, or with access that is back: asks for what comes next. */
export function startReading(workspace: WorkspaceSync, id: WorkspaceId): Change {
  const { reading } = workspace
  if (reading.step === 'storing') {
    const { effects } = subscribeFrom(workspace, id)
    return { workspace: { ...workspace, reading: { ...reading, waiting: [] } }, effects }
  }
  if (reading.step === 'bootstrapping' || workspace.difference || isToBootstrap(workspace))
    return bootstrapOn(workspace, id)
  return subscribeFrom(workspace, id)
}

export function frameArrived(workspace: WorkspaceSync, page: Page, nowMs: number): Change {
  const { reading } = workspace
  if (reading.step === 'bootstrapping') return { workspace, effects: [] }
  if (page.head < reading.cursor) return serverLostSome(workspace, page.workspace)
  if (reading.step === 'none') return { workspace, effects: [] }
  if (reading.step === 'storing') return { workspace: { ...workspace, reading: behind(reading, page) }, effects: [] }
  // A frame that does not join up: what it skips is asked for.
  if (page.from > reading.cursor)
    return reading.step === 'live' ? ask(workspace, page.workspace) : { workspace, effects: [] }
  if (page.to > reading.cursor) return storing(workspace, page)
  if (page.to < page.head) return page.to < reading.cursor ? { workspace, effects: [] } : ask(workspace, page.workspace)
  return {
    workspace: synced({ ...workspace, reading: { step: 'live', cursor: reading.cursor, head: page.head } }, nowMs),
    effects: [],
  }
}

interface StoredUpTo {
  readonly id: WorkspaceId
  readonly cursor: number
  readonly isLinked: boolean
  readonly nowMs: number
}

/** The store holds everything up to `cursor`; when storing failed, that is where it was. */
export function stored(workspace: WorkspaceSync, { id, cursor, isLinked, nowMs }: StoredUpTo): Change {
  const { reading } = workspace
  if (reading.step !== 'storing') return { workspace, effects: [] }
  if (reading.rereadFrom !== undefined) {
    const done: WorkspaceSync = { ...workspace, reading: { step: 'none', cursor } }
    return setBack(done, { id, cursor: reading.rereadFrom, isLinked })
  }
  const here: WorkspaceSync = { ...workspace, reading: { step: 'none', cursor } }
  if (!isLinked || workspace.role === 'none') return { workspace: here, effects: [] }
  const [first] = reading.waiting
  if (first && first.from <= cursor) return storing(here, joined(reading.waiting), reading.head)
  if (cursor < reading.head) return ask(here, id)
  return { workspace: synced({ ...here, reading: { step: 'live', cursor, head: reading.head } }, nowMs), effects: [] }
}

/** Reads on from an earlier cursor, over a fresh subscription: that one also tells of what this very socket has sent. */
export function setBack(
  { syncedAt: _syncedAt, ...workspace }: WorkspaceSync,
  { id, cursor, isLinked }: { id: WorkspaceId; cursor: number; isLinked: boolean },
): Change {
  const { reading } = workspace
  if (workspace.difference && reading.step !== 'storing')
    return { workspace: { ...workspace, reading: { ...reading, cursor } }, effects: [] }
  // A bootstrap tells everything that the server has, whatever was read before.
  if (reading.step === 'bootstrapping' || isToBootstrap({ reading, position: workspace.position }))
    return { workspace, effects: [] }
  if (reading.step === 'storing')
    return { workspace: { ...workspace, reading: { ...reading, rereadFrom: cursor } }, effects: [] }
  if (!isLinked || workspace.role === 'none')
    return { workspace: { ...workspace, reading: { step: 'none', cursor } }, effects: [] }
  return subscribeFrom({ ...workspace, reading: { step: 'none', cursor } }, id)
}

/** Everything is unsent again and is read from the beginning. */
export function resentFrom(
  workspace: WorkspaceSync,
  { id, unsent, isLinked }: { id: WorkspaceId; unsent: number; isLinked: boolean },
): Change {
  const { syncedAt: _syncedAt, difference, ...known } = workspace
  // What has come of the difference is in line with neither view.
  const rest = difference ? { ...known, view: unknownView } : known
  const here: WorkspaceSync = { ...rest, unsent, position: undefined, reading: { step: 'none', cursor: 0 } }
  return isLinked && rest.role !== 'none' ? startReading(here, id) : { workspace: here, effects: [] }
}

interface Here {
  readonly id: WorkspaceId
  readonly isLinked: boolean
}

/** The store knows that it is not in line with any view meanwhile. */
export function reviewBegun(workspace: WorkspaceSync, { id, isLinked }: Here): Change {
  const { reading } = workspace
  if (!workspace.difference || reading.step !== 'storing') return { workspace, effects: [] }
  const cursor = reading.rereadFrom ?? reading.cursor
  const here: WorkspaceSync = { ...workspace, reading: { step: 'none', cursor } }
  return isLinked && here.role !== 'none' ? startReading(here, id) : { workspace: here, effects: [] }
}

/** `page` undefined: it could not be stored, and is asked for again. After the last one the changes since the cursor come. */
export function differenceStored(
  before: WorkspaceSync,
  { id, isLinked, page, unsent }: Here & { readonly page: DifferencePage | undefined; readonly unsent: number },
): Change {
  const { difference, ...rest } = before
  if (!difference || before.reading.step !== 'bootstrapping') return { workspace: before, effects: [] }
  const reading: Reading = { step: 'none', cursor: before.reading.cursor }
  const isLast = page?.next === ''
  const left = page ? { ...difference, asOf: page.asOf, next: page.next } : difference
  const workspace: WorkspaceSync = isLast
    ? { ...rest, unsent, reading, view: difference.view }
    : { ...rest, unsent, reading, difference: left }
  return isLinked && workspace.role !== 'none' ? startReading(workspace, id) : { workspace, effects: [] }
}

function storing(workspace: WorkspaceSync, page: Page, head = page.head): Change {
  const { cursor } = workspace.reading
  const reading: Reading = { step: 'storing', cursor, to: page.to, head: Math.max(head, page.head), waiting: [] }
  return { workspace: { ...workspace, reading }, effects: [{ kind: 'store', workspace: page.workspace, page }] }
}

function behind(reading: Extract<Reading, { step: 'storing' }>, page: Page): Reading {
  const end = reading.waiting.at(-1)?.to ?? reading.to
  const head = Math.max(reading.head, page.head)
  const isJoined = page.from <= end && page.to > end && reading.waiting.length < maxWaiting
  return { ...reading, head, waiting: isJoined ? [...reading.waiting, page] : reading.waiting }
}

function ask(workspace: WorkspaceSync, id: WorkspaceId): Change {
  const { cursor } = workspace.reading
  const effects: SyncEffect[] = [{ kind: 'send', message: { kind: 'pull', workspace: id, cursor } }]
  return { workspace: { ...workspace, reading: { step: 'asked', cursor } }, effects }
}

function joined(pages: readonly Page[]): Page {
  const [first] = pages
  if (!first) throw new Error('bug: no page to join')
  const last = pages.at(-1) ?? first
  return { ...first, to: last.to, head: last.head, changes: pages.flatMap(({ changes }) => changes) }
}
