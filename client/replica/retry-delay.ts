import type { Random } from '#shared/kit/ports.ts'

export interface Retry {
  /** 0: the first drop of a connection that had held. */
  readonly attempt: number
  /** The server's wish; 0 = none. */
  readonly atLeastMs: number
}

const firstMs = 1_000
const ceilingMs = 60_000
const maxHintMs = 600_000
const leastMs = 100

/**
 * Exponential back-off with full jitter: anywhere up to a ceiling that doubles. A server that starts again sees its crowd spread evenly
 * instead of as one, and the spread grows for those that it could not take. A wish of the server is kept and spread by half of it.
 */
export function retryDelayMs({ attempt, atLeastMs }: Retry, random: Random): number {
  const chance = fraction(random)
  const hintMs = Math.min(atLeastMs, maxHintMs)
  const spreadMs = Math.max(Math.min(ceilingMs, firstMs * 2 ** attempt), hintMs / 2)
  return hintMs + Math.max(leastMs, spreadMs * chance)
}

/** The number of seconds in the reason of a close frame such as `retry-after=30`, in ms; 0 = no wish. */
export function retryAfterMs(reason: string): number {
  const seconds = /(?:^|[\s;,])retry-after=(\d{1,6})(?:$|[\s;,])/.exec(reason)?.[1]
  return seconds === undefined ? 0 : Number(seconds) * 1_000
}

/** Up to 1, in steps of a 65,535th: ten thousand clients must not meet on the same few moments. */
function fraction(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2)
  return (high * 256 + low) / 65_535
}
