import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Effect } from '#server/storage/consumer-store.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { forEachRestless, homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type BackgroundLoop, openBackgroundLoop, type Pause, pauseFor } from './background-loop.ts'
import type { Log } from './log.ts'

/** A reader of the log with a cursor of its own in each workspace, who makes something of what it reads. */
export interface Consumer {
  readonly name: string
  /** What it makes depends on this too: with another stamp than last time it begins anew. */
  readonly stamp: string
  /** Between two rounds at least; absent: a second. Who reads whole states rests longer, for a text that is typed in is read in each. */
  readonly restMs?: number
  /** The next stretch after a cursor; undefined: there is none. Without effects of its own: they are what it answers. */
  read(place: ReadingPlace): Promise<Stretch | undefined>
  /** Its effects are written. */
  advanced?(workspace: WorkspaceId, stretch: Stretch): void
}

export interface ReadingPlace {
  readonly workspace: WorkspaceId
  readonly store: LogStore
  readonly after: number
}

export interface Stretch {
  readonly to: number
  readonly effects: readonly Effect[]
}

export interface ConsumerPorts {
  readonly storage: Storage
  readonly log: Log
  report(fault: unknown): void
  pause?: Pause
}

const restMs = 1_000
const breathMs = 5

/**
 * Follows the log, woken when there is more to read, catching up in the background after a start. What it writes and its cursor are one transaction:
 * wherever the process ends, each stretch has its effect once.
 */
export async function openConsumer(consumer: Consumer, ports: ConsumerPorts): Promise<BackgroundLoop<WorkspaceId>> {
  const { storage, log, report, pause = pauseFor } = ports
  const loop = openBackgroundLoop<WorkspaceId>({
    restMs: consumer.restMs ?? restMs,
    breathMs,
    report,
    pause,
    work: (workspace) => takeStretch(consumer, { storage, workspace, isClosed: () => isClosed }),
  })
  let isClosed = false
  const stopListening = log.onSorted((workspace) => loop.wake(workspace))
  const { name, stamp } = consumer
  await forEachRestless(storage, { nowMs: 0, consumer: { name, stamp } }, async (store) => {
    await store.log.beginAnew(consumer.name, consumer.stamp)
    for (const workspace of await store.log.behind(consumer.name)) loop.wake(workspace)
  })
  return {
    ...loop,
    wake: (workspace) => loop.wake(workspace),
    settled: () => log.sorted().then(() => loop.settled()),
    close: () => {
      isClosed = true
      stopListening()
      return loop.close()
    },
  }
}

async function takeStretch(
  consumer: Consumer,
  { storage, workspace, isClosed }: { storage: Storage; workspace: WorkspaceId; isClosed(): boolean },
): Promise<boolean> {
  const home = await homeOfWorkspace(storage, workspace)
  if (!home) return false
  const store = home.store.log
  const from = await store.cursorOf(consumer.name, workspace)
  const stretch = await consumer.read({ workspace, store, after: from })
  // What was read while everything was being closed may be half of it.
  if (!stretch || isClosed()) return false
  if (await store.advance({ consumer: consumer.name, workspace, from, ...stretch }))
    consumer.advanced?.(workspace, stretch)
  return true
}
