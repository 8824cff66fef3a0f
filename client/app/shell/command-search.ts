export interface Searchable {
  readonly label: string
  readonly keywords?: readonly string[]
}

interface Prepared<Entry> {
  readonly entry: Entry
  readonly label: string
  readonly keywords: string
}

/** Ready to be searched at every keystroke: folded once. */
export function prepareSearch<Entry extends Searchable>(entries: readonly Entry[]): readonly Prepared<Entry>[] {
  return entries.map((entry) => ({ entry, label: fold(entry.label), keywords: fold(entry.keywords?.join(' ') ?? '') }))
}

/**
 * Entries in which every word of the query occurs, best first: the label begins with it, a word begins with it, it is
 * inside, a keyword begins with it, or its letters come in this order. Equal ones keep their order. An empty query finds all.
 */
export function searchEntries<Entry>(
  prepared: readonly Prepared<Entry>[],
  query: string,
  limit: number,
): readonly Entry[] {
  const words = fold(query).split(' ').filter(Boolean)
  if (words.length === 0) return prepared.slice(0, limit).map((each) => each.entry)
  const scored: { entry: Entry; score: number }[] = []
  for (const each of prepared) {
    const score = scoreOf(each, words)
    if (score > 0) scored.push({ entry: each.entry, score })
  }
  return scored
    .sort((left, right) => right.score - left.score)
    .slice(0, limit)
    .map((each) => each.entry)
}

function scoreOf({ label, keywords }: Prepared<unknown>, words: readonly string[]): number {
  let total = 0
  for (const word of words) {
    const score = wordScore(label, keywords, word)
    if (score === 0) return 0
    total += score
  }
  // Of two equal matches the shorter label is the closer one.
  return total - Math.min(label.length, 200) / 1000
}

function wordScore(label: string, keywords: string, word: string): number {
  if (label.startsWith(word)) return 10
  const inside = label.indexOf(word)
  if (inside > 0) return label[inside - 1] === ' ' ? 8 : 5
  if (` ${keywords}`.includes(` ${word}`)) return 4
  return word.length > 1 && isSubsequence(label, word) ? 1 : 0
}

function isSubsequence(text: string, letters: string): boolean {
  let from = 0
  for (const letter of letters) {
    const at = text.indexOf(letter, from)
    if (at < 0) return false
    from = at + letter.length
  }
  return true
}

/** Lower case, without accents and with single spaces, so that "resume" finds "Résumé". */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
}
