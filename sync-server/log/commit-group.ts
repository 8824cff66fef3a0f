import { hash as digest } from 'node:crypto'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { Appended, LogStore, NewChange } from '#server/storage/log-store.ts'
import type { AppendEnd, AppendRequest, Commit, CommittedChange } from './log.ts'

/**
 * Appends that share transactions: at once when idle, else together with all that arrived while the last one committed.
 *
 * Invariants: one transaction at a time; requests keep their order; a request is ended, and a commit told, only after its transaction
 * has committed.
 */
export interface CommitGroup {
  append(request: AppendRequest, end: AppendEnd): void
  /** Fulfilled when nothing is waiting any more. */
  settled(): Promise<void>
}

interface Waiting {
  readonly request: AppendRequest
  readonly end: AppendEnd
}

interface Ports {
  readonly store: LogStore
  readonly clock: Clock
  tell(commit: Commit): void
}

/** Bounds how long one transaction keeps those behind it waiting. */
const maxRequestsAtOnce = 4_096
/** Half of a busy server's time is writing to sockets, one write each: the more it has to tell, the more it tells at once. */
const restPerWork = 2
const maxRestMs = 10

export function openCommitGroup(ports: Ports): CommitGroup {
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined

  const run = async () => {
    // The check phase comes after all sockets that were ready have been read, so what they brought commits together.
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxRequestsAtOnce)
      waiting = waiting.slice(maxRequestsAtOnce)
      const told = await commit(ports, group)
      const restMs = Math.min(maxRestMs, restPerWork * (performance.now() - told))
      if (restMs >= 1) await pause(restMs)
    }
    running = undefined
  }
  return {
    append: (request, end) => {
      waiting.push({ request, end })
      running ??= run()
    },
    settled: async () => running,
  }
}

/** Ends after all sockets that were ready have been read. */
async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
  await new Promise((resolve) => setImmediate(resolve))
}

/** Answers when it began to tell, by `performance.now()`. */
async function commit({ store, clock, tell }: Ports, group: readonly Waiting[]): Promise<number> {
  const timeMs = clock.now()
  const entries = group.flatMap(({ request }) => entriesOf(request, timeMs))
  let results: readonly Appended[]
  try {
    results = await store.append(entries)
  } catch (error) {
    for (const { end } of group) end.failed(error)
    return performance.now()
  }
  const told = performance.now()
  let at = 0
  const fresh: { workspace: WorkspaceId; change: CommittedChange }[] = []
  for (const { request, end } of group) {
    const own = results.slice(at, at + request.changes.length)
    own.forEach(({ seq, isNew }, index) => {
      const entry = entries[at + index]
      if (isNew && entry)
        fresh.push({ workspace: request.workspace, change: { ...changeOf(entry, seq), origin: request.origin } })
    })
    at += own.length
    end.stored(own.map(({ seq }) => seq))
  }
  for (const each of commitsOf(fresh)) tell(each)
  return told
}

function entriesOf(request: AppendRequest, timeMs: number): NewChange[] {
  const { workspace, author, device, agentRun, onBehalfOf, changes } = request
  return changes.map(({ replica, kind, bytes, isNews, isRepeat }) => {
    const change = { workspace, replica, kind, bytes, author, device, agentRun, onBehalfOf, timeMs }
    return isNews ? change : { ...change, hash: digest('sha256', bytes, 'buffer'), isRepeat: isRepeat === true }
  })
}

function changeOf({ replica, kind, bytes, author, device, timeMs }: NewChange, seq: number) {
  return { seq, replica, kind, bytes, author, device, timeMs }
}

function commitsOf(fresh: readonly { workspace: WorkspaceId; change: CommittedChange }[]): Commit[] {
  const byWorkspace = new Map<WorkspaceId, CommittedChange[]>()
  for (const { workspace, change } of fresh) {
    const changes = byWorkspace.get(workspace)
    if (changes) changes.push(change)
    else byWorkspace.set(workspace, [change])
  }
  return [...byWorkspace].map(([workspace, changes]) => {
    const from = (changes[0]?.seq ?? 1) - 1
    return { workspace, from, to: from + changes.length, changes }
  })
}
