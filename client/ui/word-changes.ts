import { diffWordsWithSpace } from 'diff'

export interface TextPart {
  readonly text: string
  readonly change: 'added' | 'removed' | undefined
}

/** Above this a text is told as replaced: pairing its words would take long and tell nothing. */
const maxEdits = 4_000

/** Two texts as one, with the words that came and went. */
export function wordChanges(before: string, after: string): readonly TextPart[] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: maxEdits })
  if (!parts) return [{ text: before, change: 'removed' } as const, { text: after, change: 'added' } as const]
  return parts.map(({ value, added, removed }) => ({
    text: value,
    change: added ? 'added' : removed ? 'removed' : undefined,
  }))
}
