import { actsOf, type ChangeFacts, editOf, isEdit, isPlaced } from './acts.ts'
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
  const moves: SittingPart[] = []
  for (const part of parts) {
    const acts = actsOf(part.facts, isBeginning(part))
    for (const act of acts.filter((each) => !isEdit(each)))
      marks.push({ ...act, sitting: { ...sitting, changes: part.changes } })
    if (acts.some(isEdit)) edits.push(part)
    else if (sitting.agency && acts.length === 0 && isPlaced(part.facts)) moves.push(part)
  }
  const act = editOf(
    edits.map(({ facts }) => facts),
    edits.some(isBeginning),
  )
  const edit = act && { ...act, sitting: { ...sitting, changes: changesOf(edits) } }
  const isMoved = moves.length > 0
  const move: Deed = { act: 'moved', fields: [], sitting: { ...sitting, changes: changesOf(moves) } }
  return [...marks, ...(edit ? [edit] : []), ...(isMoved ? [move] : [])]
}

function changesOf(parts: readonly SittingPart[]): readonly LoggedChange[] {
  return parts.flatMap(({ changes }) => changes)
}

function isBeginning({ changes }: SittingPart): boolean {
  return changes.some(({ isFirst }) => isFirst)
}
