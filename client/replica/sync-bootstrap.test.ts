import { describe, expect, it } from 'vitest'
import type { DeviceId, WorkspaceId } from '#shared/kit/ids.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
import type { ClientMessage, ServerMessage } from '#shared/protocol/messages.ts'
import type { BootstrapPosition } from '#client/platform/store.ts'
import { next } from './sync-machine.ts'
import { type SnapshotPage, startState, type SyncEffect, type SyncEvent, type SyncState } from './sync-state.ts'

const workspace = 'ws_00000000000000000000000001' as WorkspaceId
const hello = { kind: 'hello', version: 2, device: 'device_00000000000000000000' as DeviceId, token: '' } as const
const welcome: ServerMessage = {
  kind: 'welcome',
  version: 2,
  principal: 'user:a' as never,
  timeMs: 0,
  expiresAtMs: 1,
  history: '',
  limits: defaultLimits,
}
const page = (asOf: number, following: string, done = 2): SnapshotPage => ({
  kind: 'snapshots',
  workspace,
  asOf,
  next: following,
  done,
  total: 4,
  snapshots: [],
})
const positionOf = ({ asOf, next: at, done, total }: SnapshotPage): BootstrapPosition => ({
  asOf,
  next: at,
  done,
  total,
})
const stored = (of: SnapshotPage): SyncEvent => ({
  kind: 'bootstrapped',
  workspace,
  position: positionOf(of),
  unsent: 0,
})
const received = (message: ServerMessage): SyncEvent => ({ kind: 'received', message })
const asks = (asOf: number, after: string) => [{ kind: 'bootstrap', workspace, asOf, after }]
const subscribes = (cursor: number) => [{ kind: 'subscribe', workspace, cursor }]

class Machine {
  state: SyncState = startState

  /** The messages that the last event has sent. */
  take(...events: SyncEvent[]) {
    let effects: readonly SyncEffect[] = []
    for (const event of events) ({ state: this.state, effects } = next(this.state, event, 1_000))
    return effects.map((each): ClientMessage | Exclude<SyncEffect['kind'], 'send'> =>
      each.kind === 'send' ? each.message : each.kind,
    )
  }

  get reading() {
    return this.state.workspaces.get(workspace)?.reading
  }

  link() {
    return this.take({ kind: 'opened', hello }, received(welcome)).filter(
      (each) => each !== 'linked' && each !== 'greeted',
    )
  }
}

function wanting({
  cursor = 0,
  bootstrap,
  unsent = 0,
}: {
  cursor?: number
  bootstrap?: BootstrapPosition
  unsent?: number
} = {}) {
  const machine = new Machine()
  machine.take({ kind: 'want', workspaces: [{ id: workspace, cursor, unsent, bootstrap }] })
  return machine
}

