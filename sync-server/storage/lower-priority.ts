import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'

/** As `nice` counts: such a thread gets a tenth of a processor that another wants, too. */
const niceness = 10

/**
 * Makes way for the event loop: what this thread does, nobody waits for. On Linux a priority belongs to a thread; elsewhere it would be the whole
 * process's, so it stays as it is.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), niceness)
  } catch {
    // Not allowed to, in some container: then it goes on as before.
  }
}
