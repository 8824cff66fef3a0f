import { lastHere, seenAt, type Visit } from '#shared/assistant/since/last-here.ts'
import { remember, type Remembered } from '#shared/assistant/since/remembered.ts'
import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Rows } from '#shared/rooms/room.ts'

/** When somebody was here before, and what their tasks were then. */
export interface Before {
  readonly fromMs: number
  readonly remembered?: Remembered | undefined
}

/** The visits of one person to one workspace, as this device keeps them. Nothing of it leaves the device. */
export interface Visits {
  subscribe(listener: () => void): () => void
  visit(): Visit | undefined
  /** What was remembered when the visit before ended. */
  remembered(): Remembered | undefined
  /** Somebody looks at the workspace now. */
  seen(now: { readonly nowMs: number; readonly rows: Rows; readonly me: readonly PrincipalId[] }): void
  before(now: { readonly nowMs: number; readonly rows: Rows; readonly me: readonly PrincipalId[] }): Before | undefined
  /** The card about what was missed stays away until the next visit. */
  dismiss(): void
}

/** What is kept: what was remembered when the visit before ended, and what would be if this one ended now. */
interface Kept {
  readonly visit: Visit
  readonly remembered: Remembered
  readonly before?: Remembered | undefined
}

export function openVisits(key: string, storage: Pick<Storage, 'getItem' | 'setItem'>): Visits {
  const listeners = new Set<() => void>()
  let kept = read(storage, key)
  const write = (next: Kept) => {
    const isNews = next.visit.sinceMs !== kept?.visit.sinceMs || next.visit.isDismissed !== kept.visit.isDismissed
    kept = next
    try {
      storage.setItem(key, JSON.stringify(next))
    } catch {
      // Full or forbidden: known until the tab is closed.
    }
    if (isNews) for (const listener of listeners) listener()
  }
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    visit: () => kept?.visit,
    remembered: () => kept?.before,
    seen: ({ nowMs, rows, me }) => {
      // Another tab may have been seen meanwhile.
      const latest = newer(read(storage, key), kept)
      const visit = seenAt(latest?.visit, nowMs)
      const isAnother = latest !== undefined && visit.sinceMs !== latest.visit.sinceMs
      write({ visit, remembered: remember(rows, me, nowMs), before: isAnother ? latest.remembered : latest?.before })
    },
    before: ({ nowMs, rows, me }) => {
      const fromMs = lastHere(rows, { me, nowMs, visit: kept?.visit })
      return fromMs === undefined ? undefined : { fromMs, remembered: kept?.before }
    },
    dismiss: () => kept && write({ ...kept, visit: { ...kept.visit, isDismissed: true } }),
  }
}

function newer(one: Kept | undefined, other: Kept | undefined): Kept | undefined {
  return (one?.visit.lastMs ?? -1) >= (other?.visit.lastMs ?? -1) ? one : other
}

function read(storage: Pick<Storage, 'getItem'>, key: string): Kept | undefined {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? 'null')
    return isKept(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Written by another version, or by anybody at the keys of this browser. */
function isKept(value: unknown): value is Kept {
  const { visit, remembered, before } = (value ?? {}) as Record<string, unknown>
  const { lastMs, sinceMs } = (visit ?? {}) as Record<string, unknown>
  const isVisit = typeof lastMs === 'number' && typeof sinceMs === 'number'
  return isVisit && isRemembered(remembered) && (before === undefined || isRemembered(before))
}

function isRemembered(value: unknown): value is Remembered {
  const { atMs, tasks } = (value ?? {}) as Record<string, unknown>
  return typeof atMs === 'number' && typeof tasks === 'object' && tasks !== null
}