describe('a bootstrap', () => {
  it('[SY28] is asked for by whoever has nothing, page by page as they are stored, and goes on with what came since', () => {
    const machine = wanting()
    expect(machine.link()).toEqual(asks(0, ''))
    expect(machine.take(received(page(9, 'b')))).toEqual(['store-snapshots'])
    // A page that nobody waits for changes nothing.
    expect(machine.take(received(page(9, 'c')))).toEqual([])
    expect(machine.take(stored(page(9, 'b')))).toEqual(asks(9, 'b'))
    expect(machine.take(received(page(9, '', 4)))).toEqual(['store-snapshots'])
    expect(machine.take(stored(page(9, '', 4)))).toEqual(subscribes(9))
    expect(machine.reading).toEqual({ step: 'asked', cursor: 9 })
  })

  it('[SY28] goes on where it stood, over another connection and after a start', () => {
    const machine = wanting({ bootstrap: positionOf(page(9, 'b')) })
    expect(machine.link()).toEqual(asks(9, 'b'))
    machine.take({ kind: 'closed', code: 1006 }, { kind: 'wake' })
    expect(machine.link()).toEqual(asks(9, 'b'))
    // A page is on its way into the store while the connection drops and comes back.
    machine.take(received(page(9, 'c', 3)), { kind: 'closed', code: 1006 }, { kind: 'wake' })
    expect(machine.link()).toEqual([])
    expect(machine.take(stored(page(9, 'c', 3)))).toEqual(asks(9, 'c'))
    machine.take(received(page(9, '', 4)), { kind: 'closed', code: 1006 }, stored(page(9, '', 4)), { kind: 'wake' })
    expect(machine.link()).toEqual(subscribes(9))
  })

  it('[SY28] asks again for a page that could not be stored, and follows a server that starts over', () => {
    const machine = wanting()
    machine.link()
    machine.take(received(page(9, 'b')))
    expect(machine.take({ kind: 'bootstrapped', workspace, position: undefined, unsent: 0 })).toEqual(asks(0, ''))
    machine.take(received(page(9, 'b')), stored(page(9, 'b')))
    expect(machine.take(received(page(12, 'x', 1)))).toEqual(['store-snapshots'])
    expect(machine.take(stored(page(12, 'x', 1)))).toEqual(asks(12, 'x'))
  })

  it('[SY29] takes the place of a history that is gone, from any step, and keeps what is unsent', () => {
    const gone = received({ kind: 'refused', workspace, replica: '', code: 'history-gone' })
    const machine = wanting({ cursor: 5, bootstrap: positionOf(page(5, '')), unsent: 2 })
    expect(machine.link()).toEqual(subscribes(5))
    expect(machine.take(gone)).toEqual(asks(0, ''))
    expect(machine.state.workspaces.get(workspace)).toMatchObject({ unsent: 2, reading: { cursor: 5 } })
    expect(machine.take(received(page(9, '')))).toEqual(['store-snapshots'])
    expect(machine.take(stored(page(9, '')))).toEqual(subscribes(9))
    expect(machine.take(gone)).toEqual(asks(0, ''))
  })

  it('[SY26] sends everything again to a server that has less than it has told', () => {
    const machine = wanting({ bootstrap: positionOf(page(9, 'b')) })
    machine.link()
    expect(machine.take(received(page(4, 'b')))).toEqual(['resend'])
    expect(machine.take({ kind: 'resent', workspace, unsent: 3 })).toEqual(asks(0, ''))
  })

  it('[SY50] ends with the access, whose copy goes, and begins anew when it is back', () => {
    const machine = wanting({ bootstrap: positionOf(page(9, 'b')) })
    machine.link()
    expect(machine.take(received({ kind: 'refused', workspace, replica: '', code: 'no-access' }))).toEqual(['forget'])
    expect(machine.take(received(page(9, 'c')))).toEqual([])
    expect(
      machine.take(received({ kind: 'access', workspace, role: 'editor', history: '', view: '', exceptions: [] })),
    ).toEqual(['role', ...asks(0, '')])
  })

  it('[SY53] begins anew when another part is visible, and passes over the page that was asked for before', () => {
    const machine = wanting({ bootstrap: positionOf(page(9, 'b')) })
    machine.link()
    const told = { kind: 'access', workspace, role: 'editor', history: '', view: 'half', exceptions: [] } as const
    expect(machine.take(received(told))).toEqual(['role', 'review'])
    expect(machine.take({ kind: 'resent', workspace, unsent: 0 })).toEqual(asks(0, ''))
    // Of what was visible before; as the last page it would look like the end of this one.
    expect(machine.take(received(page(9, '')))).toEqual([])
    expect(machine.take(received(page(12, 'b')))).toEqual(['store-snapshots'])
    expect(machine.take(received({ ...told, history: '' }))).toEqual(['role'])
  })

  describe('[SY57] when another part is visible of what is here whole', () => {
    const whole = { bootstrap: positionOf(page(9, '')), cursor: 9 }
    const told = { kind: 'access', workspace, role: 'editor', history: '', view: 'half', exceptions: [] } as const
    const difference = { kind: 'difference', workspace, since: '', snapshots: [], lost: [] } as const
    const part = { ...difference, asOf: 12, next: 'b' }
    const end = { ...difference, asOf: 12, next: '' }
    const asksSince = (asOf: number, after: string) => [{ kind: 'difference', workspace, since: '', asOf, after }]
    const kept = (of: typeof part | typeof end | undefined): SyncEvent => ({
      kind: 'difference-stored',
      workspace,
      page: of,
      unsent: 0,
    })
    const begun = () => {
      const machine = wanting(whole)
      expect(machine.link()).toEqual(subscribes(9))
      expect(machine.take(received(told))).toEqual(['role', 'review'])
      expect(machine.take({ kind: 'review-begun', workspace })).toEqual(asksSince(0, ''))
      return machine
    }

    it('asks for the difference page by page, and reads on where it was', () => {
      const machine = begun()
      expect(machine.take(received(part))).toEqual(['store-difference'])
      expect(machine.take(kept(part))).toEqual(asksSince(12, 'b'))
      expect(machine.take(received(end))).toEqual(['store-difference'])
      expect(machine.take(kept(end))).toEqual(subscribes(9))
      expect(machine.state.workspaces.get(workspace)).toMatchObject({ view: 'half', reading: { cursor: 9 } })
      expect(machine.take(received(told))).toEqual(['role'])
    })

    it('asks again for a page that could not be stored, and over a new connection goes on', () => {
      const machine = begun()
      machine.take(received(part))
      expect(machine.take(kept(undefined))).toEqual(asksSince(0, ''))
      machine.take(received(part))
      machine.take(kept(part))
      machine.take({ kind: 'closed', code: 1006 }, { kind: 'wake' })
      expect(machine.link()).toEqual(asksSince(12, 'b'))
      expect(machine.take(received(told))).toEqual(['role'])
      machine.take(received(end))
      expect(machine.take(kept(end))).toEqual(subscribes(9))
    })

    it('reads everything anew when the server does not know what was visible', () => {
      const machine = begun()
      const gone = { kind: 'refused', workspace, replica: '', code: 'history-gone' } as const
      expect(machine.take(received(gone))).toEqual(['review'])
      expect(machine.take({ kind: 'resent', workspace, unsent: 0 })).toEqual(asks(0, ''))
      expect(machine.take(received(page(12, '')))).toEqual(['store-snapshots'])
      expect(machine.take(stored(page(12, '')))).toEqual(subscribes(12))
    })

    it('reads everything anew when it is yet another before the difference has come, whose pages are passed over', () => {
      const machine = begun()
      expect(machine.take(received({ ...told, view: '' }))).toEqual(['role', 'review'])
      expect(machine.take({ kind: 'resent', workspace, unsent: 0 })).toEqual(asks(0, ''))
      expect(machine.take(received(end))).toEqual([])
      expect(machine.take(received(page(12, '')))).toEqual(['store-snapshots'])
      expect(machine.take(stored(page(12, '')))).toEqual(subscribes(12))
      expect(machine.state.workspaces.get(workspace)?.difference).toBeUndefined()
    })

    it('a refusal that sets the cursor back is not forgotten over it', () => {
      const machine = begun()
      machine.take({ kind: 'settled', workspace, unsent: 0, isPatient: false, rereadFrom: 4 })
      machine.take(received(end))
      expect(machine.take(kept(end))).toEqual(subscribes(4))
    })

    it('a server that has lost some is read from the beginning, and what came of the difference is in line with nothing', () => {
      const machine = begun()
      expect(machine.take(received({ ...told, history: 'other' }))).toEqual(['role', 'history'])
      expect(machine.take(received({ ...told, history: 'third' }))).toEqual(['role', 'resend'])
      expect(machine.take({ kind: 'resent', workspace, unsent: 1 })).toEqual([...asks(0, ''), 'load'])
      expect(machine.state.workspaces.get(workspace)).toMatchObject({ view: '?' })
      expect(machine.state.workspaces.get(workspace)?.difference).toBeUndefined()
    })
  })

  it('[SY53] what a new device is told first is brought in line with nothing', () => {
    const machine = wanting()
    machine.link()
    const told = { kind: 'access', workspace, role: 'guest', history: '', view: 'half', exceptions: [] } as const
    expect(machine.take(received(told))).toEqual(['role', 'view'])
    expect(machine.take(received(page(12, '')))).toEqual(['store-snapshots'])
  })

  it('[SY53] while the store is busy with what was visible before, the connection begins anew', () => {
    const machine = wanting()
    machine.link()
    machine.take(received(page(9, 'b')))
    const told = { kind: 'access', workspace, role: 'editor', history: '', view: 'half', exceptions: [] } as const
    machine.take(received({ ...told, view: '' }))
    expect(machine.take(received(told))).toEqual(['role', 'close'])
  })

  it('[SY65] rests while the workspace is unavailable, and asks again', () => {
    const machine = wanting({ unsent: 1 })
    machine.link()
    expect(machine.take(received({ kind: 'refused', workspace, replica: '', code: 'unavailable' }))).toEqual(['later'])
    expect(machine.take({ kind: 'unsent', workspace, unsent: 2 })).toEqual([])
    expect(machine.take({ kind: 'again', workspace })).toEqual(asks(0, ''))
    expect(machine.take(received({ kind: 'refused', workspace, replica: '', code: 'too-many' }))).toEqual(['later'])
    machine.take({ kind: 'again', workspace })
    expect(machine.take(received(page(12, 'b')))).toEqual(['store-snapshots'])
    expect(machine.state.workspaces.get(workspace)?.patience).toBeUndefined()
  })

  it('sends what waits once the server has told a part, without waiting for the rest', () => {
    const machine = wanting({ unsent: 1 })
    machine.link()
    expect(machine.take({ kind: 'unsent', workspace, unsent: 1 })).toEqual([])
    machine.take(received(page(9, 'b')))
    const position = positionOf(page(9, 'b'))
    expect(machine.take({ kind: 'bootstrapped', workspace, position, unsent: 1 })).toEqual([...asks(9, 'b'), 'load'])
  })

  it('is not begun again by a refusal that sets the cursor back', () => {
    const machine = wanting({ bootstrap: positionOf(page(9, 'b')), unsent: 1 })
    machine.link()
    expect(machine.take({ kind: 'settled', workspace, unsent: 0, isPatient: false, rereadFrom: 0 })).toEqual([])
    expect(machine.take(received(page(9, 'c')))).toEqual(['store-snapshots'])
  })
})
