import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Line } from '#shared/rooms/activity/index.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import type { Shelf } from '#server/resources/catalogue.ts'
import type { FactsPlace } from './activity-facts.ts'
import { stepsBackOf } from './activity-undo.ts'
import type { LeftToTakeBack } from './worker/left-to-take-back.ts'
import type { WorkerPool } from './worker/worker-pool.ts'

/** What of an act of an agent can be taken back now. */
export interface Left {
  readonly canUndo: boolean
  /** What somebody has changed since, which stays as it is. */
  readonly changedSince: readonly ReplicaId[]
  /** What was drawn is brought back by its version history alone. */
  readonly isDrawing: boolean
}

export type LeftReader = (place: FactsPlace, shelf: Shelf, line: Line) => Promise<Left>

/** Larger histories are not read for the sake of a button, nor more things that have been changed since: whoever presses it is told. */
const maxBytes = 1024 * 1024
const maxThings = 25
const maxKept = 5_000
const all: Left = { canUndo: true, changedSince: [], isDrawing: false }

/** Looks only at those things of an act that have been changed since, or drawn on, and once for each state that these are in. */
export function openLeftReader(pool: WorkerPool): LeftReader {
  const kept = new Map<string, Left>()
  return async (place, shelf, line) => {
    const ids = [...new Set(line.deeds.map(({ sitting }) => sitting.replica))]
    const hasDrawing = line.fields.includes('content') && ids.some(isDrawing)
    const lastSeqs = ids.map((id) => shelf.rows.get(id)?.lastSeq ?? 0)
    const looked = ids.filter((id, at) => (lastSeqs[at] ?? 0) > line.toSeq || (hasDrawing && isDrawing(id)))
    if (looked.length === 0 || looked.length > maxThings) return all
    const key = `${place.workspace} ${line.id} ${lastSeqs.join(' ')}`
    const known = kept.get(key)
    if (known) return known
    const found = await lookAt(pool, place, onlyThings(line, new Set(looked)))
    const left = { ...found, canUndo: found.canUndo || looked.length < ids.length }
    kept.set(key, { ...left, isDrawing: hasDrawing && !left.canUndo })
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKept) break
      kept.delete(oldest)
    }
    return kept.get(key) ?? left
  }
}

async function lookAt(pool: WorkerPool, place: FactsPlace, line: Line): Promise<Left> {
  const things = await stepsBackOf(pool, place, line, maxBytes)
  if (!things) return all
  const found: (readonly [ReplicaId, LeftToTakeBack])[] = []
  for (const thing of things) {
    const state = (await place.store.ofReplica(place.workspace, thing.id))?.chunks ?? []
    const left = await pool.run('leftToTakeBack', { thing, state })
    if (!left.ok) return all
    found.push([thing.id, left.value])
  }
  return {
    canUndo: found.some(([, left]) => left === 'all' || left === 'some'),
    changedSince: found.flatMap(([id, left]) => (left === 'some' || left === 'changed' ? [id] : [])),
    isDrawing: false,
  }
}

function onlyThings(line: Line, ids: ReadonlySet<ReplicaId>): Line {
  return { ...line, deeds: line.deeds.filter(({ sitting }) => ids.has(sitting.replica)) }
}

/** A Yjs thing whose content is no text. */
function isDrawing(id: ReplicaId): boolean {
  const type = typeOfReplica(id)
  return type?.kind === 'yjs' && type.name !== documentType.name
}
