import { patchOf } from '../../crdt/field-steps.ts'
import type { FieldShape, FieldValue, FieldValues } from '../../crdt/fields.ts'
import type { Replica } from '../../crdt/replica.ts'
import { applyHunk } from '../documents/index.ts'
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
  for (const { fields, hunks } of steps) {
    const current = replica.fields()
    const moves = fields.map(({ field, from, to }) => ({ field, from, to }))
    const patch = patchOf(type.shape, current, moves)
    for (const { field, from } of moves) if (isOther(type.shape, current, { field, from })) kept.add(field)
    if (Object.keys(patch).length > 0) {
      replica.patch(patch)
      hasChanged = true
    }
    for (const hunk of hunks) {
      if (hasContent(replica) && applyHunk(replica, hunk)) hasChanged = true
      else kept.add('content')
    }
  }
  return { hasChanged, fields: [...kept] }
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
