import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '#shared/kit/ports.ts'
import { type Bucket, take, tokensIn } from '#server/log/rate-limit.ts'
import { HttpRefusal } from './problems.ts'

interface LimitPorts {
  readonly clock: Clock
  readonly requestsPerMinute: number
}

/** Beyond so many callers within a minute those that asked longest ago begin afresh. */
const maxCallers = 50_000

/**
 * So many requests a minute for each caller, all at once or spread; an organisation has a quota of its own beside it (quota-door.ts). Files are
 * left out: an import brings thousands, and they are bounded by their bytes. To be installed after the doors.
 */
export function installRequestLimits(app: FastifyInstance, { clock, requestsPerMinute }: LimitPorts): void {
  const buckets = new Map<string, Bucket>()
  const limit = { burst: requestsPerMinute, perSecond: requestsPerMinute / 60 }
  const words = String(requestsPerMinute)
  app.addHook('onRequest', (request, reply, done) => {
    const { config, url } = request.routeOptions
    if (!config.door || url?.includes('/blobs/')) return done()
    const caller = callerKey(request)
    const nowMs = clock.now()
    const before = buckets.get(caller)
    const after = take(before, { cost: 1, nowMs, limit })
    const left = after?.tokens ?? tokensIn(before, nowMs, limit)
    const toFull = String(Math.ceil((requestsPerMinute - left) / limit.perSecond))
    reply.headers({
      'ratelimit-limit': words,
      'ratelimit-remaining': String(Math.floor(left)),
      'ratelimit-reset': toFull,
    })
    if (!after) {
      const wait = String(Math.max(1, Math.ceil((1 - left) / limit.perSecond)))
      throw new HttpRefusal('too-many-requests', { headers: { 'retry-after': wait } })
    }
    if (!before && buckets.size >= maxCallers) forgetOldest(buckets)
    buckets.set(caller, after)
    done()
  })
}

/** Who is not signed in is known by where they come from. */
function callerKey(request: FastifyRequest): string {
  return request.caller?.principal ?? request.ip
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  for (const caller of buckets.keys()) {
    buckets.delete(caller)
    if (buckets.size < maxCallers) return
  }
}
