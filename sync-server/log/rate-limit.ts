/** A bucket of tokens that fills by itself: `burst` at once, `perSecond` in the long run. */
export interface RateLimit {
  readonly burst: number
  readonly perSecond: number
}

/** Full where there is none yet. */
export interface Bucket {
  readonly tokens: number
  readonly atMs: number
}

/** undefined: there are not so many tokens now, and none is taken. */
export function take(
  bucket: Bucket | undefined,
  { cost, nowMs, limit }: { cost: number; nowMs: number; limit: RateLimit },
): Bucket | undefined {
  const tokens = tokensIn(bucket, nowMs, limit)
  return tokens >= cost ? { tokens: tokens - cost, atMs: nowMs } : undefined
}

/** Full after a clock has gone back: else nothing would be allowed until it is where it was. */
export function tokensIn(bucket: Bucket | undefined, nowMs: number, { burst, perSecond }: RateLimit): number {
  if (!bucket || nowMs < bucket.atMs) return burst
  return Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * perSecond)
}
