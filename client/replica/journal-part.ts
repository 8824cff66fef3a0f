import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { NewChunk, WriteBatch } from '#client/platform/store.ts'
import type { AnyReplicaType, Row } from '#shared/rooms/room.ts'
import * as Y from 'yjs'
import type { RowMeta } from '#shared/rooms/project-row.ts'
import { keyOf, type Place } from './replica-registry.ts'

/** A row that has to be projected again. */
export interface DirtyRow extends Place {
  readonly type: AnyReplicaType
  /** undefined: as the row is now; only its value is made anew. */
  meta: RowMeta | undefined
  /** Projected when the replica was closed before it could be stored. */
  staged?: Row
}

/** What becomes durable together. */
export interface JournalPart {
  readonly chunks: NewChunk[]
  readonly dirty: Map<string, DirtyRow>
  /** Beside chunks and the rows that are projected from replicas. */
  readonly extra: WriteBatch[]
  /** The chunks by place, for parts that hold thousands. */
  readonly index?: ReadonlyMap<string, readonly Uint8Array[]>
  /** Told once. */
  onStored?(): void
  /** The store refused. true: the part was taken back and is not tried again. */
  takeBack?(): boolean
}

export function emptyPart(): JournalPart {
  return { chunks: [], dirty: new Map(), extra: [] }
}

export function markDirty(part: JournalPart, row: DirtyRow): void {
  const known = part.dirty.get(keyOf(row))
  const meta = laterOf(known?.meta, row.meta)
  part.dirty.set(keyOf(row), { ...row, meta })
}

/** Ahead of ours by so much, the clock that says it is wrong. */
const credibleMs = 600_000

/** A time that has not come yet by `nowMs` counts as earlier than one that has: a clock that was wrong once must not win for ever. */
export function laterOf(
  one: RowMeta | undefined,
  other: RowMeta | undefined,
  nowMs = Number.POSITIVE_INFINITY,
): RowMeta | undefined {
  if (!one || !other) return one ?? other
  const [isAhead, isOtherAhead] = [one, other].map(({ changedAt }) => changedAt > nowMs + credibleMs)
  if (isAhead !== isOtherAhead) return isAhead ? other : one
  return other.changedAt >= one.changedAt ? other : one
}

/** A chunk stays well below what the protocol takes for one change. */
const maxMergedBytes = 512 * 1024

/** Yjs changes of one replica made here become one; Automerge changes stay apart, for each names its writer. */
export function mergeChunks(chunks: readonly NewChunk[]): NewChunk[] {
  const merged: (NewChunk | { group: NewChunk[] })[] = []
  const groups = new Map<string, { group: NewChunk[]; bytes: number }>()
  for (const chunk of chunks) {
    if (!isMergeable(chunk.kind, chunk.from)) {
      merged.push(chunk)
      continue
    }
    const key = `${chunk.workspace}/${chunk.replica}`
    const open = groups.get(key)
    if (open && open.bytes + chunk.bytes.length <= maxMergedBytes) {
      open.group.push(chunk)
      open.bytes += chunk.bytes.length
    } else {
      const group = { group: [chunk], bytes: chunk.bytes.length }
      groups.set(key, group)
      merged.push(group)
    }
  }
  return merged.map((each) => ('group' in each ? mergedChunk(each.group) : each))
}

function isMergeable(kind: ReplicaKind, from: NewChunk['from']): boolean {
  return kind === 'yjs' && from === 'here'
}

function mergedChunk(group: readonly NewChunk[]): NewChunk {
  const [first] = group
  if (!first) throw new Error('bug: an empty group')
  return group.length === 1 ? first : { ...first, bytes: Y.mergeUpdates(group.map(({ bytes }) => bytes)) }
}

export function joinBatches(batches: readonly WriteBatch[]): WriteBatch {
  return {
    chunks: batches.flatMap(({ chunks = [] }) => chunks),
    rows: batches.flatMap(({ rows = [] }) => rows),
    settled: batches.flatMap(({ settled = [] }) => settled),
    removedChunks: batches.flatMap(({ removedChunks = [] }) => removedChunks),
    workspaces: batches.flatMap(({ workspaces = [] }) => workspaces),
    workspacePatches: batches.flatMap(({ workspacePatches = [] }) => workspacePatches),
    cursors: batches.flatMap(({ cursors = [] }) => cursors),
    bootstraps: batches.flatMap(({ bootstraps = [] }) => bootstraps),
    actors: batches.flatMap(({ actors = [] }) => actors),
    refused: batches.flatMap(({ refused = [] }) => refused),
    removedRefused: batches.flatMap(({ removedRefused = [] }) => removedRefused),
    settings: Object.assign({}, ...batches.map(({ settings }) => settings)) as Record<string, unknown>,
  }
}
