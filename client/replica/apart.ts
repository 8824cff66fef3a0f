import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import type { AnyReplicaType, Row } from '#shared/rooms/room.ts'
import { projectRow } from '#shared/rooms/project-row.ts'
import type { RowWrite } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import type { OpenReplicas } from './open-replicas.ts'
import { applyAll, type Place } from './replica-registry.ts'

/** A replica of its own, under an actor of its own, so that nobody's handle is touched. Whoever opens it closes it. */
export async function openApart(
  core: Core,
  { type, place }: { type: AnyReplicaType; place: Place },
  chunks: readonly { readonly bytes: Uint8Array }[],
): Promise<Replica> {
  const open = type.kind === 'yjs' ? openYjsReplica : (await core.loadAutomerge()).openReplica
  const replica: Replica = open({ id: place.id, shape: type.shape, actor: freshActor(core) })
  applyAll(
    replica,
    chunks.map(({ bytes }) => bytes),
  )
  return replica
}

/** The row that the replica has now, with the time and author of the one that is stored. */
export async function rowApart(core: Core, type: AnyReplicaType, place: Place, replica: Replica): Promise<RowWrite> {
  const { workspace, id } = place
  await core.actors.ready(workspace)
  const [known] = await core.store.rowsOf(workspace, [id])
  const row: Row | undefined = projectRow({
    type,
    replica,
    meta: { changedAt: known?.changedAt ?? 0, changedBy: known?.changedBy ?? core.principal },
    principalOf: (actor) => core.actors.principalOf(workspace, actor),
    onBug: (bug) => console.error(`The projection of ${type.name} failed`, bug),
  })
  return { workspace, id, row }
}

/**
 * Changes what is stored of a replica by more than new chunks. `act` runs while nobody holds it and nothing of it is on its way into the
 * store; whoever had it open goes on with what is stored then. false: it could not be done, and everything is as before.
 */
export async function rebuild(
  core: Core,
  open: OpenReplicas,
  { place, act }: { place: Place; act(): Promise<boolean> },
): Promise<boolean> {
  const isDone = await core.runner.exclusive(async () => {
    open.detach(place)
    const isStored = await core.journal.flushed()
    const isActed = isStored && (await act().catch(() => false))
    open.again(place)
    return isActed
  })
  if (isDone) core.tabs.tell({ kind: 'rebuilt', workspace: place.workspace, replica: place.id })
  return isDone
}

export function freshActor(core: Core): string {
  return Array.from(core.edges.random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
