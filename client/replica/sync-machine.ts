import { unreachable } from '#shared/kit/assert.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { closeCodes, type RefusalCode } from '#shared/protocol/codes.ts'
import type { ClientMessage, ServerMessage } from '#shared/protocol/messages.ts'
import { accessTold, againLetIn, patient, requestRefused, withoutPatience } from './sync-access.ts'
import { bootstrapped, snapshotsArrived } from './sync-bootstrap.ts'
import { differenceArrived } from './sync-difference.ts'
import {
  differenceStored,
  frameArrived,
  reviewBegun,
  resentFrom,
  setBack,
  startReading,
  stored,
} from './sync-reading.ts'
import {
  type Change,
  type Pushing,
  type Reading,
  type Step,
  type SyncEffect,
  type SyncEvent,
  synced,
  type SyncState,
  type Wanted,
  type WorkspaceSync,
} from './sync-state.ts'

/** In ticks of the driver, some ten seconds each. */
const silences = { connecting: 3, ping: 2, dead: 5 } as const

/** Refusals that pass by themselves: the changes stay in the outbox. */
const passing: ReadonlySet<RefusalCode> = new Set([
  'too-many',
  'not-signed-in',
  'unavailable',
  'disk-full',
  'quota-exceeded',
])

export function isPassing(code: RefusalCode): boolean {
  return passing.has(code)
}

/**
 * The connection of one device as a pure machine: `next(state, event)` answers the new state and what is to be done; the driver
 * (sync-link.ts) does it and comes back with events. No clock, no chance, no I/O.
 *
 * Invariants:
 * - One socket at most; nothing but `hello` is sent before `welcome`.
 * - A workspace's cursor moves only to what the store says it holds; a page is asked for only when the last one is stored.
 * - One push of a workspace is in flight at most, and the next one is read from the store after the last one is settled there: what
 *   is sent is always what the store holds as unsent, in its order.
 * - `unsent` falls only by what the store says (`settled`), never by what the socket says.
 * - After a final close code nothing is opened until somebody asks (`wake`).
 */
export function next(state: SyncState, event: SyncEvent, nowMs: number): Step {
  switch (event.kind) {
    case 'want':
      return want(state, event.workspaces)
    case 'wake':
      return wake(state)
    case 'opened':
      return { state: { ...state, link: 'greeting', silence: 0 }, effects: [send(event.hello)] }
    case 'closed':
      return closed(state, event)
    case 'tick':
      return tick(state)
    case 'received':
      return received({ ...state, silence: 0 }, event.message, nowMs)
    default:
      return inWorkspace(state, event, nowMs)
  }
}

function want(state: SyncState, wanted: readonly Wanted[]): Step {
  const workspaces = new Map<WorkspaceId, WorkspaceSync>()
  const effects: SyncEffect[] = []
  for (const { id, cursor, bootstrap: position, history, view, unsent } of wanted) {
    const known = state.workspaces.get(id)
    const reading = { step: 'none', cursor } as const
    const fresh: WorkspaceSync = { reading, position, history, view, unsent, pushing: { step: 'none' } }
    const begun = known || state.link !== 'open' ? { workspace: known ?? fresh, effects: [] } : startReading(fresh, id)
    workspaces.set(id, begun.workspace)
    effects.push(...begun.effects)
  }
  for (const id of state.workspaces.keys()) {
    if (!workspaces.has(id) && state.link === 'open') effects.push(send({ kind: 'unsubscribe', workspace: id }))
  }
  const changed = { ...state, workspaces }
  if (workspaces.size > 0) return state.link === 'idle' ? opening(changed) : { state: changed, effects }
  const isUp = state.link !== 'idle' && state.link !== 'ended'
  return {
    state: { ...changed, link: 'idle', attempt: 0 },
    effects: isUp ? [{ kind: 'close' }, { kind: 'unlinked' }] : [],
  }
}

function wake(state: SyncState): Step {
  const canOpen = (state.link === 'waiting' || state.link === 'ended') && state.workspaces.size > 0
  return canOpen ? opening(state) : { state, effects: [] }
}

function opening(state: SyncState): Step {
  return { state: { ...state, link: 'opening', silence: 0 }, effects: [{ kind: 'open' }] }
}

