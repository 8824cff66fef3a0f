import { hash } from 'node:crypto'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { PushRates } from './push-rates.ts'
import type { ActorOwner } from './replica-actors.ts'
import type { JobRefusal } from './worker/worker-pool.ts'

const maxRemembered = 1_000

/**
 * What a trial in the worker that came to no finding means for the change. A machine that is overloaded or was asleep lets the limit pass for
 * sound changes, too: the first time the device is asked to try again, the second time it is the change.
 */
export class TrialRefusals {
  readonly #rates: PushRates
  readonly #suspects = new Set<string>()

  constructor(rates: PushRates) {
    this.#rates = rates
  }

  codeFor(reason: JobRefusal, bytes: Uint8Array, writer: ActorOwner): RefusalCode {
    switch (reason) {
      case 'ended':
        return 'too-many'
      case 'failed':
        this.#rates.strike(writer, 1)
        return 'malformed'
      default: {
        this.#rates.strike(writer, 3)
        return this.#isSuspect(hash('sha256', bytes, 'base64')) ? 'malformed' : 'too-many'
      }
    }
  }

  #isSuspect(name: string): boolean {
    if (this.#suspects.delete(name)) return true
    if (this.#suspects.size >= maxRemembered) this.#suspects.clear()
    this.#suspects.add(name)
    return false
  }
}
