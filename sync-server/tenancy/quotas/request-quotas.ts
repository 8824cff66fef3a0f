import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'

const minuteMs = 60_000

/** Requests of an organisation by the minute of the clock. */
export interface RequestQuotas {
  /** undefined: counted, and within the limit; else milliseconds until the next minute. */
  take(organisation: OrganisationId, limit: number | undefined): number | undefined
  /** In this minute, as far as they were counted. */
  countIn(organisation: OrganisationId): number
}

export function openRequestQuotas(clock: Clock): RequestQuotas {
  let minute = 0
  let counts = new Map<OrganisationId, number>()
  const countIn = (organisation: OrganisationId) => {
    const now = Math.floor(clock.now() / minuteMs)
    if (now !== minute) {
      minute = now
      counts = new Map()
    }
    return counts.get(organisation) ?? 0
  }
  return {
    countIn,
    take: (organisation, limit) => {
      const count = countIn(organisation)
      if (limit !== undefined && count >= limit) return minuteMs - (clock.now() % minuteMs)
      counts.set(organisation, count + 1)
      return undefined
    },
  }
}