function closed(state: SyncState, { code, retryAfterMs = 0 }: Extract<SyncEvent, { kind: 'closed' }>): Step {
  if (state.link === 'idle') return { state, effects: [] }
  const workspaces = new Map([...state.workspaces].map(([id, workspace]) => [id, unlinked(workspace)]))
  const lost: SyncEffect[] = state.link === 'open' ? [{ kind: 'unlinked' }] : []
  if (code >= 4400 && code <= 4499) {
    const said: SyncEffect[] = code === closeCodes.signedOut ? [{ kind: 'signed-out' }] : []
    return { state: { ...state, workspaces, link: 'ended', endCode: code }, effects: [...lost, ...said] }
  }
  const attempt = code === closeCodes.slowReader ? 0 : state.attempt
  return {
    state: { ...state, workspaces, link: 'waiting', attempt: attempt + 1, endCode: code },
    effects: [...lost, { kind: 'retry', attempt, atLeastMs: retryAfterMs }],
  }
}

/** What the store is busy with goes on; what was on the wire is gone. */
function unlinked({
  role: _role,
  stalePages: _stale,
  patience: _patience,
  ...workspace
}: WorkspaceSync): WorkspaceSync {
  const { reading, pushing } = workspace
  return {
    ...workspace,
    reading: unlinkedReading(reading),
    pushing: pushing.step === 'flying' || pushing.step === 'resting' ? { step: 'none' } : pushing,
  }
}

function unlinkedReading(reading: Reading): Reading {
  if (reading.step === 'storing') return { ...reading, waiting: [] }
  return reading.step === 'bootstrapping' && reading.isStoring ? reading : { step: 'none', cursor: reading.cursor }
}

function tick(state: SyncState): Step {
  const silence = state.silence + 1
  const counted = { ...state, silence }
  if (state.link === 'open') {
    if (silence >= silences.dead) return { state: counted, effects: [{ kind: 'close' }] }
    // It has held for a while: only now does the next drop count as a first one.
    return { state: { ...counted, attempt: 0 }, effects: silence >= silences.ping ? [send({ kind: 'ping' })] : [] }
  }
  const isStuck = (state.link === 'opening' || state.link === 'greeting') && silence >= silences.connecting
  return { state: counted, effects: isStuck ? [{ kind: 'close' }] : [] }
}

function received(state: SyncState, message: ServerMessage, nowMs: number): Step {
  switch (message.kind) {
    case 'welcome':
      return welcomed(state, message)
    case 'changes':
      return change(state, message.workspace, (workspace) => frameArrived(withoutPatience(workspace), message, nowMs))
    case 'settled':
      return change(state, message.workspace, (workspace) => pushSettled(workspace, message))
    case 'access':
      // Of a workspace that nobody here asked for: somebody has just been let in.
      if (!state.workspaces.has(message.workspace)) return { state, effects: newsOfAccess(message) }
      return change(state, message.workspace, (workspace) => accessTold(workspace, message))
    case 'snapshots':
      return change(state, message.workspace, (workspace) => snapshotsArrived(withoutPatience(workspace), message))
    case 'difference':
      return change(state, message.workspace, (workspace) => differenceArrived(withoutPatience(workspace), message))
    case 'refused':
      return change(state, message.workspace, (workspace) => requestRefused(workspace, message))
    case 'presence':
      return { state, effects: [{ kind: 'presence', message }] }
    case 'pong':
    case 'renewed':
      return { state, effects: [] }
    default:
      return unreachable(message)
  }
}

function welcomed(state: SyncState, { limits, timeMs, history }: Extract<ServerMessage, { kind: 'welcome' }>): Step {
  const begun = [...state.workspaces].map(([id, workspace]) => [id, startReading(workspace, id)] as const)
  const workspaces = new Map(begun.map(([id, { workspace }]) => [id, workspace]))
  const { endCode: _endCode, ...rest } = state
  return {
    state: { ...rest, link: 'open', limits, workspaces },
    effects: [
      { kind: 'greeted', timeMs, history, leaseMs: limits.leaseMs },
      { kind: 'linked' },
      ...begun.flatMap(([, { effects }]) => effects),
    ],
  }
}

function newsOfAccess({ workspace, role, exceptions }: Extract<ServerMessage, { kind: 'access' }>): SyncEffect[] {
  return role === 'none' ? [{ kind: 'forget', workspace }] : [{ kind: 'role', workspace, role, exceptions }]
}

function pushSettled(workspace: WorkspaceSync, message: Extract<ServerMessage, { kind: 'settled' }>): Change {
  const { pushing } = workspace
  if (pushing.step !== 'flying' || pushing.push !== message.push) return { workspace, effects: [] }
  // Nothing was looked at, so there is nothing to settle.
  const { results } = message
  const codes = new Set(results.map((result) => ('refused' in result ? result.refused : 'stored')))
  for (const code of ['unavailable', 'disk-full'] as const)
    if (codes.size === 1 && codes.has(code))
      return patient({ ...workspace, pushing: { step: 'none' } }, message.workspace, code)
  const effect: SyncEffect = { kind: 'settle', workspace: message.workspace, ns: pushing.ns, results: message.results }
  return { workspace: { ...workspace, pushing: { step: 'settling' } }, effects: [effect] }
}

