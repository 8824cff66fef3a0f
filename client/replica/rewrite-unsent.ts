import { mergeUpdates } from 'yjs'
import { renameClients } from '#shared/crdt/yjs/rename-clients.ts'
import type { FieldPatch } from '#shared/crdt/fields.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { NewChunk, StoredChunk } from '#client/platform/store.ts'
import { openApart, rebuild, rowApart } from './apart.ts'
import type { Core } from './core.ts'
import { stepsBetween } from '#shared/crdt/field-steps.ts'
import type { OpenReplicas } from './open-replicas.ts'
import type { Place } from './replica-registry.ts'

/** not-mine: among what waits are changes that may be somebody else's, or that can not be read. */
export type Rewriting = 'rewritten' | 'not-mine' | 'not-stored'

/**
 * Says what waits to be sent of a replica again, under names of its own: another device writes under the ones it had, as after a
 * profile was copied. What it builds on stays what it was, so it merges with the work of others as it would have.
 */
export async function rewriteUnsent(core: Core, open: OpenReplicas, place: Place): Promise<Rewriting> {
  const type = typeOfReplica(place.id)
  let found: Rewriting = 'not-stored'
  const act = async () => {
    const chunks = await core.store.chunksOf(place.workspace, place.id)
    const unsent = chunks.filter(({ isUnsent }) => isUnsent)
    const isMine = unsent.every(({ isResent, kind }) => !isResent && kind === type?.kind)
    const again = type && isMine ? await rewritten(core, { type, place }, chunks) : undefined
    if (!type || !again) {
      found = 'not-mine'
      return true
    }
    await store(core, { type, place }, { chunks, unsent, again })
    found = 'rewritten'
    return true
  }
  await rebuild(core, open, { place, act })
  return found
}

/** As `rewriteUnsent`, of a Yjs update by itself; undefined: it can not be read. */
export function renamed(core: Core, updates: readonly Uint8Array[]): Uint8Array | undefined {
  const nextName = () => new DataView(core.edges.random.bytes(4).slice().buffer).getUint32(0)
  try {
    return renameClients(mergeUpdates([...updates]), nextName)
  } catch {
    return undefined
  }
}

interface Typed {
  readonly type: AnyReplicaType
  readonly place: Place
}

async function rewritten(
  core: Core,
  typed: Typed,
  chunks: readonly StoredChunk[],
): Promise<readonly Uint8Array[] | undefined> {
  const unsent = chunks.filter(({ isUnsent }) => isUnsent)
  if (unsent.length === 0) return []
  if (typed.type.kind === 'automerge') return repatched(core, typed, chunks)
  const bytes = renamed(
    core,
    unsent.map((chunk) => chunk.bytes),
  )
  return bytes && [bytes]
}

/**
 * What the unsent changes did to the fields, done once more on what they built on. Chunks are taken in the order in which they came here:
 * one that another wrote under the same name came after ours, does not fit, and is left to the others.
 */
async function repatched(core: Core, typed: Typed, chunks: readonly StoredChunk[]): Promise<readonly Uint8Array[]> {
  const lastN = chunks.findLast(({ isUnsent }) => isUnsent)?.n ?? 0
  const after = await openApart(core, typed, [])
  const base = await openApart(core, typed, [])
  try {
    for (const { n, bytes, isUnsent } of chunks) {
      if (n <= lastN && after.apply([bytes]).ok && !isUnsent) base.apply([bytes])
    }
    const said: Uint8Array[] = []
    base.onLocalChange((change) => said.push(change))
    base.patch(patchBetween(base, after))
    return said
  } finally {
    after.close()
    base.close()
  }
}

function patchBetween(base: Replica, after: Replica): FieldPatch {
  return Object.fromEntries(stepsBetween(base.fields(), after.fields()).map(({ field, to }) => [field, to ?? null]))
}

async function store(
  core: Core,
  typed: Typed,
  {
    chunks,
    unsent,
    again,
  }: { chunks: readonly StoredChunk[]; unsent: readonly StoredChunk[]; again: readonly Uint8Array[] },
): Promise<void> {
  const { type, place } = typed
  const { workspace, id: replica } = place
  const last = unsent.at(-1)
  const origin = { author: last?.author ?? core.principal, at: last?.at ?? core.edges.clock.now() }
  const added = again.map(
    (bytes): NewChunk => ({ workspace, replica, kind: type.kind, bytes, from: 'here', ...origin }),
  )
  const apart = await openApart(core, typed, [...chunks.filter(({ isUnsent }) => !isUnsent), ...added])
  const row = await rowApart(core, type, place, apart).finally(() => apart.close())
  await core.store.write({ removedChunks: unsent.map(({ n }) => n), chunks: added, rows: [row] })
}
