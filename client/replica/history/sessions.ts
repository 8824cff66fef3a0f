import type { PrincipalId } from '#shared/kit/ids.ts'

/** Author and time of a change; absent where nobody knows them any more. */
export interface Attributed {
  readonly author?: PrincipalId
  /** Ms, UTC. */
  readonly at?: number
  /** Of its first part, where it was put together from several. */
  readonly since?: number
}

/** Who comes back after this long begins a new version. */
const pauseMs = 10 * 60_000
/** Two people who write closer together than this write together: one version of both. */
const handOverMs = 60_000
/** Whoever writes all day gets a version an hour. */
const longestMs = 60 * 60_000

/**
 * Cuts a history into the sittings in which it was written: the versions that a timeline shows, and what a device may merge without
 * losing them. Order is kept. Changes of unknown time stand together.
 */
export function sessionsOf<Change extends Attributed>(changes: readonly Change[]): readonly (readonly Change[])[] {
  const sessions: Change[][] = []
  for (const change of changes) {
    const session = sessions.at(-1)
    if (session && belongsTo(session, change)) session.push(change)
    else sessions.push([change])
  }
  return sessions
}

function belongsTo(session: readonly Attributed[], change: Attributed): boolean {
  const [first, last] = [session[0], session.at(-1)]
  const [begin, end, since] = [startOf(first), last?.at, startOf(change)]
  if (since === undefined || begin === undefined || end === undefined) return change.at === end
  // Clocks of two devices may be apart, either way.
  const gapMs = Math.abs(since - end)
  if (gapMs > pauseMs || Math.abs((change.at ?? since) - begin) > longestMs) return false
  return change.author === last?.author || gapMs <= handOverMs
}

function startOf(change: Attributed | undefined): number | undefined {
  return change?.since ?? change?.at
}
