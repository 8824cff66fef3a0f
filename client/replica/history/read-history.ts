import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { Engine } from '../engine-contract.ts'
import type { HistoryChange } from './history-calls.ts'
import { stateBefore } from '#shared/crdt/yjs/state-before.ts'

/**
 * whole: all that the server keeps, with what only this device has yet · device: what is here, for the server can not be asked now ·
 * local: what is here is all there is.
 */
export type HistoryReach = 'whole' | 'device' | 'local'

export interface ReplicaHistory {
  readonly changes: readonly HistoryChange[]
  readonly reach: HistoryReach
}

export interface ReadHistoryOptions {
  readonly type: AnyReplicaType
  readonly id: ReplicaId
  /** Told after each page of the server. */
  onProgress?(changes: number): void
}

/** Enough for two million changes: beyond it what is older shows as one. */
const maxPages = 2_000

/** The history of a replica, as complete as can be had now. */
export async function readHistory(
  { history }: Pick<Engine, 'history'>,
  { type, id, onProgress = () => {} }: ReadHistoryOptions,
): Promise<ReplicaHistory> {
  // First what is here: what is sent meanwhile is then on the server's pages too, rather than on neither.
  const here = await history.ofDevice(type, id)
  const pages: (readonly HistoryChange[])[] = []
  let before: number | undefined
  let count = 0
  for (let page = 0; page < maxPages && before !== 0; page += 1) {
    const answer = await history.ofServer(type, id, before)
    if (!answer.ok) return { changes: here, reach: answer.reason === 'local' ? 'local' : 'device' }
    pages.unshift(answer.value.changes)
    before = answer.value.olderBefore
    onProgress((count += answer.value.changes.length))
  }
  return { changes: withOwn(withoutSingles(type, pages.flat()), here), reach: 'whole' }
}

/** The state that stands for what is no longer kept change by change, without the changes that are. */
function withoutSingles({ kind }: AnyReplicaType, all: readonly HistoryChange[]): readonly HistoryChange[] {
  const [states, singles] = [all.filter(({ isBase }) => isBase), all.filter(({ isBase }) => !isBase)]
  if (states.length === 0) return all
  const known = new Set(singles.map(({ id }) => id))
  if (kind === 'automerge') return [...states.filter(({ id }) => !known.has(id)), ...singles]
  const [bytes, changes] = [states, singles].map((each) => each.map((change) => change.bytes))
  const early = stateBefore(bytes ?? [], changes ?? [])
  return early ? [{ id: 'base', bytes: early }, ...singles] : all
}

/**
 * The server's list, and behind it what only this device has. Where both have a change the earlier time counts: the server knows when
 * it arrived, the device that wrote it offline, or before it had an account, when it was written.
 */
function withOwn(server: readonly HistoryChange[], here: readonly HistoryChange[]): readonly HistoryChange[] {
  const timeHere = timesOf(here)
  const dated = server.map((change) => {
    const at = timeHere(change)
    return at !== undefined && change.at !== undefined && at < change.at ? { ...change, at } : change
  })
  const known = new Set(server.map(({ id }) => id))
  return [...dated, ...here.filter((change) => change.isUnsent && !known.has(change.id))]
}

/**
 * When this device first knew of a change: it may hold it twice, as it was made and as it came back, and as a part of a larger one.
 */
function timesOf(here: readonly HistoryChange[]): (change: HistoryChange) => number | undefined {
  const byId = new Map<string, number>()
  for (const { id, at } of here) {
    if (at !== undefined) byId.set(id, Math.min(at, byId.get(id) ?? at))
  }
  const spans = here.flatMap(({ spans: own = [], at }) =>
    at === undefined ? [] : own.map((span) => ({ ...span, at })),
  )
  const byClient = Map.groupBy(spans, ({ client }) => client)
  return ({ id, spans: [first] = [] }) => {
    const parts = first && byClient.get(first.client)?.filter(({ from, to }) => from <= first.from && first.from < to)
    const times = [byId.get(id), ...(parts ?? []).map(({ at }) => at)].filter((at) => at !== undefined)
    return times.length > 0 ? Math.min(...times) : undefined
  }
}
