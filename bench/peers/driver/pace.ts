import { setTimeout as delay } from 'node:timers/promises'
import type { Crowd } from './crowd.ts'

export interface PaceOptions {
  readonly editsPerSecond: number
  readonly ms: number
  /** Ends early: true = it makes no sense to go on. */
  isHopeless?(): boolean
}

/**
 * All writers of the crowd type in turn, as many edits as are due; an edit's time begins when it is handed to the socket. Returns
 * false when it was ended early.
 */
export async function pace(crowd: Crowd, { editsPerSecond, ms, isHopeless }: PaceOptions): Promise<boolean> {
  const { writers } = crowd
  const start = performance.now()
  let sent = 0
  for (;;) {
    const elapsed = performance.now() - start
    if (elapsed >= ms) return true
    if (isHopeless?.()) return false
    for (const due = Math.floor((elapsed * editsPerSecond) / 1000); sent < due; sent += 1)
      writers[sent % writers.length]?.type()
    await delay(1)
  }
}
