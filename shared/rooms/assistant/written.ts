import type { Replica } from '../../crdt/replica.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import type { Work } from '../room.ts'

/** A unit of work that is watched: how many changes of which things come of it. */
export interface WatchedWork extends Work {
  /** `task_…:1 document_…:2`. Ends the watching. */
  written(): string
}

export function watchedWork(work: Work): WatchedWork {
  const counts = new Map<ReplicaId, number>()
  const watched = new Map<Replica, () => void>()
  const watch = (replica: Replica, already = 0) => {
    if (already > 0) counts.set(replica.id, already)
    if (watched.has(replica)) return replica
    const count = () => void counts.set(replica.id, (counts.get(replica.id) ?? 0) + 1)
    watched.set(replica, replica.onLocalChange(count))
    return replica
  }
  return {
    clock: work.clock,
    random: work.random,
    principal: work.principal,
    // What it begins with is one change, written before anybody can watch.
    create: async (...given) => watch(await work.create(...given), 1),
    open: async (type, id) => {
      const replica = await work.open(type, id)
      return replica && watch(replica)
    },
    written: () => {
      for (const stop of watched.values()) stop()
      return [...counts].map(([id, count]) => `${id}:${count}`).join(' ')
    },
  }
}

/** What `written` said, read again. */
export function writtenBy(wrote: string): ReadonlyMap<ReplicaId, number> {
  return new Map(
    wrote.split(' ').flatMap((part) => {
      const [id = '', count = ''] = part.split(':')
      const changes = Number(count)
      return id !== '' && Number.isInteger(changes) && changes > 0 ? [[id as ReplicaId, changes] as const] : []
    }),
  )
}
