import { fold } from '../search/words.ts'
import { type Sentence, sentencesIn } from './sentences.ts'

/** What two versions of a text do not share, sentence by sentence. */
export interface ChangedSentences {
  /** Where they stand now. */
  readonly added: readonly Sentence[]
  /** Where they stood before. */
  readonly gone: readonly Sentence[]
  /** Boxes that have been ticked, as they stand now. */
  readonly ticked: readonly Sentence[]
}

/** A sentence that was only moved, or whose spaces, signs or letters' case differ, is no news. Linear in the length of both texts. */
export function changedSentences(before: string, now: string): ChangedSentences {
  const [old, present] = [sentencesIn(before), sentencesIn(now)]
  const left = countsOf(old)
  const wasOpen = countsOf(old.filter(({ kind }) => kind === 'open'))
  const ticked: Sentence[] = []
  const added = present.filter((sentence) => {
    const key = keyOf(sentence)
    if (!takeOne(left, key)) return true
    if (sentence.kind === 'done' && takeOne(wasOpen, key)) ticked.push(sentence)
    return false
  })
  // Of several alike the last ones are those that went.
  const gone = old
    .toReversed()
    .filter((sentence) => takeOne(left, keyOf(sentence)))
    .reverse()
  return { added, gone, ticked }
}

function countsOf(sentences: readonly Sentence[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const sentence of sentences) counts.set(keyOf(sentence), (counts.get(keyOf(sentence)) ?? 0) + 1)
  return counts
}

function takeOne(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0
  if (count === 0) return false
  counts.set(key, count - 1)
  return true
}

function keyOf({ text }: Sentence): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
}
