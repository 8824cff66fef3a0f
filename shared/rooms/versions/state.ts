import type { ContentNode } from '../../crdt/content.ts'
import type { FieldPatch, FieldShape, FieldValues } from '../../crdt/fields.ts'
import type { Replica } from '../../crdt/replica.ts'
import { type AnyReplicaType, hasContent } from '../room.ts'
import { drawingRegisters, isDrawable, type Json, writeDrawing } from '../whiteboards/index.ts'

/** What a thing said at some moment, as plain data. */
export interface ThingState {
  readonly fields: FieldValues
  readonly content?: readonly ContentNode[]
  /** The registers of a whiteboard's drawing. */
  readonly drawing?: Readonly<Record<string, Json>>
}

/**
 * What a restored version leaves as it is now: where the thing lies, what it came from and what it has become. Somebody may have
 * moved it since, and what it lay in may be gone.
 */
const kept = new Set(['position', 'parent', 'trashedAt', 'createdAt', 'createdBy', 'source', 'sourceKey', 'becameId'])

export function stateOf(replica: Replica): ThingState {
  return {
    fields: replica.fields(),
    ...(hasContent(replica) && { content: replica.content() }),
    ...(isDrawable(replica) && { drawing: drawingRegisters(replica) }),
  }
}

/** Writes only what differs: what others change meanwhile elsewhere in it stays. */
export function writeState(replica: Replica, type: AnyReplicaType, state: ThingState): void {
  replica.patch(patchTo(type.shape, state.fields))
  if (state.content && hasContent(replica)) replica.writeContent(state.content)
  if (state.drawing && isDrawable(replica)) writeDrawing(replica, state.drawing)
}

/** Fields that the state does not have are taken away. */
function patchTo(shape: FieldShape, fields: FieldValues): FieldPatch {
  const nothing = { value: null, text: '', set: [], items: {} } as const
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, kind]) => (kept.has(name) ? [] : [[name, fields[name] ?? nothing[kind]]])),
  )
}
