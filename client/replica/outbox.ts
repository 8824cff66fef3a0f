import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { Limits, PushResult } from '#shared/protocol/messages.ts'
import type { StoredChunk, UnsentCount } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import type { RefusedTray } from './refused-tray.ts'
import type { OpenReplicas } from './open-replicas.ts'
import { keyOf, type Place } from './replica-registry.ts'
import { isPassing } from './sync-machine.ts'
import type { OutboxBatch } from './sync-state.ts'

/** Small enough that a push does not hold up what comes after it. */
const maxPushBytes = 1024 * 1024

/** In the life of a tab, for each replica. Names may have to be taken again by every tab that is open. */
const maxHelp = { 'actor-taken': 5, 'missing-changes': 1 } as const

/** How far the floor may lag behind the cursor. */
const maxFloorLag = 200

export interface Settled {
  /** The rest has to wait a while. */
  readonly mustWait: boolean
  /** The log is to be read again from here. */
  readonly rereadFrom?: number
}

export interface Settlement {
  readonly workspace: WorkspaceId
  readonly ns: readonly number[]
  readonly results: readonly PushResult[]
}

/** The unsent chunks of the store, on their way to the server and settled there. */
export class Outbox {
  readonly #core: Core
  readonly #open: OpenReplicas
  readonly #tray: RefusedTray
  readonly #helpedTimes = new Map<string, number>()
  /** Had nothing unsent when last looked at. */
  readonly #clean = new Set<WorkspaceId>()

  constructor(core: Core, { open, tray }: { open: OpenReplicas; tray: RefusedTray }) {
    this.#core = core
    this.#open = open
    this.#tray = tray
  }

  counts(): Promise<ReadonlyMap<WorkspaceId, UnsentCount>> {
    return this.#core.store.unsentCounts()
  }

  async chunksIn(workspace: WorkspaceId): Promise<number> {
    return (await this.counts()).get(workspace)?.chunks ?? 0
  }

  /** The next push. What the server would not even read goes to the tray first. */
  async next(workspace: WorkspaceId, limits: Limits): Promise<OutboxBatch> {
    await this.#noteFloor(workspace)
    const { maxChangeBytes, maxFrameBytes, maxPushChanges } = limits
    const chunks = await this.#core.store.unsentChunks(workspace, {
      maxChunks: maxPushChanges,
      maxBytes: Math.min(maxPushBytes, maxFrameBytes / 2),
    })
    const tooLarge = chunks.find(({ bytes }) => bytes.length > maxChangeBytes)
    if (!tooLarge) return batchOf(chunks)
    const isMoved = await this.#tray.refuse({ workspace, id: tooLarge.replica }, 'too-large')
    return isMoved ? this.next(workspace, limits) : { ns: [], changes: [] }
  }

  async settle({ workspace, ns, results }: Settlement): Promise<Settled> {
    const settled = ns.filter((_, index) => 'seq' in (results[index] ?? {}))
    if (settled.length > 0) await this.#core.store.write({ settled })
    const refused = refusedReplicas(await this.#replicasOf(workspace, ns, results), results)
    let mustWait = results.some((result) => 'refused' in result && isPassing(result.refused))
    if (refused.size === 0) return { mustWait }
    const { floor = 0, cursor = 0 } = this.#core.workspaces.find(workspace) ?? {}
    const rereadFrom = Math.min(floor, cursor)
    let isToReread = false
    for (const [id, code] of refused) {
      const place = { workspace, id }
      const helped = await this.#helped(place, code)
      if (helped === 'not-now') mustWait = true
      if (helped !== 'no') continue
      isToReread = true
      if (!(await this.#tray.refuse(place, code, rereadFrom))) mustWait = true
    }
    if (!isToReread) return { mustWait }
    this.#core.workspaces.patch(workspace, { cursor: rereadFrom })
    return { mustWait, rereadFrom }
  }

  /** What can be done about a refusal without the person, so often that it can not go on for ever. */
  async #helped(place: Place, code: RefusalCode): Promise<'yes' | 'no' | 'not-now'> {
    if (code !== 'actor-taken' && code !== 'missing-changes') return 'no'
    const key = `${code} ${keyOf(place)}`
    const times = this.#helpedTimes.get(key) ?? 0
    if (times >= maxHelp[code]) return 'no'
    this.#helpedTimes.set(key, times + 1)
    if (code === 'actor-taken') {
      // For a profile that was copied: it is not there for anybody's start. A page without it tries again later.
      const rewrite = await import('./rewrite-unsent.ts').catch(() => undefined)
      const rewriting = await rewrite?.rewriteUnsent(this.#core, this.#open, place)
      return rewriting === 'rewritten' ? 'yes' : rewriting === 'not-mine' ? 'no' : 'not-now'
    }
    // The server may have lost what it once had, as one restored from a backup: it gets all of the replica.
    const isMarked = await this.#core.store.resendReplica(place.workspace, place.id).then(
      () => true,
      () => false,
    )
    return isMarked ? 'yes' : 'not-now'
  }

  /** The outbox of the workspace is empty: nothing of it is in doubt up to where the cursor is. */
  emptied(workspace: WorkspaceId): void {
    this.#clean.add(workspace)
  }

  /** Written rarely: the floor may lag behind, which costs some reading again if a refusal ever comes. */
  async #noteFloor(workspace: WorkspaceId): Promise<void> {
    if (!this.#clean.delete(workspace)) return
    const { cursor = 0, floor = 0 } = this.#core.workspaces.find(workspace) ?? {}
    if (cursor - floor < maxFloorLag) return
    this.#core.workspaces.patch(workspace, { floor: cursor })
    await this.#core.store.write({ workspacePatches: [{ id: workspace, floor: cursor }] })
  }

  /** Which replica each result is of; asked of the store only when something was refused. */
  async #replicasOf(
    workspace: WorkspaceId,
    ns: readonly number[],
    results: readonly PushResult[],
  ): Promise<readonly (ReplicaId | undefined)[]> {
    if (results.every((result) => 'seq' in result)) return []
    const limits = { maxChunks: ns.length, maxBytes: Number.MAX_SAFE_INTEGER }
    const unsent = new Map(
      (await this.#core.store.unsentChunks(workspace, limits)).map((chunk) => [chunk.n, chunk.replica]),
    )
    return ns.map((n) => unsent.get(n))
  }
}

function batchOf(chunks: readonly StoredChunk[]): OutboxBatch {
  return {
    ns: chunks.map(({ n }) => n),
    changes: chunks.map(({ replica, kind, bytes }) => ({ replica, kind, bytes })),
  }
}

/** The first reason of each replica that is not only the shadow of another. */
function refusedReplicas(
  replicas: readonly (ReplicaId | undefined)[],
  results: readonly PushResult[],
): ReadonlyMap<ReplicaId, RefusalCode> {
  const refused = new Map<ReplicaId, RefusalCode>()
  for (const [index, result] of results.entries()) {
    const replica = replicas[index]
    if (!replica || 'seq' in result || isPassing(result.refused) || refused.has(replica)) continue
    refused.set(replica, result.refused)
  }
  return refused
}
