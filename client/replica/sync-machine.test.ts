import { describe, expect, it } from 'vitest'
import type { DeviceId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { closeCodes, defaultLimits } from '#shared/protocol/codes.ts'
import type { ServerMessage } from '#shared/protocol/messages.ts'
import { next } from './sync-machine.ts'
import {
  type OutboxBatch,
  type Page,
  startState,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
} from './sync-state.ts'

const workspace = 'ws_00000000000000000000000001' as WorkspaceId
const replica = 'task_00000000000000000000000001' as ReplicaId
const hello = { kind: 'hello', version: 1, device: 'device_00000000000000000000' as DeviceId, token: '' } as const
const welcome: ServerMessage = {
  kind: 'welcome',
  version: 1,
  principal: 'user:a' as never,
  timeMs: 0,
  expiresAtMs: 1,
  history: '',
  limits: defaultLimits,
}
const access = (role: 'owner' | 'viewer' | 'none'): ServerMessage => ({
  kind: 'access',
  workspace,
  role,
  history: '',
  view: '',
  exceptions: [],
})
const page = (from: number, to: number, head = to): Page => ({
  kind: 'changes',
  workspace,
  from,
  to,
  head,
  changes: [],
})
const received = (message: ServerMessage): SyncEvent => ({ kind: 'received', message })
const batch: OutboxBatch = {
  ns: [4, 5],
  changes: [4, 5].map((byte) => ({ replica, kind: 'automerge', bytes: Uint8Array.of(byte) })),
}

/** Nothing is to be fetched first. */
const whole = { asOf: 0, next: '', done: 0, total: 0 }

/** Runs events and answers the effects of the last one. */
class Machine {
  state: SyncState = startState

  take(...events: SyncEvent[]): readonly SyncEffect[] {
    let effects: readonly SyncEffect[] = []
    for (const event of events) ({ state: this.state, effects } = next(this.state, event, 1_000))
    return effects
  }

  get own() {
    const own = this.state.workspaces.get(workspace)
    if (!own) throw new Error('no workspace')
    return own
  }
}

function linked({ cursor = 0, unsent = 0 } = {}): Machine {
  const machine = new Machine()
  machine.take(
    { kind: 'want', workspaces: [{ id: workspace, cursor, unsent, bootstrap: whole }] },
    { kind: 'opened', hello },
    received(welcome),
  )
  return machine
}

const sent = (effects: readonly SyncEffect[]) => effects.flatMap((each) => (each.kind === 'send' ? [each.message] : []))

describe('the connection', () => {
  it('says hello first and subscribes from the stored cursor once it is welcome', () => {
    const machine = new Machine()
    expect(machine.take({ kind: 'want', workspaces: [{ id: workspace, cursor: 7, unsent: 0 }] })).toEqual([
      { kind: 'open' },
    ])
    expect(sent(machine.take({ kind: 'opened', hello }))).toEqual([hello])
    expect(sent(machine.take(received(welcome)))).toEqual([{ kind: 'subscribe', workspace, cursor: 7 }])
  })

  it('is not made for nobody, and ends when nothing is wanted any more', () => {
    const machine = new Machine()
    expect(machine.take({ kind: 'want', workspaces: [] })).toEqual([])
    const open = linked()
    expect(open.take({ kind: 'want', workspaces: [] }).map(({ kind }) => kind)).toEqual(['close', 'unlinked'])
    expect(open.take({ kind: 'closed', code: 1006 }, { kind: 'wake' })).toEqual([])
  })

  it('[SY61] backs off after a drop, and does not come back by itself after a final code', () => {
    const machine = linked()
    expect(machine.take({ kind: 'closed', code: 1006 })).toContainEqual({ kind: 'retry', attempt: 0, atLeastMs: 0 })
    expect(machine.take({ kind: 'wake' })).toEqual([{ kind: 'open' }])
    expect(machine.take({ kind: 'closed', code: closeCodes.full, retryAfterMs: 9_000 })).toEqual([
      { kind: 'retry', attempt: 1, atLeastMs: 9_000 },
    ])
    machine.take({ kind: 'wake' })
    expect(machine.take({ kind: 'closed', code: closeCodes.signedOut })).toEqual([{ kind: 'signed-out' }])
    expect(machine.take({ kind: 'tick' })).toEqual([])
    expect(machine.take({ kind: 'wake' })).toEqual([{ kind: 'open' }])
  })

  it('[SY61] counts as held only a connection that lasts: a server that lets in and throws out is not hurried', () => {
    const machine = linked()
    machine.take({ kind: 'closed', code: closeCodes.overloaded }, { kind: 'wake' }, { kind: 'opened', hello })
    machine.take(received(welcome))
    const retry = (attempt: number) => ({ kind: 'retry', attempt, atLeastMs: 0 })
    expect(machine.take({ kind: 'closed', code: closeCodes.overloaded })).toContainEqual(retry(1))
    machine.take({ kind: 'wake' }, { kind: 'opened', hello }, received(welcome), { kind: 'tick' })
    expect(machine.take({ kind: 'closed', code: 1006 })).toContainEqual(retry(0))
  })

  it('[SY60] asks a silent server whether it is there, and gives up on one that does not answer', () => {
    const machine = linked()
    expect(machine.take({ kind: 'tick' })).toEqual([])
    expect(sent(machine.take({ kind: 'tick' }))).toEqual([{ kind: 'ping' }])
    machine.take(received({ kind: 'pong' }))
    expect(machine.take({ kind: 'tick' })).toEqual([])
    const ticks = Array.from({ length: 4 }, () => machine.take({ kind: 'tick' }))
    expect(ticks.at(-1)).toEqual([{ kind: 'close' }])
  })
})

describe('reading', () => {
  it('[SY23] asks for the next page when the last one is stored, and is in step at the head', () => {
    const machine = linked()
    expect(machine.take(received(access('owner')), received(page(0, 5, 9)))).toMatchObject([{ kind: 'store' }])
    expect(machine.own.reading.cursor).toBe(0)
    expect(sent(machine.take({ kind: 'stored', workspace, cursor: 5 }))).toEqual([
      { kind: 'pull', workspace, cursor: 5 },
    ])
    expect(machine.own.syncedAt).toBeUndefined()
    machine.take(received(page(5, 9)), { kind: 'stored', workspace, cursor: 9 })
    expect(machine.own).toMatchObject({ reading: { step: 'live', cursor: 9 }, syncedAt: 1_000 })
  })

  it('[SY22] ignores a frame that does not join up and asks from its own cursor', () => {
    const machine = linked({ cursor: 3 })
    machine.take(received(access('owner')), received(page(3, 3)))
    expect(sent(machine.take(received(page(5, 6))))).toEqual([{ kind: 'pull', workspace, cursor: 3 }])
    expect(machine.take(received(page(6, 7)))).toEqual([])
    expect(machine.take(received(page(3, 7)))).toMatchObject([{ kind: 'store', page: { from: 3, to: 7 } }])
  })

  it('puts frames that arrive while it stores behind each other, and leaves out those that do not join', () => {
    const machine = linked()
    machine.take(received(access('owner')), received(page(0, 2)))
    for (const frame of [page(2, 3), page(3, 5), page(7, 8)]) expect(machine.take(received(frame))).toEqual([])
    expect(machine.take({ kind: 'stored', workspace, cursor: 2 })).toMatchObject([
      { kind: 'store', page: { from: 2, to: 5 } },
    ])
    expect(sent(machine.take({ kind: 'stored', workspace, cursor: 5 }))).toEqual([
      { kind: 'pull', workspace, cursor: 5 },
    ])
  })

  it('[SY25] pulls when the server says that there is more', () => {
    const machine = linked({ cursor: 4 })
    machine.take(received(access('owner')), received(page(4, 4)))
    expect(sent(machine.take(received(page(4, 4, 8))))).toEqual([{ kind: 'pull', workspace, cursor: 4 }])
  })

  it('[SY26] sends everything again to a server that has lost some of it', () => {
    const machine = linked({ cursor: 9 })
    machine.take(received(access('owner')))
    expect(machine.take(received(page(9, 9, 2)))).toEqual([{ kind: 'resend', workspace }])
    const effects = machine.take({ kind: 'resent', workspace, unsent: 2 })
    expect(sent(effects)).toEqual([{ kind: 'bootstrap', workspace, asOf: 0, after: '' }])
    expect(effects).toContainEqual({ kind: 'load', workspace })
    expect(machine.own).toMatchObject({ unsent: 2, reading: { cursor: 0 } })
  })
})

describe('writing', () => {
  it('[SY31] sends one push at a time and calls it settled only when the store has it', () => {
    const machine = linked({ unsent: 2 })
    expect(machine.take(received(access('owner')))).toContainEqual({ kind: 'load', workspace })
    machine.take(received(page(0, 0)))
    expect(sent(machine.take({ kind: 'loaded', workspace, batch }))).toMatchObject([{ kind: 'push', push: 1 }])
    expect(machine.take({ kind: 'unsent', workspace, unsent: 3 })).toEqual([])
    const results = [{ seq: 1 }, { seq: 2 }]
    expect(machine.take(received({ kind: 'settled', workspace, push: 9, results }))).toEqual([])
    expect(machine.take(received({ kind: 'settled', workspace, push: 1, results }))).toEqual([
      { kind: 'settle', workspace, ns: batch.ns, results },
    ])
    expect(machine.own.unsent).toBe(3)
    expect(machine.own.syncedAt).toBeUndefined()
    expect(machine.take({ kind: 'settled', workspace, unsent: 1, isPatient: false })).toEqual([
      { kind: 'load', workspace },
    ])
    machine.take({ kind: 'loaded', workspace, batch }, received({ kind: 'settled', workspace, push: 2, results }))
    machine.take({ kind: 'settled', workspace, unsent: 0, isPatient: false })
    expect(machine.own).toMatchObject({ unsent: 0, syncedAt: 1_000 })
  })

  it('[SY32] sends again what was on its way when the connection dropped', () => {
    const machine = linked({ unsent: 2 })
    machine.take(received(access('owner')), { kind: 'loaded', workspace, batch }, { kind: 'closed', code: 1006 })
    machine.take({ kind: 'wake' }, { kind: 'opened', hello }, received(welcome))
    expect(machine.take(received(access('owner')))).toContainEqual({ kind: 'load', workspace })
  })

  it('rests when the server asks for patience', () => {
    const machine = linked({ unsent: 2 })
    machine.take(received(access('owner')), { kind: 'loaded', workspace, batch })
    machine.take(received({ kind: 'settled', workspace, push: 1, results: [] }))
    expect(machine.take({ kind: 'settled', workspace, unsent: 2, isPatient: true })).toEqual([
      { kind: 'rest', workspace },
    ])
    expect(machine.take({ kind: 'unsent', workspace, unsent: 3 })).toEqual([])
    expect(machine.take({ kind: 'rested', workspace })).toEqual([{ kind: 'load', workspace }])
  })

  it('[SY50] stops asking and sending when access is gone, and begins again when it is back', () => {
    const machine = linked({ unsent: 1 })
    machine.take(received(access('owner')), received(page(0, 0)), { kind: 'loaded', workspace, batch })
    expect(machine.take(received(access('none')))).toEqual([{ kind: 'forget', workspace }])
    expect(machine.take({ kind: 'unsent', workspace, unsent: 5 })).toEqual([])
    expect(machine.take(received(page(0, 4)))).toEqual([])
    expect(sent(machine.take(received(access('viewer'))))).toEqual([
      { kind: 'bootstrap', workspace, asOf: 0, after: '' },
    ])
  })

  it('[SY63] a subscription that was too much at once is asked for again, later and later; of a watch that was, nothing follows', () => {
    const machine = linked({ cursor: 4 })
    const tooMany = received({ kind: 'refused', workspace, replica: '', code: 'too-many' })
    expect(machine.take(tooMany)).toEqual([{ kind: 'later', workspace, times: 1 }])
    expect(machine.take(tooMany)).toEqual([])
    expect(sent(machine.take({ kind: 'again', workspace }))).toEqual([{ kind: 'subscribe', workspace, cursor: 4 }])
    expect(machine.take(tooMany)).toEqual([{ kind: 'later', workspace, times: 2 }])
    machine.take({ kind: 'again', workspace }, received(access('owner')), received(page(4, 4)))
    expect(machine.take(tooMany)).toEqual([])
    expect(machine.take({ kind: 'again', workspace })).toEqual([])
  })

  it('[SY65] what is pushed to data that is unavailable stays, and is sent again once the workspace answers', () => {
    const machine = linked({ cursor: 4, unsent: 1 })
    machine.take(received(access('owner')), received(page(4, 4)), { kind: 'loaded', workspace, batch })
    const results = batch.ns.map(() => ({ refused: 'unavailable' as const }))
    expect(machine.take(received({ kind: 'settled', workspace, push: 1, results }))).toEqual([
      { kind: 'later', workspace, times: 1 },
    ])
    expect(machine.take({ kind: 'unsent', workspace, unsent: 2 })).toEqual([])
    expect(sent(machine.take({ kind: 'again', workspace }))).toEqual([{ kind: 'subscribe', workspace, cursor: 4 }])
    expect(machine.take(received(access('owner')))).toContainEqual({ kind: 'load', workspace })
  })
})
