import type { lookup } from 'node:dns'
import { setTimeout } from 'node:timers/promises'
import type { TalkLimits } from './endpoint-fetch.ts'

/** One endpoint that speaks Chat Completions, and how it is to be talked to. */
export interface ModelProvider {
  /** What paths are put behind: `https://models.example.org/v1`. */
  readonly endpoint: string
  readonly model: string
  /** undefined: the endpoint asks for none. */
  readonly key: string | undefined
  /** The operator lets organisations use addresses of the server's own network. */
  readonly allowPrivate: boolean
  readonly limits?: Partial<TalkLimits> | undefined
  /** For tests: how names become addresses. */
  readonly lookup?: typeof lookup | undefined
  /** How it rests before it asks once more. */
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined
}

/** A model on somebody's own machine may take its time to be loaded; nobody waits for ten minutes. */
export const usualLimits: TalkLimits = {
  firstMs: 120_000,
  idleMs: 45_000,
  totalMs: 600_000,
  maxBytes: 16 * 1024 * 1024,
}

export function pauseFor(ms: number, signal: AbortSignal): Promise<unknown> {
  return setTimeout(ms, undefined, { signal }).catch(() => undefined)
}
