import type { Role } from '#shared/access/roles.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { Engine } from '../engine-contract.ts'
import { FakeTime, settle, type TabOptions, WorldDevice, type WorldTab } from './engine-world.ts'
import { SimServer } from './sim-server.ts'
import type { Wire } from './sim-wire.ts'

export interface SyncDevice {
  readonly account: Account
  readonly device: WorldDevice
  readonly tab: WorldTab
  readonly engine: Engine
  wire(): Wire | undefined
  /** That have come over all its wires. */
  received(): number
  /** From now on the server can not be reached, until `goOnline`. */
  goOffline(): void
  goOnline(): void
  openTab(options?: TabOptions): Promise<WorldTab>
}

/** Devices and the server of a test, with everything delivered at once unless a device is offline. */
export class SyncWorld {
  readonly time = new FakeTime()
  readonly #devices: SyncDevice[] = []
  server!: SimServer
  #seed = 0

  static async open(): Promise<SyncWorld> {
    const world = new SyncWorld()
    world.server = await SimServer.start(world.time)
    return world
  }

  /** A device of a new person, or of one who has a device already. */
  async device(who: string | Account, options: TabOptions = {}): Promise<SyncDevice> {
    const account = typeof who === 'string' ? await this.server.account(who) : who
    const device = new WorldDevice(this.time, 1_000 * (this.#seed += 1))
    let wire: Wire | undefined
    let isOnline = true
    const wires: Wire[] = []
    const socketOf = this.server.socketFor(account, (next) => wires.push((wire = next)))
    const http = this.server.httpFor(account)
    const openTab = (more: TabOptions = {}) =>
      device.openTab({
        openSocket: (events) => {
          if (isOnline) return socketOf(events)
          queueMicrotask(() => events.closed(1006, ''))
          return { send: () => {}, close: () => {} }
        },
        http: async (request) => (isOnline ? http(request) : undefined),
        ...more,
      })
    const tab = await openTab(options)
    const made: SyncDevice = {
      account,
      device,
      tab,
      engine: tab.engine,
      wire: () => wire,
      received: () => wires.reduce((sum, each) => sum + each.received, 0),
      goOffline: () => {
        isOnline = false
        wire?.cut()
      },
      goOnline: () => {
        isOnline = true
      },
      openTab,
    }
    this.#devices.push(made)
    await settle()
    return made
  }

  /** Moves the device's local workspace to its account. */
  async sync({ engine }: SyncDevice): Promise<WorkspaceId> {
    const { id } = engine.workspace()
    this.server.know(id)
    const synced = await engine.session.syncWorkspace(id)
    if (!synced.ok) throw new Error(synced.reason)
    await this.run()
    return id
  }

  async join(device: SyncDevice, workspace: WorkspaceId, role: Role): Promise<void> {
    await this.server.admit(workspace, device.account.id, role)
    await device.engine.session.refresh()
    await this.run()
    if (!(await device.engine.open(workspace))) throw new Error('the workspace did not come')
    await this.run()
  }

  /** Until nothing moves any more, retries included. */
  async run(rounds = 24): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      for (const device of this.#devices) device.wire()?.deliver()
      await settle(3)
      await this.server.settled()
      await settle(3)
      if (round % 4 === 3) this.time.advance(1_000)
    }
  }

  /** Time goes by in small steps, with everything that it sets off. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 2_000) {
      this.time.advance(Math.min(left, 2_000))
      await this.run(2)
    }
    await this.run()
  }

  async close(): Promise<void> {
    for (const { engine } of this.#devices) await engine.close()
    await this.server.close()
  }
}
