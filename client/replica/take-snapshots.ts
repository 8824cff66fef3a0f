import { isSameBytes } from './same-bytes.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ReplicaSnapshot } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Row } from '#shared/rooms/room.ts'
import { decodeSnapshotRow } from '#shared/rooms/snapshot-row.ts'
import type { BootstrapStep, NewChunk, RowWrite, StoredChunk } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import type { JournalPart } from './journal-part.ts'
import type { SnapshotPage } from './sync-state.ts'
import { applyIncoming, type Incoming, indexOf, stored } from './take-page.ts'

interface Taken {
  readonly page: Pick<SnapshotPage, 'workspace' | 'snapshots'>
  /** Where that takes a bootstrap; absent: it is none. */
  readonly step?: BootstrapStep
}

/** What a page says of one replica, beside what this device has of it already. */
interface Sorted {
  readonly incoming: Incoming
  /** As the server projected it, to be stored as it is; undefined: the replica is projected here. */
  readonly row: Row | undefined
  /** Waited to be sent, and the server has it. */
  readonly removedChunks: readonly number[]
}

/**
 * Brings a page of a bootstrap into this device: chunks, rows, actors and position in one transaction, without opening a CRDT for what is
 * new here. What this device holds already is merged and projected here instead, for it may hold more than the server.
 */
export async function takeSnapshots(core: Core, taken: Taken): Promise<void> {
  const { page } = taken
  const { workspace, snapshots } = page
  await core.actors.ready(workspace)
  const sorted = await sort(core, workspace, snapshots)
  // From here to `stage` in one breath: what begins to be opened meanwhile finds the chunks as pending.
  const fresh = sorted.filter((each) => each.row && !isInUse(core, each.incoming))
  const merged = sorted.filter((each) => !fresh.includes(each) && each.incoming.bytes.length > 0)
  const part = partOf(core, taken, { fresh, merged })
  core.journal.stage(part)
  try {
    for (const { incoming } of fresh) core.registry.offer(incoming.place, incoming.bytes)
    await applyIncoming(
      core,
      part,
      merged.map(({ incoming }) => incoming),
    )
  } catch (fault) {
    core.journal.unstage(part)
    throw fault
  }
  await stored(core, part)
}

async function sort(
  core: Core,
  workspace: WorkspaceId,
  snapshots: readonly ReplicaSnapshot[],
): Promise<readonly Sorted[]> {
  const ids = snapshots.map(({ replica }) => replica)
  const known = new Set<ReplicaId>((await core.store.rowsOf(workspace, ids)).map(({ id }) => id))
  return Promise.all(
    snapshots.map(async (snapshot) => {
      const held = known.has(snapshot.replica) ? await core.store.chunksOf(workspace, snapshot.replica) : []
      return sortOne(workspace, snapshot, held)
    }),
  )
}

function sortOne(workspace: WorkspaceId, snapshot: ReplicaSnapshot, held: readonly StoredChunk[]): Sorted {
  const { replica, kind, changedAt, changedBy, chunks } = snapshot
  const place = { workspace, id: replica }
  const isNew = (bytes: Uint8Array) => !held.some((chunk) => !chunk.isUnsent && isSameBytes(chunk.bytes, bytes))
  return {
    // Copied: decoded frames are views of their socket's buffer.
    incoming: {
      place,
      kind,
      bytes: chunks.filter(isNew).map((bytes) => bytes.slice()),
      meta: { changedAt, changedBy },
    },
    row: held.length === 0 ? rowOf(snapshot) : undefined,
    removedChunks: held.flatMap(({ n, isUnsent, bytes }) =>
      isUnsent && chunks.some((chunk) => isSameBytes(chunk, bytes)) ? [n] : [],
    ),
  }
}

function rowOf({ replica, kind, changedAt, changedBy, row: bytes }: ReplicaSnapshot): Row | undefined {
  const type = typeOfReplica(replica)
  const row = type?.kind === kind ? decodeSnapshotRow(bytes) : undefined
  return type && row && { id: replica, type: type.name, changedAt, changedBy, ...row }
}

/** Opened, being opened or changed in this tab. */
function isInUse(core: Core, { place }: Incoming): boolean {
  return core.registry.find(place) !== undefined || core.journal.pendingOf(place).length > 0
}

function partOf(
  core: Core,
  { page, step }: Taken,
  { fresh, merged }: { fresh: readonly Sorted[]; merged: readonly Sorted[] },
): JournalPart {
  const { workspace, snapshots } = page
  const all = [...fresh, ...merged]
  const rows = fresh.flatMap(({ incoming, row }): RowWrite[] => [{ workspace, id: incoming.place.id, row }])
  const actors = snapshots.flatMap((snapshot) =>
    snapshot.actors.flatMap(({ actor, principal }) => {
      const learned = { workspace, actor: hex(actor), principal }
      return core.actors.learn(workspace, learned.actor, principal) ? [learned] : []
    }),
  )
  return {
    chunks: all.flatMap(({ incoming: { place, kind, bytes } }) =>
      bytes.map((each): NewChunk => ({ workspace, replica: place.id, kind: kind ?? 'yjs', bytes: each, from: 'log' })),
    ),
    dirty: new Map(),
    extra: [
      {
        rows,
        actors,
        bootstraps: step ? [step] : [],
        removedChunks: all.flatMap(({ removedChunks }) => removedChunks),
      },
    ],
    index: indexOf(all.map(({ incoming }) => incoming)),
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
