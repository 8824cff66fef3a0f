import { readFileSync } from 'node:fs'

/** For files of organisations, requests and whatever else a process opens. */
const reserved = 512

/**
 * How many sockets this process may hold: its limit of open files less a reserve. Without a word of the system (other platforms than
 * Linux) there is no bound of ours.
 */
export function connectionLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft ? Math.max(1, Number(soft) - reserved) : Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
