import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { allRooms, typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { decodeSnapshotRow } from '#shared/rooms/snapshot-row.ts'
import type { ChangedReplica, Effect } from '#server/storage/consumer-store.ts'
import type { Consumer, ReadingPlace } from './consumers.ts'
import { folderOf, liesInFolders } from './moves.ts'
import type { WorkerPool } from './worker/worker-pool.ts'

/** Bounds what one piece of work reads and one transaction writes: to read a thing takes milliseconds, in which nobody else is served. */
const maxReplicas = 10

/**
 * Keeps the row of each replica, as bootstraps and queries want it. It follows states, not changes: a replica that changes all the
 * time is projected once a round, and one whose row is of another version of its type when the server has been updated.
 */
export function rowProjector(
  pool: WorkerPool,
  report: (fault: unknown) => void,
  /** Of things in the workspace it may be another folder that counts for them. */
  moved?: (workspace: WorkspaceId) => void,
): Consumer {
  const types = allRooms.flatMap((room) => room.types)
  return {
    name: 'rows',
    stamp: types.map(({ name, version }) => `${name} ${version}`).join(', '),
    advanced: (workspace, { effects }) => {
      if (effects.some(({ kind }) => kind === 'parent')) moved?.(workspace)
    },
    read: async ({ workspace, store, after }) => {
      const changed = await store.changedAfter(workspace, { after, max: maxReplicas })
      const to = changed.at(-1)?.lastSeq
      if (to === undefined) return undefined
      const effects: Effect[] = []
      for (const each of changed.filter(isStale)) effects.push(...(await rowEffect(each)))
      return { to, effects }

      async function rowEffect({ replica }: ChangedReplica): Promise<Effect[]> {
        const state = await store.sortedReplica(workspace, replica)
        const version = typeOfReplica(replica)?.version
        if (!state || version === undefined) return []
        const actors = await actorsOf({ workspace, store, after }, replica)
        const { chunks, changedAt, changedBy, lastSeq } = state
        const projected = await pool.run('project', { replica, chunks, changedAt, changedBy, actors })
        if (!projected.ok && projected.reason === 'ended') throw new Error(projected.detail ?? 'The worker ended.')
        if (!projected.ok)
          report(new Error(`The row of ${replica} could not be made: ${projected.detail ?? projected.reason}`))
        const bytes = projected.ok ? projected.value : undefined
        return [{ kind: 'row', replica, row: bytes && { lastSeq, version, bytes } }, ...parentEffect(replica, bytes)]
      }
    },
  }
}

/** What is granted on a folder counts for what lies in it. A row that can not be made leaves the thing where it was. */
function parentEffect(replica: ReplicaId, bytes: Uint8Array | undefined): Effect[] {
  const row = bytes && liesInFolders(replica) ? decodeSnapshotRow(bytes) : undefined
  if (!row) return []
  const { parent } = row.value as { readonly parent?: unknown }
  return [{ kind: 'parent', replica, parent: folderOf(parent) }]
}

function isStale({ replica, lastSeq, row }: ChangedReplica): boolean {
  return row?.lastSeq !== lastSeq || row.version !== typeOfReplica(replica)?.version
}

async function actorsOf(
  { workspace, store }: ReadingPlace,
  replica: ChangedReplica['replica'],
): Promise<(readonly [string, PrincipalId])[]> {
  const known = await store.actorsOf(workspace, replica)
  return known.map(({ actor, principal }) => [Buffer.from(actor).toString('hex'), principal] as const)
}
