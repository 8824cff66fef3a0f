import type { Clock, Random } from '#shared/kit/ports.ts'

/**
 * What somebody has to come back with soon: a step of a sign-in, a challenge. Kept in memory and bounded, the oldest go first; a restart
 * ends what was under way and nothing else.
 */
export interface ShortLived<Value> {
  /** Returns the secret that it is found by. */
  keep(value: Value): string
  find(token: string): Value | undefined
  /** It is found no more. */
  take(token: string): Value | undefined
}

const maxKept = 10_000

export function openShortLived<Value>({
  clock,
  random,
  lifeMs,
}: {
  clock: Clock
  random: Random
  lifeMs: number
}): ShortLived<Value> {
  const kept = new Map<string, { value: Value; endsAt: number }>()
  const find = (token: string) => {
    const found = kept.get(token)
    return found && found.endsAt > clock.now() ? found.value : undefined
  }
  return {
    keep: (value) => {
      const now = clock.now()
      // In the order of their ends.
      for (const [oldest, { endsAt }] of kept) {
        if (endsAt > now && kept.size < maxKept) break
        kept.delete(oldest)
      }
      const token = Buffer.from(random.bytes(32)).toString('base64url')
      kept.set(token, { value, endsAt: now + lifeMs })
      return token
    },
    find,
    take: (token) => {
      const value = find(token)
      kept.delete(token)
      return value
    },
  }
}
