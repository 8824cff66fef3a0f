import { seededRandom } from '#shared/kit/testing/fake-ports.ts'
import type { Channel, Edges, Http, Keepsakes, Locks, Network, OpenSocket, Timers } from '../ports.ts'

/** Time of many devices and a server: moved by hand. */
export class FakeTime {
  #now = Date.UTC(2026, 0, 5, 9)
  #next = 0
  readonly #timers = new Map<number, { at: number; run: () => void }>()

  readonly clock = { now: () => this.#now }

  readonly timers: Timers = {
    after: (delayMs, run) => this.#add(delayMs, run),
    breathe: () => Promise.resolve(),
    whenIdle: (run) => this.#add(1_000, run),
  }

  /** Runs what is due by then, in order. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (let due = this.#due(until); due; due = this.#due(until)) {
      const [id, { at, run }] = due
      this.#timers.delete(id)
      this.#now = Math.max(this.#now, at)
      run()
    }
    this.#now = until
  }

  #add(delayMs: number, run: () => void): () => void {
    const id = (this.#next += 1)
    this.#timers.set(id, { at: this.#now + delayMs, run })
    return () => this.#timers.delete(id)
  }

  #due(until: number) {
    return [...this.#timers].filter(([, { at }]) => at <= until).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
  }
}

/** What the tabs of one device share beside the disk: locks and the channel. */
export class FakeDevice {
  readonly #waiting = new Map<string, { held: () => void }[]>()
  readonly #channels = new Set<{ hear(message: unknown): void }>()

  /** Of one tab; `die()` lets go of everything without a word, as a crash does. */
  tab(): { locks: Locks; channel: Channel; die(): void } {
    const releases = new Set<() => void>()
    const listeners = new Set<(message: unknown) => void>()
    const own = { hear: (message: unknown) => [...listeners].forEach((listener) => listener(message)) }
    this.#channels.add(own)
    return {
      locks: {
        acquire: (name, held) => {
          const release = this.#acquire(name, held)
          releases.add(release)
          return release
        },
      },
      channel: {
        post: (message) => {
          const copy = structuredClone(message)
          for (const other of this.#channels) if (other !== own) queueMicrotask(() => other.hear(copy))
        },
        onMessage: (listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        close: () => this.#channels.delete(own),
      },
      die: () => {
        this.#channels.delete(own)
        listeners.clear()
        for (const release of releases) release()
      },
    }
  }

  #acquire(name: string, held: () => void): () => void {
    const queue = this.#waiting.get(name) ?? []
    this.#waiting.set(name, queue)
    const entry = { held }
    queue.push(entry)
    if (queue[0] === entry) queueMicrotask(() => queue[0] === entry && held())
    return () => {
      const wasFirst = queue[0] === entry
      const at = queue.indexOf(entry)
      if (at >= 0) queue.splice(at, 1)
      const next = queue[0]
      if (wasFirst && next) queueMicrotask(() => queue[0] === next && next.held())
    }
  }
}

export interface FakeEdgesOptions {
  readonly time: FakeTime
  readonly tab: Pick<Edges, 'locks' | 'channel'>
  readonly seed: number
  readonly openSocket?: OpenSocket
  readonly http?: Http
  readonly keepsakes?: Keepsakes
  /** Says when the page leaves. */
  readonly onLife?: Network['onLife']
}

/** Outlives the tabs of a test, as the device's would. */
export function fakeKeepsakes(): Keepsakes {
  const notes = new Map<string, string>()
  return {
    put: (key, note) => void notes.set(key, note),
    get: (key) => notes.get(key),
    remove: (key) => void notes.delete(key),
    keys: () => [...notes.keys()],
  }
}

/** The edges of one tab in a test. Without a socket and an http the device is offline. */
export function fakeEdges({ time, tab, seed, openSocket, http, onLife, ...given }: FakeEdgesOptions): Edges {
  const keepsakes = given.keepsakes ?? fakeKeepsakes()
  return {
    clock: time.clock,
    random: seededRandom(seed),
    timers: time.timers,
    openSocket: openSocket ?? unreachableSocket,
    locks: tab.locks,
    channel: tab.channel,
    probe: { persisted: async () => true, persist: async () => true, usage: async () => ({}) },
    http: http ?? (async () => undefined),
    keepsakes,
    forgetNotes: (part) => {
      for (const key of keepsakes.keys()) if (key.includes(part)) keepsakes.remove(key)
    },
    network: { isOnline: () => true, onChange: () => () => {}, onLife: onLife ?? (() => () => {}) },
  }
}

const unreachableSocket: OpenSocket = ({ closed }) => {
  let isClosed = false
  const close = () => {
    if (isClosed) return
    isClosed = true
    closed(1006, '')
  }
  queueMicrotask(close)
  return { send: () => {}, close }
}
