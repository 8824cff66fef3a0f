import type { CompareRuns } from './changed-spans.ts'

export interface TextPart {
  readonly text: string
  readonly change: 'added' | 'removed' | undefined
}

/** Two texts as one, with the words that came and went. */
export function wordChanges(before: string, after: string, compare: CompareRuns): readonly TextPart[] {
  const parts: TextPart[] = []
  const add = (text: string, change: TextPart['change']) => text !== '' && parts.push({ text, change })
  let at = 0
  for (const { fromA, toA, fromB, toB } of compare([{ text: before, format: '' }], [{ text: after, format: '' }])) {
    add(after.slice(at, fromB), undefined)
    add(before.slice(fromA, toA), 'removed')
    add(after.slice(fromB, toB), 'added')
    at = toB
  }
  add(after.slice(at), undefined)
  return parts
}
