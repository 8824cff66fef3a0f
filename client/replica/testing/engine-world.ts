import type { Http, Network, OpenSocket } from '#client/platform/ports.ts'
import { MemoryDisk, type MemoryStoreOptions, openMemoryStore } from '#client/platform/memory-store.ts'
import type { Store } from '#client/platform/store.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import { FakeDevice, fakeEdges, fakeKeepsakes, FakeTime } from '#client/platform/testing/fake-edges.ts'
import type { Engine } from '../engine-contract.ts'
import { openEngineOn } from '../engine.ts'
import type { TabMessage } from '../tabs.ts'
import { nodeAutomerge } from './node-automerge.ts'

type LifeListener = Parameters<Network['onLife']>[0]

export interface WorldTab {
  readonly engine: Engine
  /** As when the person closes the tab while something is on its way: the page hears `leave` and is gone. */
  leave(): void
  /** What the browser tells of the page. */
  live(moment: Parameters<LifeListener>[0]): void
  /** As when the process is killed: nothing more is stored, told or released in order. */
  crash(): void
}

export interface TabOptions {
  readonly beforeWrite?: MemoryStoreOptions['beforeWrite']
  readonly openSocket?: OpenSocket
  readonly http?: Http
  readonly store?: Store
  /** Every call of the store takes a few turns, more or less. */
  readonly latency?: boolean
}

/** One device in a test: its disk and what its tabs share. Time is the world's. */
export class WorldDevice {
  readonly disk: MemoryDisk
  readonly keepsakes = fakeKeepsakes()
  readonly #shared = new FakeDevice()
  readonly #time: FakeTime
  #seed: number
  /** How far the clock of this device is from everybody's. */
  skewMs = 0

  constructor(time: FakeTime, seed: number, disk = new MemoryDisk()) {
    this.#time = time
    this.#seed = seed
    this.disk = disk
  }

  /** As when a profile is copied to another machine. With the same `seed` its tabs also mint the same names. */
  clone(seed: number): WorldDevice {
    return new WorldDevice(this.#time, seed, structuredCloneOf(this.disk))
  }

  /** Another tab says that it has changed what is stored of it by more than new chunks. */
  rebuilt(workspace: WorkspaceId, replica: ReplicaId): void {
    this.#shared.tab().channel.post({ kind: 'rebuilt', workspace, replica } satisfies TabMessage)
  }

  async openTab({ beforeWrite, openSocket, http, store, latency }: TabOptions = {}): Promise<WorldTab> {
    const shared = this.#shared.tab()
    let isDead = false
    this.#seed += 1
    const watching = new Set<LifeListener>()
    const fake = fakeEdges({
      keepsakes: this.keepsakes,
      onLife: (listener) => {
        watching.add(listener)
        return () => watching.delete(listener)
      },
      time: this.#time,
      tab: shared,
      seed: this.#seed,
      ...(openSocket && { openSocket }),
      ...(http && { http }),
    })
    const edges = { ...fake, clock: { now: () => fake.clock.now() + this.skewMs } }
    const onDisk = openMemoryStore(this.disk, {
      beforeWrite: (batch) => {
        if (isDead) return new Promise<never>(() => {})
        return beforeWrite?.(batch)
      },
    })
    const disk = latency ? withLatency(onDisk, seededRandom(this.#seed)) : onDisk
    const engine = await openEngineOn({ edges, store: store ?? disk, loadAutomerge: nodeAutomerge })
    const crash = () => {
      isDead = true
      shared.die()
      void engine.close()
    }
    const live: WorldTab['live'] = (moment) => {
      for (const listener of watching) listener(moment)
    }
    const leave = () => {
      live('leave')
      crash()
    }
    return { engine, live, leave, crash }
  }
}

function structuredCloneOf(disk: MemoryDisk): MemoryDisk {
  return Object.assign(new MemoryDisk(), structuredClone({ ...disk }))
}

/** Reads and writes still come in the order in which they were asked for, as in IndexedDB. */
function withLatency(store: Store, random: { below(limit: number): number }): Store {
  let last: Promise<unknown> = Promise.resolve()
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      const call = (...details: unknown[]): unknown => Reflect.apply(value, target, details)
      if (name === 'close' || name === 'onLost') return call
      return (...details: unknown[]) => {
        const turn = last.then(() => settle(random.below(4))).then(() => call(...details))
        last = turn.catch(() => {})
        return turn
      }
    },
  })
}

/** Lets everything that is ready happen: promises, not timers. */
export async function settle(rounds = 60): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await new Promise((resolve) => setImmediate(resolve))
}

export { FakeTime }
