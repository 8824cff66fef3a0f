import type { Clock } from '#shared/kit/ports.ts'

/**
 * Back-off against guessing: after `free` failures in a row each further one doubles the wait. Kept in memory, bounded; it is a
 * brake, not a lock, and a restart may lift it.
 */
export interface AttemptLimit {
  /** Milliseconds until the next attempt is heard; 0: now. */
  waitMs(key: string): number
  failed(key: string): void
  succeeded(key: string): void
}

interface Failures {
  count: number
  openAt: number
}

const firstWaitMs = 1_000
const longestWaitMs = 15 * 60_000
const forgetAfterMs = 60 * 60_000
const maxKeys = 20_000

export function openAttemptLimit({ clock, free }: { clock: Clock; free: number }): AttemptLimit {
  const failures = new Map<string, Failures>()
  return {
    waitMs: (key) => Math.max(0, (failures.get(key)?.openAt ?? 0) - clock.now()),
    failed: (key) => {
      const now = clock.now()
      const before = failures.get(key)
      const count = before && now - before.openAt < forgetAfterMs ? before.count + 1 : 1
      const waitMs = count > free ? Math.min(longestWaitMs, firstWaitMs * 2 ** (count - free - 1)) : 0
      // Set anew, so that the map stays in the order of use and its first keys are the ones to forget.
      failures.delete(key)
      failures.set(key, { count, openAt: now + waitMs })
      for (const oldest of failures.keys()) {
        if (failures.size <= maxKeys) break
        failures.delete(oldest)
      }
    },
    succeeded: (key) => void failures.delete(key),
  }
}
