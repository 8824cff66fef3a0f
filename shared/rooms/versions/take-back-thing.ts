import { patchOf, stepsBetween } from '../../crdt/field-steps.ts'
import type { FieldShape, FieldValue, FieldValues } from '../../crdt/fields.ts'
import type { Replica } from '../../crdt/replica.ts'
import { applyHunk, isReplaced } from '../documents/index.ts'
import { type AnyReplicaType, hasContent, type Work } from '../room.ts'
import type { TakenBack } from './take-back.ts'

interface OpenThing {
  readonly type: AnyReplicaType
  readonly replica: Replica
}

/** Says what stays because somebody has changed it since. */
export function takeBackThing(work: Work, { type, replica }: OpenThing, { isNew, steps }: TakenBack) {
  if (isNew) return trash(work, { type, replica })
  let hasChanged = false
  const kept = new Set<string>()
  const wanted = new Map<string, FieldValue | undefined>()
  for (const { fields, hunks } of steps) {
    const current = replica.fields()
    const moves = fields.map(({ field, from, to }) => ({ field, from, to }))
    const patch = patchOf(type.shape, current, moves)
    for (const { field, from, to } of moves) {
      wanted.set(field, to)
      if (isOther(type.shape, current, { field, from })) kept.add(field)
    }
    if (Object.keys(patch).length > 0) replica.patch(patch)
    // Sets, items and texts have a patch in any case.
    if (stepsBetween(current, replica.fields()).length > 0) hasChanged = true
    for (const hunk of hunks) {
      if (hasContent(replica) && isReplaced(replica, hunk)) continue
      if (hasContent(replica) && applyHunk(replica, hunk)) hasChanged = true
      else kept.add('content')
    }
  }
  // What says again what it said before all of it has not been changed: it was taken back.
  const now = replica.fields()
  return { hasChanged, fields: [...kept].filter((field) => field === 'content' || now[field] !== wanted.get(field)) }
}

function trash(work: Work, { type, replica }: OpenThing) {
  if (!('trashedAt' in type.shape) || replica.fields().trashedAt !== undefined) return { hasChanged: false, fields: [] }
  replica.patch({ trashedAt: work.clock.now() })
  return { hasChanged: true, fields: [] }
}

/** Of a scalar somebody has written another value; texts, sets and items merge. */
function isOther(
  shape: FieldShape,
  current: FieldValues,
  { field, from }: { readonly field: string; readonly from: FieldValue | undefined },
): boolean {
  return shape[field] === 'value' && current[field] !== from
}