type WorkspaceEvent = Extract<SyncEvent, { workspace: WorkspaceId }>

function inWorkspace(state: SyncState, event: WorkspaceEvent, nowMs: number): Step {
  if (event.kind === 'loaded') return loaded(state, event)
  return change(state, event.workspace, (workspace) => {
    switch (event.kind) {
      case 'stored':
        return stored(workspace, { id: event.workspace, cursor: event.cursor, isLinked: state.link === 'open', nowMs })
      case 'bootstrapped': {
        const { workspace: id, position, unsent } = event
        return bootstrapped(workspace, { id, position, unsent, isLinked: state.link === 'open' })
      }
      case 'review-begun':
        return reviewBegun(workspace, { id: event.workspace, isLinked: state.link === 'open' })
      case 'difference-stored': {
        const { workspace: id, page, unsent } = event
        return differenceStored(workspace, { id, page, unsent, isLinked: state.link === 'open' })
      }
      case 'resent':
        return resentFrom(workspace, { id: event.workspace, unsent: event.unsent, isLinked: state.link === 'open' })
      case 'settled': {
        const effects: SyncEffect[] = event.isPatient ? [{ kind: 'rest', workspace: event.workspace }] : []
        const pushing: Pushing = { step: event.isPatient ? 'resting' : 'none' }
        const settled = { ...workspace, unsent: event.unsent, pushing }
        if (event.rereadFrom === undefined) return { workspace: synced(settled, nowMs), effects }
        const back = setBack(settled, {
          id: event.workspace,
          cursor: event.rereadFrom,
          isLinked: state.link === 'open',
        })
        return { workspace: back.workspace, effects: [...effects, ...back.effects] }
      }
      case 'rested':
        if (workspace.pushing.step !== 'resting') return { workspace, effects: [] }
        return { workspace: { ...workspace, pushing: { step: 'none' } }, effects: [] }
      case 'again':
        return againLetIn(workspace, { id: event.workspace, isLinked: state.link === 'open' })
      case 'unsent':
        return { workspace: synced({ ...workspace, unsent: event.unsent }, nowMs), effects: [] }
      default:
        return unreachable(event)
    }
  })
}

function loaded(state: SyncState, { workspace: id, batch }: Extract<SyncEvent, { kind: 'loaded' }>): Step {
  const workspace = state.workspaces.get(id)
  if (!workspace || workspace.pushing.step !== 'loading') return { state, effects: [] }
  const isGoing = batch.ns.length > 0 && state.link === 'open' && isLetIn(workspace)
  const pushing: Pushing = isGoing ? { step: 'flying', push: state.nextPush, ns: batch.ns } : { step: 'none' }
  const effects = isGoing ? [send({ kind: 'push', workspace: id, push: state.nextPush, changes: batch.changes })] : []
  const workspaces = new Map(state.workspaces).set(id, { ...workspace, pushing })
  return { state: { ...state, workspaces, nextPush: state.nextPush + (isGoing ? 1 : 0) }, effects }
}

/** Changes one workspace; then starts a push if it has something to send and nothing on its way. */
function change(state: SyncState, id: WorkspaceId, make: (workspace: WorkspaceSync) => Change): Step {
  const before = state.workspaces.get(id)
  if (!before) return { state, effects: [] }
  const { workspace, effects } = make(before)
  const mayPush = state.link === 'open' && isLetIn(workspace)
  const isDue = mayPush && workspace.unsent > 0 && workspace.pushing.step === 'none'
  const after: WorkspaceSync = isDue ? { ...workspace, pushing: { step: 'loading' } } : workspace
  return {
    state: { ...state, workspaces: new Map(state.workspaces).set(id, after) },
    effects: isDue ? [...effects, { kind: 'load', workspace: id }] : effects,
  }
}

/** The server has said so, or told a part of the workspace over this connection or an earlier one. */
function isLetIn({ role, reading, position, patience }: WorkspaceSync): boolean {
  if (patience) return false
  if (role !== undefined) return role !== 'none'
  return reading.step === 'bootstrapping' && position !== undefined && position.next !== ''
}

function send(message: ClientMessage): SyncEffect {
  return { kind: 'send', message }
}
