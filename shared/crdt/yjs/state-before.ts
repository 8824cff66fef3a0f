import * as Y from 'yjs'

type Deletions = ReturnType<typeof Y.decodeUpdate>['ds']['clients']
interface Range {
  readonly clock: number
  readonly len: number
}

/**
 * What a text said before the first of some changes, from a state that holds them: where what came before them is no longer kept
 * change by change. Exact in what was written; of what one of the changes deletes once more it says that it was still there.
 * undefined: it can not be read.
 */
export function stateBefore(state: readonly Uint8Array[], changes: readonly Uint8Array[]): Uint8Array | undefined {
  // What is deleted has to be there to be shown undeleted.
  const doc = new Y.Doc({ gc: false })
  try {
    for (const chunk of state) Y.applyUpdate(doc, chunk)
    const { ds, sv } = Y.snapshot(doc)
    const clocks = new Map(sv)
    for (const change of changes) {
      for (const [client, clock] of Y.parseUpdateMeta(change).from) {
        clocks.set(client, Math.min(clocks.get(client) ?? 0, clock))
      }
      for (const [client, ranges] of Y.decodeUpdate(change).ds.clients as Deletions) {
        const left = without(ds.clients.get(client) ?? [], ranges)
        ds.clients.set(client, left as never)
      }
    }
    const early = Y.createDocFromSnapshot(doc, Y.createSnapshot(ds, clocks))
    const update = Y.encodeStateAsUpdate(early)
    early.destroy()
    return update
  } catch {
    return undefined
  } finally {
    doc.destroy()
  }
}

/** The clocks in `ranges` that are in none of the others. */
function without(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  return others.reduce<readonly Range[]>(
    (left, { clock, len }) =>
      left.flatMap((range) => {
        const [end, otherEnd] = [range.clock + range.len, clock + len]
        if (end <= clock || otherEnd <= range.clock) return [range]
        return [
          ...(range.clock < clock ? [{ clock: range.clock, len: clock - range.clock }] : []),
          ...(otherEnd < end ? [{ clock: otherEnd, len: end - otherEnd }] : []),
        ]
      }),
    ranges,
  )
}
