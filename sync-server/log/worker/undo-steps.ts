import * as A from '@automerge/automerge/slim'
import * as Y from 'yjs'
import { type FieldStep, reversed, stepsBetween } from '#shared/crdt/field-steps.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { stateBefore } from '#shared/crdt/yjs/state-before.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { documentType, type Hunk, hunksBetween } from '#shared/rooms/documents/index.ts'
import { type AnyReplicaType, hasContent } from '#shared/rooms/room.ts'
import type { TakenBack } from '#shared/rooms/versions/index.ts'
import { openLoaded } from '../load-replica.ts'

export interface UndoInput {
  readonly replica: ReplicaId
  /** Its single changes in order, as far as they are kept. */
  readonly changes: readonly Uint8Array[]
  /** Which of them are. */
  readonly targets: readonly number[]
  /** Everything there is of it, where older changes are not kept one by one. */
  readonly state: readonly Uint8Array[] | undefined
}

/** The reader never writes, so its name is never seen. */
const reader = '0'.repeat(32)

/** What some changes of a thing did, as steps back, the latest first. undefined: it can not be told any more, or of no type that is known. */
export function undoSteps(input: UndoInput): TakenBack['steps'] | undefined {
  const type = typeOfReplica(input.replica)
  if (!type) return undefined
  return type.kind === 'automerge' ? recordSteps(type, input) : contentSteps(type, input)
}

/** Each change of a record is looked at on top of those that its writer knew. */
function recordSteps(type: AnyReplicaType, { replica: id, changes, targets, state = changes }: UndoInput) {
  const whole = openLoaded(type, { id, chunks: state, actor: reader })
  const all = new Map(whole.changes().map((bytes) => [A.decodeChange(bytes).hash, bytes]))
  whole.close()
  return targets.toReversed().map((target) => {
    const change = changes[target] as Uint8Array
    const known = ancestorsOf(A.decodeChange(change).deps, all)
    const replica = openLoaded(type, { id, chunks: known, actor: reader })
    const before = replica.fields()
    replica.apply([change])
    const steps = stepsBetween(before, replica.fields())
    replica.close()
    return { fields: plain(reversed(steps)), hunks: [] }
  })
}

function ancestorsOf(heads: readonly string[], all: ReadonlyMap<string, Uint8Array>): readonly Uint8Array[] {
  const known = new Set(heads)
  for (const hash of known) {
    const bytes = all.get(hash)
    if (bytes) for (const each of A.decodeChange(bytes).deps) known.add(each)
  }
  // In the order of the whole, in which none comes before what it builds on.
  return [...all].filter(([hash]) => known.has(hash)).map(([, bytes]) => bytes)
}

/** A text is read as it was before and after each of the changes, in the order of the log. */
function contentSteps(type: AnyReplicaType, { replica: id, changes, targets, state }: UndoInput) {
  const isLost =
    state !== undefined &&
    hasLost(
      state,
      targets.map((target) => changes[target] as Uint8Array),
    )
  const base = state && stateBefore(state, changes)
  if (isLost || (state && !base)) return undefined
  const replica = openLoaded(type, { id, chunks: base ? [base] : [], actor: reader })
  const wanted = new Set(targets)
  const steps: TakenBack['steps'][number][] = []
  let at = 0
  try {
    while (at <= (targets.at(-1) ?? -1)) {
      const isTarget = wanted.has(at)
      let end = at + 1
      // Each change that is to be taken back is a step of its own: so one whose text has changed keeps no other one from going.
      while (!isTarget && end < changes.length && !wanted.has(end)) end += 1
      const before = isTarget ? lookAt(replica) : undefined
      replica.apply(changes.slice(at, end))
      if (before) steps.push(stepBack(type, replica, before))
      at = end
    }
  } finally {
    replica.close()
  }
  return steps.toReversed()
}

/** Where changes have been merged, what was deleted is forgotten: then taking back would only take away. */
function hasLost(state: readonly Uint8Array[], changes: readonly Uint8Array[]): boolean {
  const doc = new Y.Doc({ gc: false })
  try {
    for (const chunk of state) Y.applyUpdate(doc, chunk)
    return changes.some((change) =>
      [...Y.decodeUpdate(change).ds.clients].some(([client, ranges]) => {
        const gone = (doc.store.clients.get(client) ?? []).filter(isForgotten)
        return ranges.some(({ clock, len }) =>
          gone.some(({ id, length }) => id.clock < clock + len && clock < id.clock + length),
        )
      }),
    )
  } finally {
    doc.destroy()
  }
}

function isForgotten(struct: Y.Item | Y.GC): boolean {
  return !(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted
}

function lookAt(replica: Replica) {
  return { fields: replica.fields(), content: hasContent(replica) ? replica.content() : undefined }
}

function stepBack(type: AnyReplicaType, replica: Replica, before: ReturnType<typeof lookAt>) {
  const fields = plain(reversed(stepsBetween(before.fields, replica.fields())))
  const isText = type.name === documentType.name && hasContent(replica) && before.content
  const hunks: Hunk[] = isText ? [...hunksBetween(replica, before.content ?? [])] : []
  return { fields, hunks }
}

/** For JSON: what is not there is left out. */
function plain(steps: readonly FieldStep[]): TakenBack['steps'][number]['fields'] {
  return steps.map(({ field, from, to }) => ({
    field,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  }))
}
