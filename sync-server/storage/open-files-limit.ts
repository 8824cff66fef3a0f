import { readFileSync } from 'node:fs'

/** An organisation is up to eight open files: its database with log and index, once more in the thread that sorts, and two journals. */
const filesOfOrganisation = 8
const mostOrganisations = 500
const leastOrganisations = 8
/** However many sockets there are: so many organisations stay open, as a share of the limit. */
const shareOfOrganisations = 1 / 128
/** For requests and whatever else a process opens. */
const reserved = 512

/** How many files the system lets this process open; undefined: it does not say, as on other platforms than Linux. */
export function openFilesLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft ? Number(soft) : undefined
  } catch {
    return undefined
  }
}

/** Sockets of devices that are open in this process now; they and the organisations' files share the limit. */
let sockets = 0

/** Returns what is to be called when the socket has closed. */
export function holdSocket(): () => void {
  sockets += 1
  return () => void (sockets -= 1)
}

/** How many organisations may be open at once now: where there are many sockets, fewer. */
export function filesForOrganisations(limit = openFilesLimit()): number {
  if (limit === undefined) return mostOrganisations
  const room = Math.floor((limit - reserved - sockets) / filesOfOrganisation)
  return Math.min(mostOrganisations, Math.max(fewestOrganisations(limit), room))
}

/**
 * How many sockets this process may hold beside the fewest organisations that are kept open. Without a word of the system (other platforms
 * than Linux) there is no bound of ours.
 */
export function connectionLimit(limit = openFilesLimit()): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY
  return Math.max(1, limit - reserved - filesOfOrganisation * fewestOrganisations(limit))
}

function fewestOrganisations(limit: number): number {
  return Math.max(leastOrganisations, Math.min(mostOrganisations, Math.floor(limit * shareOfOrganisations)))
}
