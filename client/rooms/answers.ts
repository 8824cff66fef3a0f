import type { Refused } from '#shared/kit/outcome.ts'
import type { RestOutcome } from './rest.ts'

/** What is known of a server's answer. An answer stays in sight while it is asked for again, or while that fails. */
export type Answer<Value> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly refusal: Refused<string> }
  /** `refusal`: asking again failed, so it may be out of date. */
  | { readonly status: 'ready'; readonly value: Value; readonly refusal?: Refused<string> }

type Ask = (path: string) => Promise<RestOutcome<unknown>>

/** Tells when a server that was out of reach may answer again; returns the unsubscriber. */
type OnReached = (listener: () => void) => () => void

/** The answers that the screens of a room show, each asked for once and shared: who may do what is known to the server alone. */
export interface Answers {
  get(path: string): Answer<unknown>
  /** Asks, unless somebody looks at it already. Returns the unsubscriber. */
  subscribe(path: string, listener: () => void): () => void
  /** Asks again for what begins with it and is on a screen, and forgets the rest. */
  refresh(prefix: string): void
}

interface Entry {
  answer: Answer<unknown>
  /** Of two questions under way the later one counts. */
  asked: number
  readonly listeners: Set<() => void>
}

const loading = { status: 'loading' } as const

/** What could not be asked is asked again by itself when the server is reached, for as long as somebody looks. */
export function createAnswers(ask: Ask, onReached: OnReached): Answers {
  const entries = new Map<string, Entry>()
  let looking = 0
  let stopWaiting = () => {}

  const load = async (path: string, entry: Entry) => {
    const number = ++entry.asked
    const outcome = await ask(path)
    if (number !== entry.asked) return
    entry.answer = outcome.ok ? { status: 'ready', value: outcome.value } : failed(entry.answer, outcome)
    for (const listener of entry.listeners) listener()
  }

  const askFailedAgain = () => {
    for (const [path, entry] of entries)
      if (entry.listeners.size > 0 && isUnreached(entry.answer)) void load(path, entry)
  }

  return {
    get: (path) => entries.get(path)?.answer ?? loading,
    subscribe: (path, listener) => {
      let entry = entries.get(path)
      if (!entry) entries.set(path, (entry = { answer: loading, asked: 0, listeners: new Set() }))
      if (entry.listeners.size === 0) void load(path, entry)
      const { listeners } = entry
      listeners.add(listener)
      if (++looking === 1) stopWaiting = onReached(askFailedAgain)
      return () => {
        if (listeners.delete(listener) && --looking === 0) stopWaiting()
      }
    },
    refresh: (prefix) => {
      for (const [path, entry] of entries) {
        if (!path.startsWith(prefix)) continue
        if (entry.listeners.size > 0) void load(path, entry)
        else entries.delete(path)
      }
    },
  }
}

function isUnreached(answer: Answer<unknown>): boolean {
  return answer.status !== 'loading' && answer.refusal?.reason === 'unreachable'
}

/** Without the server an old answer is better than none; a refusal by the server itself takes it away. */
function failed(before: Answer<unknown>, refusal: Refused<string>): Answer<unknown> {
  if (before.status === 'ready' && refusal.reason === 'unreachable') return { ...before, refusal }
  return { status: 'failed', refusal }
}
