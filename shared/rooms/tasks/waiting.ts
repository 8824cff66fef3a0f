import type { ReplicaId } from '../../kit/ids.ts'
import type { Rows } from '../room.ts'
import type { Task } from './filter.ts'
import { taskType } from './model.ts'
import { compareText } from './order.ts'

/**
 * Which open tasks wait for which open tasks; what is done, in the trash or not to be seen holds nobody up. Invariants, whatever the order of the rows:
 * a task is a head exactly when it waits for nothing open and something waits for it; every task that waits is behind a head, on a ring, or behind a ring.
 */
export interface Waiting {
  /** Those that it waits for. Empty: it can begin. */
  blockersOf(id: ReplicaId): readonly Task[]
  /** Those that wait for it, without another one between. */
  waitersOf(id: ReplicaId): readonly Task[]
  /** Everything that can not begin before this one is done, each behind what it waits for; where a ring is in the way, by id. */
  behind(id: ReplicaId): readonly Task[]
  readonly heads: readonly Task[]
  /** Tasks that wait for each other, which two devices have made apart: none of them can begin. In the order in which they wait. */
  readonly rings: readonly (readonly Task[])[]
}

export function waitingIn(rows: Rows): Waiting {
  const links = linksIn(rows)
  return {
    blockersOf: (id) => links.tasks(links.blockers.get(id)),
    waitersOf: (id) => links.tasks(links.waiters.get(id)),
    behind: (id) => links.tasks(inOrder(reached(id, links.waiters), links)),
    heads: links.tasks(links.waiters.keys()).filter(({ id }) => !links.blockers.has(id)),
    rings: ringsIn(links),
  }
}

/** Absent from it: nothing. */
type Edges = ReadonlyMap<ReplicaId, readonly ReplicaId[]>

interface Links {
  readonly blockers: Edges
  readonly waiters: Edges
  tasks(ids: Iterable<ReplicaId> | undefined): readonly Task[]
}

function linksIn(rows: Rows): Links {
  const blockers = new Map<ReplicaId, ReplicaId[]>()
  const waiters = new Map<ReplicaId, ReplicaId[]>()
  const known = new Map<ReplicaId, Task>()
  for (const task of rows.of(taskType)) {
    for (const other of blockersIn(rows, task)) {
      known.set(task.id, task).set(other.id, other)
      push(blockers, task.id, other.id)
      push(waiters, other.id, task.id)
    }
  }
  for (const edges of [blockers, waiters]) for (const ids of edges.values()) ids.sort(compareText)
  const sorted = (ids: Iterable<ReplicaId>) => [...ids].sort(compareText)
  const tasks: Links['tasks'] = (ids = []) => [...ids].flatMap((id) => known.get(id) ?? [])
  return { blockers, waiters: new Map(sorted(waiters.keys()).map((id) => [id, waiters.get(id) ?? []])), tasks }
}

/** The open tasks that an open one waits for, from its own ids alone. */
export function blockersIn(rows: Rows, task: Task): readonly Task[] {
  const { waitsFor } = task.value
  if (waitsFor === undefined || !isStillOpen(task)) return []
  return waitsFor.flatMap((id) => {
    // Another version may have let a task wait for itself.
    const other = id === task.id ? undefined : rows.get(taskType, id)
    return other && isStillOpen(other) ? [other] : []
  })
}

/** To be done, and in sight. */
export function isStillOpen({ value }: Task): boolean {
  return value.status !== 'done' && value.trashedAt === undefined
}

function push(edges: Map<ReplicaId, ReplicaId[]>, from: ReplicaId, to: ReplicaId): void {
  const ids = edges.get(from)
  if (ids) ids.push(to)
  else edges.set(from, [to])
}

/** Where the edges lead, at whatever distance; with the start only where a ring leads back to it. */
function reached(from: ReplicaId, edges: Edges): Set<ReplicaId> {
  const seen = new Set(edges.get(from))
  for (const id of seen) for (const next of edges.get(id) ?? []) seen.add(next)
  return seen
}

/** Each behind those of the set that it waits for. Where all that are left wait, it is a ring, which is cut before the least id. */
function inOrder(ids: ReadonlySet<ReplicaId>, { blockers, waiters }: Links): readonly ReplicaId[] {
  const left = new Map([...ids].sort(compareText).map((id) => [id, count(blockers.get(id), ids)]))
  const placed: ReplicaId[] = []
  const free = [...left].flatMap(([id, waitsFor]) => (waitsFor === 0 ? [id] : []))
  while (left.size > 0) {
    const next = free.shift() ?? (left.keys().next().value as ReplicaId)
    if (!left.delete(next)) continue
    placed.push(next)
    for (const id of waiters.get(next) ?? []) {
      const waitsFor = left.get(id)
      if (waitsFor === undefined) continue
      left.set(id, waitsFor - 1)
      if (waitsFor === 1) free.push(id)
    }
  }
  return placed
}

function count(ids: readonly ReplicaId[] | undefined, among: ReadonlySet<ReplicaId>): number {
  return (ids ?? []).filter((id) => among.has(id)).length
}

function ringsIn(links: Links): readonly (readonly Task[])[] {
  const { blockers, waiters } = links
  // Of whatever is neither behind nor before the end of one, a part is on a ring; usually it is nothing at all.
  const left = new Set([...blockers.keys()].filter((id) => waiters.has(id)))
  for (const id of left) peel(id, left, links)
  const rings: (readonly Task[])[] = []
  for (const id of [...left].sort(compareText)) {
    if (!left.has(id)) continue
    const before = reached(id, waiters)
    const ring = new Set([...reached(id, blockers)].filter((each) => before.has(each)))
    left.delete(id)
    for (const each of ring) left.delete(each)
    if (ring.has(id)) rings.push(links.tasks(walk(id, ring, blockers)))
  }
  return rings
}

/** Takes out what has nothing left before or behind it, and what that leaves alone. */
function peel(start: ReplicaId, left: Set<ReplicaId>, { blockers, waiters }: Links): void {
  const stack = [start]
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (!left.has(id) || (count(blockers.get(id), left) > 0 && count(waiters.get(id), left) > 0)) continue
    left.delete(id)
    stack.push(...(blockers.get(id) ?? []), ...(waiters.get(id) ?? []))
  }
}

/** From one to what it waits for, and so on; in a knot of rings some are passed over and come last. */
function walk(start: ReplicaId, ring: ReadonlySet<ReplicaId>, blockers: Edges): readonly ReplicaId[] {
  const order = new Set<ReplicaId>()
  for (let at: ReplicaId | undefined = start; at !== undefined; ) {
    order.add(at)
    at = blockers.get(at)?.find((id) => ring.has(id) && !order.has(id))
  }
  return [...new Set([...order, ...[...ring].sort(compareText)])]
}
