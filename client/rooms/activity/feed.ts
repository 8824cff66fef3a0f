import type { ActivityItem, ActivityPage } from '#shared/protocol/rest-activity.ts'
import type { RestOutcome } from '../rest.ts'

/** What the screen shows of the activity. */
export type FeedState =
  | { readonly status: 'reading' }
  /** The server can not be reached; a device knows the latest change of each thing. */
  | { readonly status: 'away' }
  | { readonly status: 'failed' }
  | {
      readonly status: 'ready'
      readonly items: readonly ActivityItem[]
      readonly names: Readonly<Record<string, string>>
      readonly next: string | undefined
      readonly older: 'idle' | 'reading' | 'failed'
    }

export interface Feed {
  get(): FeedState
  subscribe(listener: () => void): () => void
  /** One page further back. */
  more(): void
  /** Reads the latest once more. */
  again(): void
}

export interface FeedPorts {
  ask(before: string | undefined): Promise<RestOutcome<ActivityPage>>
  /** Calls when the workspace has changed, or the server can be reached again. Returns the unsubscriber. */
  onChanged(listener: () => void): () => void
  /** Calls after a pause; what is asked for meanwhile is the same call. */
  later(run: () => void): void
}

/** Reads while somebody looks: at the beginning, and whenever something has changed. Nothing is asked for by the clock. */
export function openFeed(ports: FeedPorts): Feed {
  const listeners = new Set<() => void>()
  let state: FeedState = { status: 'reading' }
  let stopWatching = () => {}
  let isDue = false
  let asked = 0
  const show = (next: FeedState) => {
    state = next
    for (const listener of new Set(listeners)) listener()
  }

  const readLatest = async () => {
    const number = ++asked
    const answer = await ports.ask(undefined)
    // Of two questions under way the later one counts.
    if (number !== asked) return
    if (answer.ok) show(joined(answer.value, state))
    else show({ status: answer.reason === 'unreachable' ? 'away' : 'failed' })
  }
  const readSoon = () => {
    if (isDue) return
    isDue = true
    ports.later(() => {
      isDue = false
      if (listeners.size > 0) void readLatest()
    })
  }
  const readOlder = async () => {
    if (state.status !== 'ready' || state.next === undefined || state.older === 'reading') return
    const { next } = state
    show({ ...state, older: 'reading' })
    const answer = await ports.ask(next)
    // Meanwhile the latest may have been read again.
    if (state.status !== 'ready') return
    if (!answer.ok || state.next !== next) show({ ...state, older: answer.ok ? 'idle' : 'failed' })
    else show(lengthened(state, answer.value))
  }
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      if (listeners.size === 1) {
        stopWatching = ports.onChanged(readSoon)
        void readLatest()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stopWatching()
      }
    },
    more: () => void readOlder(),
    again: () => {
      show({ status: 'reading' })
      void readLatest()
    },
  }
}

function lengthened(state: Extract<FeedState, { status: 'ready' }>, { items, names, next }: ActivityPage): FeedState {
  return { ...state, items: [...state.items, ...items], names: { ...state.names, ...names }, next, older: 'idle' }
}

/** The latest page over what had been read before, where the two meet; else what is between them is not known, and is read when it is asked for. */
function joined(page: ActivityPage, before: FeedState): FeedState {
  const latest = { status: 'ready', ...page, next: page.next, older: 'idle' } as const
  if (before.status !== 'ready') return latest
  const ids = new Set(page.items.map(({ id }) => id))
  const meeting = before.items.findLastIndex(({ id }) => ids.has(id))
  const tail = meeting < 0 ? [] : before.items.slice(meeting + 1)
  if (tail.length === 0) return latest
  return {
    ...latest,
    items: [...page.items, ...tail],
    names: { ...before.names, ...page.names },
    next: before.next,
  }
}
