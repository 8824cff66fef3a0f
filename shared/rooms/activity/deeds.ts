import { actsOf, type ChangeFacts, editOf, isEdit } from './acts.ts'
import type { Deed, LoggedChange, Sitting } from './lines.ts'

/** Some changes of a sitting, newest first, and what they wrote. */
export interface SittingPart {
  readonly changes: readonly LoggedChange[]
  readonly facts: ChangeFacts
}

/** What a sitting was: all that was written is one deed, or belongs to the making; what was completed or thrown away is one of its own. */
export function deedsOf(sitting: Sitting, parts: readonly SittingPart[]): readonly Deed[] {
  const marks: Deed[] = []
  const edits: SittingPart[] = []
  for (const part of parts) {
    const acts = actsOf(part.facts, isBeginning(part))
    for (const act of acts.filter((each) => !isEdit(each)))
      marks.push({ ...act, sitting: { ...sitting, changes: part.changes } })
    if (acts.some(isEdit)) edits.push(part)
  }
  const act = editOf(
    edits.map(({ facts }) => facts),
    edits.some(isBeginning),
  )
  const changes = edits.flatMap((part) => part.changes)
  return act ? [...marks, { ...act, sitting: { ...sitting, changes } }] : marks
}

function isBeginning({ changes }: SittingPart): boolean {
  return changes.some(({ isFirst }) => isFirst)
}
