import type { FoundThing } from './answer.ts'

export interface FusedThing extends FoundThing {
  /** It is near in what it says, and does not hold the words. */
  readonly byMeaning?: true
}

/**
 * One order of what holds the words and of what is near in meaning, by reciprocal rank fusion with its authors' constant (G. Cormack, C. Clarke,
 * S. Büttcher: Reciprocal rank fusion outperforms Condorcet and individual rank learning methods, SIGIR 2009): each list gives 1 / (60 + rank), so
 * scores that can not be compared need not be, and what is in both comes before what is in one.
 */
export function fuse(
  byWords: readonly FoundThing[],
  byMeaning: readonly FoundThing[],
  limit: number,
): readonly FusedThing[] {
  const found = new Map<string, { readonly thing: FusedThing; points: number }>()
  byWords.forEach((thing, at) => found.set(thing.id, { thing, points: pointsAt(at) }))
  byMeaning.forEach((thing, at) => {
    const known = found.get(thing.id)
    if (known) known.points += pointsAt(at)
    else found.set(thing.id, { thing: { ...thing, byMeaning: true }, points: pointsAt(at) })
  })
  // Of equals the one that holds the words: the sort keeps what came first.
  return [...found.values()]
    .toSorted((a, b) => b.points - a.points)
    .slice(0, limit)
    .map(({ thing }) => thing)
}

function pointsAt(index: number): number {
  return 1 / (60 + index + 1)
}
