import type { Line } from '#shared/rooms/activity/index.ts'
import { type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import { typeNamed } from '#shared/rooms/all-rooms.ts'
import type { TakenBack } from '#shared/rooms/versions/index.ts'
import type { FactsPlace } from './activity-facts.ts'
import type { WorkerPool } from './worker/worker-pool.ts'

/** Beyond this a thing is brought back by its version history, one version at a time. */
const maxHistoryBytes = 32 * 1024 * 1024
/** Who made something and when is nobody's to take back. */
const origin = new Set(['createdAt', 'createdBy'])

/** What takes back all of a line: the input of one command. undefined: of one of its things it can not be told any more. */
export async function stepsBackOf(
  pool: WorkerPool,
  place: FactsPlace,
  line: Line,
  maxBytes = maxHistoryBytes,
): Promise<readonly TakenBack[] | undefined> {
  const things: TakenBack[] = []
  for (const [id, seqs] of seqsByThing(line)) {
    if (line.act === 'created' && hasTrash(id)) {
      things.push({ id, isNew: true, steps: [] })
      continue
    }
    const steps = await stepsOfThing(pool, place, { id, seqs, maxBytes })
    if (!steps) return undefined
    things.push({ id, isNew: false, steps })
  }
  return things
}

function seqsByThing({ deeds }: Line): ReadonlyMap<ReplicaId, ReadonlySet<number>> {
  const things = new Map<ReplicaId, Set<number>>()
  for (const { sitting } of deeds.toReversed()) {
    const seqs = things.get(sitting.replica) ?? new Set()
    things.set(sitting.replica, seqs)
    for (const { seq } of sitting.changes) seqs.add(seq)
  }
  return things
}

async function stepsOfThing(
  pool: WorkerPool,
  { workspace, store }: FactsPlace,
  { id, seqs, maxBytes }: { readonly id: ReplicaId; readonly seqs: ReadonlySet<number>; readonly maxBytes: number },
): Promise<TakenBack['steps'] | undefined> {
  const bounds = { before: Number.MAX_SAFE_INTEGER, maxBytes, maxChanges: Number.MAX_SAFE_INTEGER }
  const { changes, hasOlder, isCut } = await store.historyOf(workspace, id, bounds)
  if (hasOlder) return undefined
  const read = await pool.run('undoSteps', {
    replica: id,
    changes: changes.map(({ bytes }) => bytes),
    targets: changes.flatMap(({ seq }, at) => (seqs.has(seq) ? [at] : [])),
    state: isCut ? (await store.ofReplica(workspace, id))?.chunks : undefined,
  })
  return read.ok ? read.value?.map(withoutOrigin) : undefined
}

/** What can not go to the trash is emptied instead. */
function hasTrash(id: ReplicaId): boolean {
  return 'trashedAt' in (typeNamed(typeOf(id))?.shape ?? {})
}

function withoutOrigin({ fields, hunks }: TakenBack['steps'][number]): TakenBack['steps'][number] {
  return { fields: fields.filter(({ field }) => !origin.has(field)), hunks }
}
