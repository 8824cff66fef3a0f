import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ChangeFacts } from '#shared/rooms/activity/index.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { WorkerPool } from './worker/worker-pool.ts'

/** A stretch of changes of one thing, as seqs, newest first. */
export interface Stretch {
  readonly replica: ReplicaId
  readonly seqs: readonly number[]
}

export interface FactsPlace {
  readonly workspace: WorkspaceId
  readonly store: LogStore
}

/** What stretches of changes wrote where, one answer each; nothing can be said of what a thread could not read. */
export type FactsReader = (place: FactsPlace, stretches: readonly Stretch[]) => Promise<readonly ChangeFacts[]>

/** What changes say never changes, so it is read once. */
const maxKept = 20_000
const unread: ChangeFacts = { fields: {}, hasContent: true }

export function openFactsReader(pool: WorkerPool): FactsReader {
  const kept = new Map<string, ChangeFacts>()
  return async (place, stretches) => {
    const keys = stretches.map((stretch) => keyOf(place, stretch))
    const missing = stretches.filter((_, at) => !kept.has(keys[at] ?? ''))
    const answers = new Map<string, ChangeFacts>()
    for (const [replica, own] of groupedByThing(missing)) {
      const facts = await readFacts(pool, place, { replica, stretches: own })
      own.forEach((stretch, at) => answers.set(keyOf(place, stretch), facts?.[at] ?? unread))
      if (facts) for (const stretch of own) keep(kept, keyOf(place, stretch), answers)
    }
    return keys.map((key) => answers.get(key) ?? kept.get(key) ?? unread)
  }
}

function keep(kept: Map<string, ChangeFacts>, key: string, answers: ReadonlyMap<string, ChangeFacts>): void {
  const facts = answers.get(key)
  if (facts) kept.set(key, facts)
  for (const oldest of kept.keys()) {
    if (kept.size <= maxKept) return
    kept.delete(oldest)
  }
}

async function readFacts(
  pool: WorkerPool,
  { workspace, store }: FactsPlace,
  { replica, stretches }: { readonly replica: ReplicaId; readonly stretches: readonly Stretch[] },
): Promise<readonly ChangeFacts[] | undefined> {
  const isText = typeOfReplica(replica)?.kind === 'yjs'
  const state = isText ? ((await store.ofReplica(workspace, replica))?.chunks ?? []) : []
  const changes = await Promise.all(stretches.map(({ seqs }) => store.bytesOf(workspace, seqs.toReversed())))
  const read = await pool.run('changeFacts', {
    replica,
    state,
    stretches: changes.map((all) => all.map(({ bytes }) => bytes)),
  })
  return read.ok ? read.value : undefined
}

function groupedByThing(stretches: readonly Stretch[]): ReadonlyMap<ReplicaId, readonly Stretch[]> {
  const groups = new Map<ReplicaId, Stretch[]>()
  for (const stretch of stretches) groups.set(stretch.replica, [...(groups.get(stretch.replica) ?? []), stretch])
  return groups
}

function keyOf({ workspace }: FactsPlace, { replica, seqs }: Stretch): string {
  return `${workspace} ${replica} ${seqs[0]} ${seqs.at(-1)} ${seqs.length}`
}
