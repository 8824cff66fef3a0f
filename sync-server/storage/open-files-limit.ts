import { readFileSync } from 'node:fs'

/** An organisation is up to eight open files: its database with log and index, once more in the thread that sorts, and two journals. */
const mostOrganisations = 500
const shareOfOrganisation = 1 / 16

/** How many files the system lets this process open; undefined: it does not say, as on other platforms than Linux. */
export function openFilesLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft ? Number(soft) : undefined
  } catch {
    return undefined
  }
}

/** How many organisations are kept open at once: half of the limit in files. */
export function filesForOrganisations(): number {
  const limit = openFilesLimit()
  return Math.min(
    mostOrganisations,
    limit === undefined ? mostOrganisations : Math.max(8, Math.floor(limit * shareOfOrganisation)),
  )
}
