import { openFilesLimit } from '#server/storage/open-files-limit.ts'

/** For files of organisations, requests and whatever else a process opens. */
const leastReserved = 512
const shareReserved = 3 / 8

/**
 * How many sockets this process may hold: its limit of open files less a reserve. Without a word of the system (other platforms than
 * Linux) there is no bound of ours.
 */
export function connectionLimit(): number {
  const limit = openFilesLimit()
  if (limit === undefined) return Number.POSITIVE_INFINITY
  return Math.max(1, Math.floor(limit - Math.max(leastReserved, limit * shareReserved)))
}
