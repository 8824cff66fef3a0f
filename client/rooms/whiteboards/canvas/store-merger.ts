import type { TLRecord, TLStore } from 'tldraw'
import type { Placed } from '#shared/rooms/whiteboards/index.ts'
import { recordFrom, registersFrom } from './tldraw-records.ts'

export const boundTypes = ['page', 'shape', 'binding', 'asset'] as const

interface Merge {
  readonly removals: readonly string[]
  readonly puts: readonly TLRecord[]
  readonly placed: ReadonlyMap<string, Placed>
}

/**
 * Puts into the store as remote changes. The library reacts to those with changes of its own (it lifts an arrow above what it is
 * tied to, say), which whoever made the edit has stored already, perhaps a little differently: so what it touched is put once more.
 */
export function openMerger(store: TLStore) {
  const touched = new Set<string>()
  const touch = (record: TLRecord, source: 'remote' | 'user') => void (source === 'remote' && touched.add(record.id))
  const unlisten = boundTypes.flatMap((type) => [
    store.sideEffects.registerAfterChangeHandler(type as 'shape', (_, to, source) => touch(to, source)),
    store.sideEffects.registerAfterDeleteHandler(type as 'shape', touch),
  ])
  const mergeOnce = (removals: readonly string[], puts: readonly TLRecord[]) => {
    const gone = removals.map((id) => id as TLRecord['id']).filter((id) => store.has(id))
    const valid = puts.map((record) => sharing(store, record)).filter((record) => isValid(store, record))
    if (gone.length === 0 && valid.length === 0) return
    store.mergeRemoteChanges(() => {
      store.remove(gone)
      store.put(valid)
    })
  }
  return {
    merge: ({ removals, puts, placed }: Merge) => {
      touched.clear()
      mergeOnce(removals, puts)
      const drifted = [...touched].flatMap((id) => {
        const next = placed.get(id)
        return next && !isAsDrawn(store, id, next) ? [recordFrom(next)] : []
      })
      mergeOnce([], drifted)
    },
    close: () => unlisten.forEach((remove) => remove()),
  }
}

function isAsDrawn(store: TLStore, id: string, placed: Placed): boolean {
  const record = store.get(id as TLRecord['id'])
  if (!record) return false
  const there = registersFrom(record)
  const wanted = registersFrom(recordFrom(placed)) ?? new Map<string, unknown>()
  return [...wanted].every(([name, value]) => isSame(there?.get(name), value))
}

/** The last guard: whatever the library would refuse stays in the map and is not shown. */
function isValid(store: TLStore, record: TLRecord): boolean {
  try {
    store.schema.types[record.typeName].validate(record as never)
    return true
  } catch {
    return false
  }
}

/**
 * Takes over what is equal from the record in the store: the library compares by identity, and a text that only looks new would
 * take the caret away from whoever types in it.
 */
function sharing(store: TLStore, record: TLRecord): TLRecord {
  const before = store.get(record.id) as { props?: Values } | undefined
  const after = record as unknown as { props?: Values }
  if (!before?.props || !after.props) return record
  const known = before.props
  const props = Object.entries(after.props).map(([name, value]) => [
    name,
    isSame(known[name], value) ? known[name] : value,
  ])
  return Object.assign({}, record, { props: Object.fromEntries(props) })
}

type Values = Record<string, unknown>

export function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
}
