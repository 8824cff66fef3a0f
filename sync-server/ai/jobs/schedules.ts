import { mintId, type OrganisationId } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { dayOfIso, isoOf, wallNow } from '#shared/language/civil.ts'
import { nextOccurrence } from '#shared/language/recurrence.ts'
import type { Access } from '#server/access/access.ts'
import type { Schedule } from '#server/storage/job-store.ts'
import type { Storage } from '#server/storage/storage.ts'

interface SchedulePorts {
  readonly storage: Storage
  readonly access: Access
  readonly clock: Clock
  readonly random: Random
}

/** What is due becomes a job, once; of what was missed while the server was down the last time counts. No owner, no run. */
export async function fireSchedules(ports: SchedulePorts, organisation: OrganisationId): Promise<void> {
  const { jobs } = await ports.storage.organisation(organisation)
  const nowMs = ports.clock.now()
  for (const schedule of await jobs.dueSchedules(nowMs)) {
    const { workspace, owner, agent, id, text, zone: timeZone, weekStartsOn, dueMs } = schedule
    const isOwned = (await ports.access.check(owner, 'execute', workspace)).ok
    const job = {
      id: mintId<string>('job', ports.random),
      source: `${sourceOf(id)}${dueMs}`,
      workspace,
      agent,
      requester: owner,
      task: { kind: 'scheduled', schedule: id, text, timeZone, weekStartsOn } as const,
      dueMs: nowMs,
      createdMs: nowMs,
    }
    await jobs.fireSchedule(schedule, nextDueMs(schedule, nowMs), isOwned ? job : undefined)
  }
}

/** What the sources of its jobs begin with, in the order in which they were due. */
export function sourceOf(schedule: string): string {
  return `schedule:${schedule}:`
}

type Timing = Pick<Schedule, 'rule' | 'zone' | 'startMs'>

/** The first time after a moment, at the same time of the clock on the wall as the first one. undefined: the series is over. */
export function nextDueMs({ rule, zone, startMs }: Timing, afterMs: number): number | undefined {
  const start = wallNow({ nowMs: startMs, timeZone: zone })
  let after = isoOf(wallNow({ nowMs: afterMs, timeZone: zone }).day - 1)
  // Today's may still come, or have been.
  for (let look = 0; look < 3; look += 1) {
    const date = nextOccurrence({ rule, start: isoOf(start.day), after })
    if (date === undefined) return undefined
    const dueMs = momentOf({ day: dayOfIso(date), seconds: start.seconds }, zone)
    if (dueMs > afterMs) return dueMs
    after = date
  }
  return undefined
}

const dayMs = 24 * 60 * 60_000

/** A time that the clocks leave out is later by what they leave out; of one that comes twice it is the first. */
function momentOf({ day, seconds }: { day: number; seconds: number }, timeZone: string): number {
  const asUtc = day * dayMs + seconds * 1_000
  const offsetAt = (ms: number) => {
    const wall = wallNow({ nowMs: ms, timeZone })
    return wall.day * dayMs + wall.seconds * 1_000 - Math.floor(ms / 1_000) * 1_000
  }
  const [before, later] = [offsetAt(asUtc - dayMs), offsetAt(asUtc + dayMs)]
  const fits = [asUtc - Math.max(before, later), asUtc - Math.min(before, later)].filter(
    (ms) => ms + offsetAt(ms) === asUtc,
  )
  return fits[0] ?? asUtc - before
}
