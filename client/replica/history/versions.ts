import type { PrincipalId } from '#shared/kit/ids.ts'
import type { HistoryChange } from './history-calls.ts'
import { sessionsOf } from './sessions.ts'

/** What somebody, or some together, wrote at one sitting. */
export interface Version {
  /** The same as long as nothing is added to it, on every device: fit for an address. */
  readonly key: string
  /** Without those of whom nobody knows any more. */
  readonly authors: readonly PrincipalId[]
  /** Ms, UTC; undefined: nobody knows any more. */
  readonly from: number | undefined
  readonly to: number | undefined
  /** Its state is that of the changes before this index. */
  readonly end: number
  /** Something of it is on this device only, so far. */
  readonly isUnsent: boolean
}

/** The oldest first; the state of the last is the present one. */
export function versionsOf(changes: readonly HistoryChange[]): readonly Version[] {
  let end = 0
  const keys = new Set<string>()
  return sessionsOf(changes).map((session) => {
    end += session.length
    const [first, last] = [session[0], session.at(-1)]
    const to = last?.at
    let key = String(to ?? 0)
    // Two sittings can end in one millisecond.
    while (keys.has(key)) key += 'b'
    keys.add(key)
    return {
      key,
      authors: [...new Set(session.flatMap(({ author }) => author ?? []))],
      from: first?.since ?? first?.at,
      to,
      end,
      isUnsent: session.some(({ isUnsent }) => isUnsent),
    }
  })
}
