import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds of `count` small writes to a new file in the folder, each followed by an fsync. */
export function fsyncTimes(folder: string, count: number): number[] {
  const file = openSync(join(folder, 'probe'), 'w')
  const block = new Uint8Array(4096)
  const times = Array.from({ length: count }, () => {
    const start = performance.now()
    writeSync(file, block)
    fsyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  return times
}
