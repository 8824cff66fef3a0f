import { featureCount, featuresOf } from './intent-features.ts'

/** What somebody wants with a short sentence. `other` is everything that is not offered here: refusing beats guessing. */
export const intents = [
  'change-tasks',
  'list-tasks',
  'remind',
  'schedule',
  'agenda',
  'date-question',
  'calculate',
  'translate',
  'define',
  'small-talk',
  'help',
  'confirm',
  'decline',
  'cancel',
  'again',
  'other',
] as const
export type Intent = (typeof intents)[number]

export interface FoundIntent {
  readonly intent: Intent
  /** 0 to 1, of the intent that is named. */
  readonly confidence: number
}

export type IntentReader = (text: string) => FoundIntent

/** A logistic regression over hashed words. Below this it is `other`; chosen on sentences that it was not trained on. */
const leastConfidence = 0.4

/** Loads the weights, which nobody needs before they first speak to the assistant. English only. */
export async function loadIntents(): Promise<IntentReader> {
  const { bias, scale, weights } = await import('./intent-weights.ts')
  const values = bytesOf(weights)
  return (text) => {
    // Without a word of Latin letters nothing speaks for any intent but how often each was trained.
    if (!/[a-z]{2}/i.test(text)) return { intent: 'other', confidence: 1 }
    const features = featuresOf(text)
    const scores = intents.map((_, index) => {
      let score = bias[index]!
      for (const feature of features) score += values[index * featureCount + feature]! * scale
      return score
    })
    return decide(scores)
  }
}

export function decide(scores: readonly number[], least = leastConfidence): FoundIntent {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const sum = powers.reduce((all, power) => all + power, 0)
  const confidence = Math.max(...powers) / sum
  const intent = intents[scores.indexOf(top)]!
  return confidence >= least ? { intent, confidence } : { intent: 'other', confidence: 1 - confidence }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base 64 to signed bytes; by hand, for neither shore's decoder is at home here. */
function bytesOf(text: string): Int8Array {
  const bytes = new Int8Array(Math.floor((text.length * 3) / 4))
  let [bits, count, at] = [0, 0, 0]
  for (const letter of text) {
    bits = ((bits << 6) | letters.indexOf(letter)) & 0xffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes[at++] = (bits >> count) & 0xff
  }
  return bytes
}
