import * as Y from 'yjs'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { ChunkOrigin, StoredChunk } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import { sessionsOf } from './history/sessions.ts'
import { keyOf, type Place } from './replica-registry.ts'

/** From so many chunks on a replica is put together when the device is idle. */
const tidyFrom = 64
/** A chunk of a local workspace may have to be sent one day: it stays well within what a server takes. */
const maxChunkBytes = 512 * 1024

/** Long histories of small chunks become few large ones: a replica that has been written for weeks opens at once. */
export function tidyReplicas(core: Core): void {
  const counts = new Map<string, number>()
  core.onStored(({ chunks }) => {
    for (const { workspace, replica } of chunks) {
      const place = { workspace, id: replica }
      const count = (counts.get(keyOf(place)) ?? 0) + 1
      counts.set(keyOf(place), count % tidyFrom)
      if (count === tidyFrom) core.edges.timers.whenIdle(() => void tidy(core, place).catch(() => {}))
    }
  })
}

async function tidy(core: Core, place: Place): Promise<void> {
  const chunks = (await core.store.chunksOf(place.workspace, place.id)).filter(({ isUnsent }) => !isUnsent)
  const kind = typeOfReplica(place.id)?.kind
  if (!kind || chunks.length < tidyFrom / 2) return
  const merge = kind === 'yjs' ? mergeUpdates : (await core.loadAutomerge()).mergeChunks
  // A saved Automerge document still tells its changes apart; a merged Yjs update does not, so sittings and authors stay apart.
  const runs = kind === 'yjs' ? sessionsOf(chunks).flatMap(byAuthor) : [chunks]
  for (const group of runs.flatMap(bySize)) {
    const bytes = group.length > 1 ? merge(group.map((chunk) => chunk.bytes)) : undefined
    if (!bytes) continue
    const replaced = group.map(({ n }) => n)
    await core.store.compact(place.workspace, { replica: place.id, kind, replaced, bytes, ...originOf(group) })
  }
}

function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  return Y.mergeUpdates([...updates])
}

function byAuthor(session: readonly StoredChunk[]): readonly (readonly StoredChunk[])[] {
  return [...Map.groupBy(session, ({ author }) => author).values()]
}

function originOf(group: readonly StoredChunk[]): ChunkOrigin {
  const [first, last] = [group[0], group.at(-1)]
  const since = first?.since ?? first?.at
  const isOfOne = group.every(({ author }) => author === last?.author)
  return {
    ...(isOfOne && last?.author !== undefined && { author: last.author }),
    ...(last?.at !== undefined && since !== undefined && { at: last.at, since }),
  }
}

function bySize(chunks: readonly StoredChunk[]): readonly (readonly StoredChunk[])[] {
  const groups: StoredChunk[][] = []
  let bytes = maxChunkBytes
  for (const chunk of chunks) {
    bytes += chunk.bytes.length
    if (bytes > maxChunkBytes) {
      groups.push([])
      bytes = chunk.bytes.length
    }
    groups.at(-1)?.push(chunk)
  }
  return groups
}
