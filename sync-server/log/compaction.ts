import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { ReplicaRef } from '#server/storage/snapshot-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { forEachRestless, homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type BackgroundLoop, openBackgroundLoop, type Pause, pauseFor } from './background-loop.ts'
import type { Log } from './log.ts'
import { packParts } from '#server/storage/packed-parts.ts'
import type { WorkerPool } from './worker/worker-pool.ts'

/** Bounds one merge; what is left of a longer tail is merged next time. */
const tailBounds = { maxBytes: 8 * 1024 * 1024, maxChanges: 5_000 } as const
/** Removed in one transaction: a few milliseconds. */
const maxForgotten = 500
const dayMs = 24 * 60 * 60_000

const restMs = 2_000
const breathMs = 25
const everyHourMs = 60 * 60_000

export interface CompactionPorts {
  readonly storage: Storage
  readonly log: Log
  readonly pool: WorkerPool
  readonly clock: Clock
  report(fault: unknown): void
  pause?: Pause
  /** So many single changes have left the history window. */
  forgotten?(workspace: WorkspaceId, changes: number): void
}

/**
 * Merges what has become long into snapshots, and removes single changes that the history window has left behind. Both go on while
 * people write, in small pieces with pauses.
 */
export async function openCompaction(ports: CompactionPorts): Promise<BackgroundLoop<WorkspaceId>> {
  const { storage, log, clock, pool, report, pause = pauseFor } = ports
  let isClosed = false
  const loop = openBackgroundLoop<WorkspaceId>({
    restMs,
    breathMs,
    report,
    pause,
    work: async (workspace) => {
      const home = await homeOfWorkspace(storage, workspace)
      if (!home) return false
      const place = { store: home.store.log, pool, isClosed: () => isClosed, forgotten: ports.forgotten }
      return (await foldNext(place)) || (await forgetNext(place, { workspace, nowMs: clock.now() }))
    },
  })
  const wakeAll = () =>
    forEachRestless(storage, { nowMs: clock.now() }, async (store) => {
      for (const { id } of await store.workspaces()) loop.wake(id)
    })
  const stopListening = log.onSorted((workspace) => loop.wake(workspace))
  const everyHour = setInterval(() => void wakeAll().catch(report), everyHourMs).unref()
  await wakeAll()
  return {
    wake: (workspace) => loop.wake(workspace),
    settled: () => log.sorted().then(() => loop.settled()),
    close: () => {
      isClosed = true
      stopListening()
      clearInterval(everyHour)
      return loop.close()
    },
  }
}

interface Place {
  readonly store: LogStore
  readonly pool: WorkerPool
  /** What a worker answers while everything is being closed says nothing. */
  isClosed(): boolean
  readonly forgotten?: CompactionPorts['forgotten'] | undefined
}

async function foldNext(place: Place): Promise<boolean> {
  const [heaviest] = await place.store.foldable(1)
  if (!heaviest) return false
  const isFolded = await foldReplica(place, heaviest)
  if (!isFolded && !place.isClosed()) await place.store.passOver(heaviest)
  return true
}

/**
 * Merges the changes of a replica since its snapshots. What the worker has merged is written aside, read again, loaded beside what it
 * stands for, and takes its place only when the two are alike. false: all is as it was.
 */
async function foldReplica({ store, pool }: Place, ref: ReplicaRef): Promise<boolean> {
  const parts = await store.partsOf(ref, tailBounds)
  if (!parts || parts.tail.length === 0) return false
  const { kind, snapshots, tail } = parts
  const folded = await pool.run('fold', { kind, snapshots: packParts(snapshots), tail: packParts(tail) })
  if (!folded.ok) return refusedBy(folded)
  await store.writeAside(ref, folded.value.parts)
  const kept = snapshots.filter(({ to }) => to <= folded.value.keepTo)
  const after = [...kept, ...(await store.aside(ref))]
  const before = packParts([...snapshots, ...tail])
  const proof = await pool.run('loadsAlike', { kind, before, after: packParts(after) })
  if (!proof.ok) return refusedBy(proof)
  if (!proof.value) return false
  await store.takeAside(ref, folded.value.keepTo)
  return true
}

/** A worker that ended by itself says nothing about what it was given: that is tried again. */
function refusedBy({ reason, detail }: { readonly reason: string; readonly detail?: string }): false {
  if (reason === 'ended') throw new Error(detail ?? 'The worker ended.')
  return false
}

/** true: there may be more to remove. */
async function forgetNext(place: Place, { workspace, nowMs }: { workspace: WorkspaceId; nowMs: number }) {
  const { store, isClosed } = place
  const olderThanMs = nowMs - (await store.historyDays()) * dayMs
  const { removed, unfolded } = await store.forgetChanges(workspace, { olderThanMs, max: maxForgotten })
  if (removed > 0) place.forgotten?.(workspace, removed)
  if (unfolded && !isClosed()) {
    const ref = { workspace, replica: unfolded }
    if (!(await foldReplica(place, ref)) && !isClosed()) await keepAsItIs(store, ref)
  }
  return removed > 0 || unfolded !== undefined
}

/** What can not be merged becomes snapshots change by change, byte for byte: nothing is lost and nobody is held up. */
async function keepAsItIs(store: LogStore, ref: ReplicaRef): Promise<void> {
  const parts = await store.partsOf(ref, tailBounds)
  if (!parts || parts.tail.length === 0) return
  await store.writeAside(ref, parts.tail)
  await store.takeAside(ref, parts.snapshots.at(-1)?.to ?? 0)
}
