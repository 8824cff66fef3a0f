import type { PrincipalId } from '../../kit/ids.ts'
import type { Rows } from '../../rooms/room.ts'
import { recordsOf } from '../records/facets.ts'
import { recordTypes } from '../records/query.ts'

/** So long a pause is being away. */
export const pauseMs = 8 * 60 * 60_000

/** What one device knows of one person's visits to one workspace. */
export interface Visit {
  /** When they were seen here last. */
  readonly lastMs: number
  /** When this visit began. */
  readonly sinceMs: number
  /** When the one before ended; absent: there was none here. */
  readonly beforeMs?: number | undefined
  /** The card about what was missed was put away, in this visit. */
  readonly isDismissed?: boolean | undefined
}

/** The visit as it is now that somebody is seen. */
export function seenAt(visit: Visit | undefined, nowMs: number): Visit {
  if (!visit) return { lastMs: nowMs, sinceMs: nowMs }
  // A clock that was set back makes no visit.
  if (nowMs < visit.lastMs) return visit
  if (nowMs - visit.lastMs < pauseMs) return { ...visit, lastMs: nowMs }
  return { lastMs: nowMs, sinceMs: nowMs, beforeMs: visit.lastMs }
}

/**
 * When the person was here before, on whatever device: the end of the latest stretch before this one. Stretches are made of what this device
 * has seen and of changes of their own that are in the rows, from wherever they came; more than eight hours apart are two. Who only read
 * elsewhere has left no trace here. undefined: not known.
 */
export function lastHere(
  rows: Rows,
  { me, nowMs, visit }: { me: readonly PrincipalId[]; nowMs: number; visit?: Visit | undefined },
): number | undefined {
  let later = visit?.sinceMs ?? nowMs
  const traces = recordTypes
    .flatMap((type) => recordsOf(rows, type))
    .filter(({ changedBy, changed }) => changed < later && me.includes(changedBy))
    .map(({ changed }) => changed)
  const ends = [...traces, ...(visit?.beforeMs === undefined ? [] : [visit.beforeMs])].toSorted((a, b) => b - a)
  for (const end of ends) {
    if (later - end >= pauseMs) return end
    later = Math.min(later, end)
  }
  return undefined
}
