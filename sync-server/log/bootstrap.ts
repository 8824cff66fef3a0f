import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { ReplicaSnapshot, ServerMessage } from '#shared/protocol/messages.ts'
import { bounds } from '#shared/protocol/schema.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import type { View } from '#server/access/access.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { ReplicaPlace, ReplicaState } from '#server/storage/state-store.ts'
import { type BootstrapPosition, decodePosition, encodePosition } from './bootstrap-position.ts'

/** The first one is small, so that something is on the screen soon. */
const pageBytes = { first: 256 * 1024, next: 1024 * 1024 } as const
/** What joins a page that has something already may take it this far beyond what it should be. */
const slackBytes = 64 * 1024
/** Of one replica in one page, or one part of it that is larger: a frame holds it with all its words. */
const pieceBytes = 1024 * 1024
/** Looked up at once, between two breaths of the event loop. */
const maxPlaces = 100

export interface BootstrapRequest {
  readonly workspace: WorkspaceId
  readonly asOf: number
  readonly after: string
  /** What of the workspace the reader may see; undefined: all of it. */
  readonly view?: VisiblePart
}

type VisiblePart = Pick<View, 'isWhole' | 'mayRead' | 'shared'>

export type BootstrapPage = Extract<ServerMessage, { kind: 'snapshots' }>

/**
 * One page of the state of a workspace (SY28), from what the request says alone: nothing is remembered between pages.
 *
 * First come the replicas whose latest change is not after `asOf`, newest-used first. One that is changed while pages are read leaves
 * that order at its place; so then come, by number, those that were there at `asOf` and have changed since. Whoever was not told in
 * the first walk is told in the second; some are told twice, which changes nothing.
 */
export async function bootstrapPage(
  store: LogStore,
  request: BootstrapRequest,
  wantedBytes: { readonly first: number; readonly next: number } = pageBytes,
): Promise<BootstrapPage> {
  const position = await positionOf(store, request)
  const page = new Page(position.done === 0 && position.part === 0 ? wantedBytes.first : wantedBytes.next)
  const end = await fill(store, { request, page, position })
  const { asOf, total } = position
  return {
    kind: 'snapshots',
    workspace: request.workspace,
    asOf,
    next: end.isLast ? '' : encodePosition(end.position),
    done: end.isLast ? total : Math.min(end.position.done, total),
    total,
    snapshots: page.snapshots,
  }
}

/** Where the last page ended, or the beginning: also for a position of another server, or of a history that is lost. */
async function positionOf(store: LogStore, request: BootstrapRequest): Promise<BootstrapPosition> {
  const { workspace, asOf, after, view } = request
  const [head, epoch] = [await store.head(workspace), await store.epoch()]
  const found = after === '' ? undefined : decodePosition(after)
  if (found?.epoch === epoch && found.asOf === asOf && asOf <= head) return found
  // How much there is that the reader may not see is none of its business.
  const total = view && !view.isWhole ? (view.shared?.length ?? 0) : await store.countReplicas(workspace)
  return { walk: 'used', asOf: head, key: head + 1, partOf: 0, part: 0, done: 0, total, epoch }
}

interface Filling {
  readonly request: BootstrapRequest
  readonly page: Page
  readonly position: BootstrapPosition
}

async function fill(store: LogStore, { request: { workspace, view }, page, position: start }: Filling) {
  let position = start
  while (true) {
    const places = await nextPlaces(store, workspace, position)
    for (const place of places) {
      if (view && !view.isWhole && !view.mayRead(place.replica)) {
        position = { ...position, key: keyOf(position, place), partOf: 0, part: 0 }
        continue
      }
      if (page.isFull) return { position, isLast: false }
      const after = position.partOf === place.number ? position.part : 0
      const state = await store.stateOf(place, { after, maxBytes: pieceBytes, maxParts: bounds.maxSnapshotChunks })
      if (!page.add(state)) return { position, isLast: false }
      if (state.more !== undefined)
        return { position: { ...position, partOf: place.number, part: state.more }, isLast: false }
      position = { ...position, key: keyOf(position, place), partOf: 0, part: 0, done: position.done + 1 }
    }
    if (places.length === 0 && position.walk === 'moved') return { position, isLast: true }
    if (places.length === 0) position = { ...position, walk: 'moved', key: 0, partOf: 0, part: 0 }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function nextPlaces(store: LogStore, workspace: WorkspaceId, { walk, asOf, key }: BootstrapPosition) {
  return walk === 'used'
    ? store.replicasInUse(workspace, { before: key, max: maxPlaces })
    : store.replicasMoved(workspace, { asOf, after: key, max: maxPlaces })
}

function keyOf({ walk }: BootstrapPosition, { lastSeq, number }: ReplicaPlace): number {
  return walk === 'used' ? lastSeq : number
}

class Page {
  readonly snapshots: ReplicaSnapshot[] = []
  readonly #wantedBytes: number
  #bytes = 0

  constructor(wantedBytes: number) {
    this.#wantedBytes = wantedBytes
  }

  get isFull(): boolean {
    return this.#bytes >= this.#wantedBytes || this.snapshots.length >= bounds.maxPageSnapshots
  }

  /** false: it belongs in a page of its own. */
  add(state: ReplicaState): boolean {
    const snapshot = snapshotOf(state)
    const bytes = sizeOf(snapshot)
    if (this.snapshots.length > 0 && bytes > this.#wantedBytes - this.#bytes + slackBytes) return false
    this.snapshots.push(snapshot)
    this.#bytes += bytes
    return true
  }
}

function snapshotOf({
  replica,
  kind,
  changedAt,
  changedBy,
  actors,
  chunks,
  lastSeq,
  row,
}: ReplicaState): ReplicaSnapshot {
  const isOfNow = row?.lastSeq === lastSeq && row.version === typeOfReplica(replica)?.version
  return {
    replica,
    kind,
    changedAt,
    changedBy,
    chunks,
    row: isOfNow ? row.bytes : new Uint8Array(),
    actors: actors.slice(0, bounds.maxActors),
  }
}

function sizeOf({ row, chunks, actors }: ReplicaSnapshot): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length + 4, 80 + row.length + actors.length * 24)
}
