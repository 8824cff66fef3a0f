import type { Replica } from '#shared/crdt/replica.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import { decodeHistoryPage } from '#shared/protocol/history-page.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { parseUpdateMeta } from 'yjs'
import type { Core } from '../core.ts'
import type { ServerOutcome } from '../engine-contract.ts'
import { applyAll, keyOf, type Place } from '../replica-registry.ts'
import type { Attributed } from './sessions.ts'

/** One change of a replica's history; neither author nor time: a state whose changes nobody knows apart any more. */
export interface HistoryChange extends Attributed {
  /** The same wherever it is kept. */
  readonly id: string
  readonly bytes: Uint8Array
  /** Of a text: what of each writer's counting it holds, so that it is known again when it has been put together with others. */
  readonly spans?: readonly WriterSpan[]
  /** It is on this device only, so far. */
  readonly isUnsent?: boolean
  /** A state that also holds the single changes beside it. */
  readonly isBase?: boolean
}

export interface WriterSpan {
  readonly client: number
  readonly from: number
  /** Not included. */
  readonly to: number
}

export interface HistoryPart {
  readonly changes: readonly HistoryChange[]
  /** Older changes are asked for with this as `before`; 0 = there are none. */
  readonly olderBefore: number
}

/** What has been, of the open workspace. Screens compose it; loading them is theirs. */
export interface HistoryCalls {
  /** Everything this device holds, in the order in which it came here. */
  ofDevice(type: AnyReplicaType, id: ReplicaId): Promise<readonly HistoryChange[]>
  /** The newest page before a seq of what the server holds. 'local': it is not synced. */
  ofServer(type: AnyReplicaType, id: ReplicaId, before?: number): Promise<ServerOutcome<HistoryPart>>
  /** A replica of its own that nobody else sees, made of these changes. The caller closes it. */
  openCopy(type: AnyReplicaType, id: ReplicaId, chunks: readonly Uint8Array[]): Promise<Replica>
}

export function historyCalls(core: Core): HistoryCalls {
  return {
    ofDevice: (type, id) => ofDevice(core, type, id),
    ofServer: (type, id, before) => ofServer(core, type, { id, before }),
    openCopy: (type, id, chunks) => openCopy(core, type, { id, chunks }),
  }
}

async function ofDevice(core: Core, type: AnyReplicaType, id: ReplicaId): Promise<readonly HistoryChange[]> {
  const place: Place = { workspace: core.currentId, id }
  if (core.workspaces.isWithheld(place.workspace)) return []
  await core.journal.flushed()
  const stored = await core.store.chunksOf(place.workspace, id)
  const waiting = core.journal
    .unstoredChunks()
    .filter((chunk) => keyOf({ workspace: chunk.workspace, id: chunk.replica }) === keyOf(place))
  const isSynced = core.workspaces.find(place.workspace)?.origin === 'synced'
  const changes = [
    ...stored,
    ...waiting.map((chunk) => ({ ...chunk, isUnsent: chunk.from === 'here' && isSynced })),
  ].map(
    ({ bytes, author, at, since, isUnsent }): HistoryChange => ({
      ...identified(bytes),
      isUnsent,
      ...(author && { author }),
      ...(at !== undefined && { at }),
      ...(since !== undefined && { since }),
    }),
  )
  return apartIfRecord(core, type, { workspace: place.workspace, changes: firstOfEach(changes) })
}

/** What was made here may have come back from the log as well. */
function firstOfEach(changes: readonly HistoryChange[]): readonly HistoryChange[] {
  const seen = new Set<string>()
  return changes.filter(({ id }) => !seen.has(id) && seen.add(id))
}

async function ofServer(
  core: Core,
  type: AnyReplicaType,
  { id, before }: { id: ReplicaId; before: number | undefined },
): Promise<ServerOutcome<HistoryPart>> {
  const workspace = core.currentId
  if (core.workspaces.find(workspace)?.origin !== 'synced') return refused('local')
  const query = before === undefined ? '' : `?before=${before}`
  const path = `/api/workspaces/${workspace}/replicas/${id}/changes${query}`
  const response = await core.edges.http({ method: 'GET', path })
  if (!response) return refused('unreachable')
  if (response.status !== 200) return refused(response.status === 404 ? 'not-found' : 'unreachable')
  const page = decodeHistoryPage(await response.bytes(), { workspace, replica: id })
  if (!page.ok) return page
  const { base, changes, olderBefore } = page.value
  const state = base.flatMap(({ chunks }) =>
    chunks.map((bytes): HistoryChange => ({ ...identified(bytes), isBase: true })),
  )
  const single = changes.map(({ bytes, author, timeMs }) => ({ ...identified(bytes), author, at: timeMs }))
  const parts = [await apartIfRecord(core, type, { workspace, changes: state })]
  parts.push(await apartIfRecord(core, type, { workspace, changes: single }))
  return done({ changes: parts.flat(), olderBefore })
}

interface Mixed {
  readonly workspace: WorkspaceId
  readonly changes: readonly HistoryChange[]
}

/** A saved Automerge document tells its changes apart, each with its writer and the time of the writer's clock. */
async function apartIfRecord(
  core: Core,
  { kind }: AnyReplicaType,
  { workspace, changes }: Mixed,
): Promise<readonly HistoryChange[]> {
  if (kind !== 'automerge') return changes
  await core.actors.ready(workspace)
  const { changesIn } = await core.loadAutomerge()
  const seen = new Set<string>()
  return changes.flatMap((chunk) => {
    const parts = changesIn(chunk.bytes)
    const fresh = parts.filter(({ hash }) => !seen.has(hash))
    for (const { hash } of parts) seen.add(hash)
    return fresh.map(({ hash, bytes, actor, at }): HistoryChange => {
      const author = (parts.length === 1 && chunk.author) || core.actors.principalOf(workspace, actor)
      const own = parts.length === 1 ? (chunk.at ?? at) : at
      const { isUnsent = false, isBase = false } = chunk
      return { id: hash, bytes, at: own, isUnsent, isBase, ...(author && { author }) }
    })
  })
}

async function openCopy(
  core: Core,
  type: AnyReplicaType,
  { id, chunks }: { id: ReplicaId; chunks: readonly Uint8Array[] },
): Promise<Replica> {
  const open = type.kind === 'yjs' ? openYjsReplica : (await core.loadAutomerge()).openReplica
  // Never written to, so any actor does; its own must not appear twice.
  const actor = hex(core.edges.random.bytes(16))
  const replica: Replica = open({ id, shape: type.shape, actor })
  applyAll(replica, chunks)
  return replica
}

function identified(bytes: Uint8Array): Pick<HistoryChange, 'id' | 'bytes' | 'spans'> {
  return { id: bytesKey(bytes), bytes, spans: spansOf(bytes) }
}

function spansOf(update: Uint8Array): readonly WriterSpan[] {
  try {
    const { from, to } = parseUpdateMeta(update)
    return [...from].map(([client, start]) => ({ client, from: start, to: to.get(client) ?? start }))
  } catch {
    // No text, or one that nobody can read.
    return []
  }
}

/** Tells changes of one replica apart: the length and two hashes of the bytes. */
function bytesKey(bytes: Uint8Array): string {
  let [one, other] = [0x811c9dc5, 0]
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193)
    other = (Math.imul(other, 31) + byte) | 0
  }
  return `${bytes.length}.${one >>> 0}.${other >>> 0}`
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
