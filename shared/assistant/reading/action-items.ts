import { actionFeatures } from './action-features.ts'
import { actionWeights } from './action-weights.ts'
import { type Sentence, sentencesIn } from './sentences.ts'

/** A sentence that asks for something to be done. */
export interface ActionItem {
  /** Offsets of UTF-16 code units in the text that it is from. */
  readonly start: number
  readonly end: number
  readonly text: string
  /** By the model, or 1 where the text says so itself: an open box, "TODO". */
  readonly probability: number
}

/** Weights as the script in eval/train/action-items.ts has made them. */
export interface ActionModel {
  probabilityOf(sentence: string): number
  /** From here on a sentence counts as an action item. */
  readonly threshold: number
}

/** Keep it: reading the weights takes about a millisecond. */
export function openActionModel(): ActionModel {
  const { unit, bias, threshold, table } = actionWeights
  const weights = bytesOf(table)
  return {
    threshold,
    probabilityOf: (sentence) => {
      const features = actionFeatures(sentence)
      let sum = 0
      for (const place of features) sum += weights[place] ?? 0
      return 1 / (1 + Math.exp(-(bias + (sum * unit) / Math.sqrt(features.length || 1))))
    },
  }
}

/** What a text asks to be done, in the order of the text. Boxes that are ticked are done. Never throws; linear in the length of the text. */
export function actionItemsIn(text: string, model: ActionModel): readonly ActionItem[] {
  return sentencesIn(text).flatMap((sentence) => {
    const probability = probabilityIn(sentence, model)
    const { start, end } = sentence
    return probability >= model.threshold ? [{ start, end, text: sentence.text, probability }] : []
  })
}

function probabilityIn({ kind, heading, text }: Sentence, model: ActionModel): number {
  if (kind === 'open') return 1
  if (kind === 'done' || kind === 'heading') return 0
  if (marked.test(text)) return 1
  if (kind === 'item' && actionHeading.test(heading)) return 1
  return model.probabilityOf(text)
}

const marked = /^(?:todo|to-do|action(?: item)?|next step|follow[- ]?up)\s*[:\u2013-]/i
const actionHeading = /\b(?:action items?|actions|next steps?|to-?dos?|follow[- ]?ups?)\b/i

/** Base64 of signed bytes, by hand: what is pure has neither `atob` nor Buffer. */
function bytesOf(text: string): Int8Array {
  const bytes = new Int8Array((text.replace(/=+$/, '').length * 3) >> 2)
  let bits = 0
  let held = 0
  let at = 0
  for (const letter of text) {
    const value = alphabet.indexOf(letter)
    if (value < 0) break
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at] = (held >> bits) & 0xff
    at += 1
  }
  return bytes
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
