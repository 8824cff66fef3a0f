import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Of /proc; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100
/** Thousands of connections that are kept alive take some. */
const idleMsOfSecond = 40

/** Processor time of a process and all its threads since its start, in milliseconds. */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}

/** Fulfilled when the process has had next to nothing to do for two seconds. */
export async function untilIdle(pid: number, limitMs = 60_000): Promise<void> {
  const end = performance.now() + limitMs
  for (let quiet = 0; quiet < 2; ) {
    const before = processorMs(pid)
    await delay(1_000)
    quiet = processorMs(pid) - before <= idleMsOfSecond ? quiet + 1 : 0
    if (performance.now() > end) throw new Error('The server does not become idle.')
  }
}
