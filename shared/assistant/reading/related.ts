import { termsOf } from './terms.ts'

/** What is about the same, by the words that things share. */
export interface RelatedIndex {
  /** Takes the place of what was known of the id. */
  put(id: string, note: { readonly title: string; readonly text: string }): void
  remove(id: string): void
  /** The nearest first; likeness is a cosine, above 0 and up to 1. */
  relatedTo(id: string, most: number): readonly Related[]
  /** The same for a text that is not kept. */
  nearestTo(note: { readonly title: string; readonly text: string }, most: number): readonly Related[]
  readonly size: number
}

export interface Related {
  readonly id: string
  readonly likeness: number
  /** Words that it shares, the most telling first. */
  readonly shared: readonly string[]
}

/** So much is kept of each note, and asked of an index at once: its most telling words. So memory is bounded by the number of notes. */
const maxTerms = 64
const maxAsked = 24
/** Of a long text the beginning. */
const maxText = 20_000
const titleWeight = 3
/** A word that more of the notes share tells nothing, once there are enough notes to say so. */
const maxShare = 0.4
const minLikeness = 0.05

interface Kept {
  readonly id: string
  readonly number: number
  readonly terms: ReadonlyMap<string, number>
}

/**
 * TF-IDF and cosine (Salton & Buckley, "Term-weighting approaches in automatic text retrieval", 1988), with sublinear counts. How rare a word is
 * is asked when somebody asks, so notes come and go without anything being made anew.
 */
export function openRelatedIndex(): RelatedIndex {
  const notes = new Map<string, Kept>()
  const index: Index = { byNumber: [], postings: new Map(), size: () => notes.size }
  const free: number[] = []
  const remove = (id: string) => {
    const known = notes.get(id)
    if (!known) return
    for (const term of known.terms.keys()) {
      const places = index.postings.get(term)
      places?.delete(known.number)
      if (places?.size === 0) index.postings.delete(term)
    }
    index.byNumber[known.number] = undefined
    free.push(known.number)
    notes.delete(id)
  }
  return {
    put: (id, note) => {
      remove(id)
      const kept = { id, number: free.pop() ?? index.byNumber.length, terms: weighted(note) }
      notes.set(id, kept)
      index.byNumber[kept.number] = kept
      for (const [term, weight] of kept.terms) {
        const places = index.postings.get(term)
        if (places) places.set(kept.number, weight)
        else index.postings.set(term, new Map([[kept.number, weight]]))
      }
    },
    remove,
    relatedTo: (id, most) => {
      const known = notes.get(id)
      return known ? nearestIn(index, known.terms, { most, without: known.number }) : []
    },
    nearestTo: (note, most) => nearestIn(index, weighted(note), { most, without: undefined }),
    get size() {
      return notes.size
    },
  }
}

function weighted({ title, text }: { readonly title: string; readonly text: string }): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const term of termsOf(text.slice(0, maxText))) counts.set(term, (counts.get(term) ?? 0) + 1)
  for (const term of termsOf(title)) counts.set(term, (counts.get(term) ?? 0) + titleWeight)
  const kept = [...counts].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length).slice(0, maxTerms)
  return new Map(kept.map(([term, count]) => [term, 1 + Math.log(count)]))
}

interface Index {
  readonly byNumber: (Kept | undefined)[]
  readonly postings: Map<string, Map<number, number>>
  size(): number
}

function nearestIn(
  index: Index,
  asked: ReadonlyMap<string, number>,
  { most, without }: { most: number; without: number | undefined },
): readonly Related[] {
  const rarity = rarityIn(index)
  const telling = [...asked]
    .map(([term, weight]) => ({ term, rare: rarity(term), value: weight * rarity(term) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value || (a.term < b.term ? -1 : 1))
  const products = new Float64Array(index.byNumber.length)
  for (const { term, rare, value } of telling.slice(0, maxAsked))
    for (const [number, weight] of index.postings.get(term) ?? [])
      products[number] = (products[number] ?? 0) + value * weight * rare
  if (without !== undefined) products[without] = 0
  const ownLength = lengthOf(asked, rarity) || 1
  return mostLikely(products, 4 * most + 30)
    .flatMap((number) => {
      const note = index.byNumber[number]
      if (!note) return []
      const likeness = Math.min(1, (products[number] ?? 0) / (ownLength * (lengthOf(note.terms, rarity) || 1)))
      const shared = telling.filter(({ term }) => note.terms.has(term)).map(({ term }) => term)
      return likeness >= minLikeness ? [{ id: note.id, likeness, shared: shared.slice(0, 5) }] : []
    })
    .sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1))
    .slice(0, most)
}

function rarityIn(index: Index): (term: string) => number {
  const size = index.size()
  return (term) => {
    const count = index.postings.get(term)?.size ?? 0
    return count === 0 || (size >= 20 && count > maxShare * size) ? 0 : Math.log(1 + size / count)
  }
}

function lengthOf(terms: ReadonlyMap<string, number>, rarity: (term: string) => number): number {
  let sum = 0
  for (const [term, weight] of terms) sum += (weight * rarity(term)) ** 2
  return Math.sqrt(sum)
}

/** Lengths are dear: they are asked of those with the largest products only. */
function mostLikely(products: Float64Array, most: number): readonly number[] {
  const least = products.toSorted()[Math.max(0, products.length - most)] ?? 0
  const chosen: number[] = []
  products.forEach((product, number) => {
    if (product > 0 && product >= least) chosen.push(number)
  })
  return chosen
}
