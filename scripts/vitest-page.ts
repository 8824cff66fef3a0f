import { setImmediate as turn } from 'node:timers/promises'
import { afterAll } from 'vitest'

/**
 * The page of a test file goes with its last test. Editors put off work by milliseconds, even while they are closed, and one that came back
 * then would find no document: a failed run though every test has passed. So what still waits at the end is let go of.
 */
const waiting = new Set<NodeJS.Timeout>()

const noted = <Timer extends typeof setTimeout | typeof setInterval>(original: Timer) =>
  new Proxy(original, {
    apply: (target, self, details) => {
      const timer: NodeJS.Timeout = Reflect.apply(target, self, details)
      waiting.add(timer)
      return timer
    },
  })
globalThis.setTimeout = noted(globalThis.setTimeout)
globalThis.setInterval = noted(globalThis.setInterval)

afterAll(async () => {
  for (const timer of waiting) clearTimeout(timer)
  // React's work waits for a turn of the event loop, not for a timer.
  await turn()
})
