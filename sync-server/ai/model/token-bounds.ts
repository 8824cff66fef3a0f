import type { TokenUse } from '../contract.ts'

/**
 * Tokens as far as they can be known without the model's tokenizer. Those in use are built over bytes, so a token is one byte at least: the
 * bytes of a text are never fewer than its tokens. A budget that reserves them can not be overdrawn.
 */
export function mostTokens(text: string): number {
  return Buffer.byteLength(text)
}

/** Longer tokens are so rare that a text never consists of them. */
export const mostBytesOfToken = 32

export interface UseBounds {
  /** Bytes of what was sent. */
  readonly sent: number
  /** Bytes of what came, thinking included. */
  readonly came: number
  /** How many tokens the answer was allowed. */
  readonly maxOutput: number
}

/**
 * The endpoint's own count where it can be true; else what it is at most. Who says nothing, or too little, is not cheaper for it. Never more
 * than `sent` and `maxOutput` together, which is what was reserved.
 */
export function tokensUsed(said: unknown, { sent, came, maxOutput }: UseBounds): TokenUse {
  const { prompt_tokens: input, completion_tokens: output } = (said ?? {}) as Record<string, unknown>
  return {
    input: plausible(input, { bytes: sent, most: sent }),
    // What was thought and not shown counts, too. Whoever goes beyond what it was allowed is stopped, and paid what was agreed.
    output: plausible(output, { bytes: came, most: maxOutput }),
  }
}

function plausible(said: unknown, { bytes, most }: { bytes: number; most: number }): number {
  if (typeof said !== 'number' || !Number.isSafeInteger(said) || said < Math.floor(bytes / mostBytesOfToken))
    return Math.min(bytes, most)
  return Math.min(said, most)
}
