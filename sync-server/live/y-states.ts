import { emptyUpdate, missingOf, noveltyOf, stateVectorOf } from '#server/log/update-diff.ts'
import type { Commit, Log } from '#server/log/log.ts'
import type { JobInput, JobName } from '#server/log/worker/jobs.ts'
import type { WorkerPool } from '#server/log/worker/worker-pool.ts'
import type { Place } from './channels.ts'

/**
 * What is stored of the replicas that stock clients open, as updates and never as a document. Kept for a while after the last use, within
 * bounds, so that a crowd that opens one document reads it once.
 */
export interface YStates {
  /** What the owner of the state vector lacks, as updates to be sent in order; none when it has everything. */
  missing(place: Place, stateVector: Uint8Array): Promise<readonly Uint8Array[]>
  /** Of everything that is stored. */
  stateVector(place: Place): Promise<Uint8Array>
  /** The part of an update that is not stored yet; undefined when there is none. Throws at bytes that are no update. */
  novelty(place: Place, update: Uint8Array): Promise<Uint8Array | undefined>
  /** To be told of every commit, before anybody asks for what is in it. */
  committed(commit: Commit): void
  close(): void
}

interface State {
  readonly updates: Uint8Array[]
  bytes: number
  loading: Promise<void>
  merging: Promise<void> | undefined
  usedAt: number
  /** Not counted any more, though somebody may still use it. */
  isForgotten: boolean
}

/** Above it the updates of one replica are merged to one. */
const maxUpdates = 64
const maxBytesKept = 64 * 1024 * 1024
const keptForMs = 30_000
/** What is quicker done here than copied to a worker. */
const smallBytes = 16 * 1024

export function openYStates(log: Log, pool: WorkerPool): YStates {
  return new States(log, pool)
}

/**
 * Invariant: once a state is loading, every later commit of its replica is appended to it, so that loaded it holds everything that has
 * been committed; some of it perhaps twice, which means nothing to Yjs.
 */
class States implements YStates {
  readonly #log: Log
  readonly #pool: WorkerPool
  /** In the order of use. */
  readonly #states = new Map<string, State>()
  readonly #sweep: NodeJS.Timeout
  #bytes = 0

  constructor(log: Log, pool: WorkerPool) {
    this.#log = log
    this.#pool = pool
    this.#sweep = setInterval(() => this.#forgetUnused(), keptForMs / 3).unref()
  }

  async missing(place: Place, stateVector: Uint8Array): Promise<readonly Uint8Array[]> {
    const { updates, bytes } = await this.#load(place)
    const isNothing = stateVector.length === 1 && stateVector[0] === 0
    if (isNothing || updates.length === 0) return [...updates]
    const input = { updates: [...updates], stateVector }
    const update = bytes <= smallBytes ? missingOf(input) : await this.#inWorker('missingOf', input)
    return Buffer.compare(update, emptyUpdate) === 0 ? [] : [update]
  }

  async stateVector(place: Place): Promise<Uint8Array> {
    const { updates, bytes } = await this.#load(place)
    const input = { updates: [...updates] }
    return bytes <= smallBytes ? stateVectorOf(input) : this.#inWorker('stateVectorOf', input)
  }

  async novelty(place: Place, update: Uint8Array): Promise<Uint8Array | undefined> {
    const { updates, bytes } = await this.#load(place)
    const input = { updates: [...updates], update }
    return bytes + update.length <= smallBytes ? noveltyOf(input) : this.#inWorker('noveltyOf', input)
  }

  committed({ workspace, changes }: Commit): void {
    if (this.#states.size === 0) return
    for (const { replica, bytes } of changes) {
      const state = this.#states.get(keyOf({ workspace, replica }))
      if (state) this.#append(state, [bytes])
    }
  }

  close(): void {
    clearInterval(this.#sweep)
    this.#states.clear()
  }

  async #load(place: Place): Promise<State> {
    const key = keyOf(place)
    const state = this.#states.get(key) ?? this.#begin(place)
    // Set anew, so that the map stays in the order of use.
    this.#states.delete(key)
    this.#states.set(key, state)
    state.usedAt = performance.now()
    try {
      await state.loading
    } catch (fault) {
      this.#forget(key)
      throw fault
    }
    if (state.updates.length > maxUpdates) await (state.merging ??= this.#merge(state))
    this.#forgetOldest(key)
    return state
  }

  #begin({ workspace, replica }: Place): State {
    const state: State = {
      updates: [],
      bytes: 0,
      loading: Promise.resolve(),
      merging: undefined,
      usedAt: 0,
      isForgotten: false,
    }
    state.loading = this.#log.ofReplica(workspace, replica).then((stored) => this.#append(state, stored?.chunks ?? []))
    return state
  }

  async #merge(state: State): Promise<void> {
    const updates = [...state.updates]
    try {
      const merged = await this.#inWorker('mergeUpdates', updates)
      const before = state.updates.splice(0, updates.length, merged)
      this.#count(state, merged.length - bytesOf(before))
    } finally {
      state.merging = undefined
    }
  }

  async #inWorker<Name extends JobName>(name: Name, input: JobInput<Name>) {
    const outcome = await this.#pool.run(name, input)
    if (!outcome.ok) throw new Error(`${name}: ${outcome.detail ?? outcome.reason}`)
    return outcome.value
  }

  #append(state: State, updates: readonly Uint8Array[]): void {
    state.updates.push(...updates)
    this.#count(state, bytesOf(updates))
  }

  #count(state: State, bytes: number): void {
    state.bytes += bytes
    if (!state.isForgotten) this.#bytes += bytes
  }

  #forget(key: string): void {
    const state = this.#states.get(key)
    if (!state) return
    this.#bytes -= state.bytes
    state.isForgotten = true
    this.#states.delete(key)
  }

  #forgetOldest(inUse: string): void {
    for (const key of this.#states.keys()) {
      if (this.#bytes <= maxBytesKept) return
      if (key !== inUse) this.#forget(key)
    }
  }

  #forgetUnused(): void {
    const until = performance.now() - keptForMs
    for (const [key, { usedAt }] of this.#states) if (usedAt < until) this.#forget(key)
  }
}

function bytesOf(updates: readonly Uint8Array[]): number {
  return updates.reduce((sum, { length }) => sum + length, 0)
}

function keyOf({ workspace, replica }: Place): string {
  return `${workspace}/${replica}`
}
