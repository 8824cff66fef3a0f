import type { TLRecord, TLStore } from 'tldraw'
import type * as Y from 'yjs'
import { drawingMapName, firstPageId, type Json, keyOf, splitKey } from '#shared/rooms/whiteboards/index.ts'
import { openDrawingView } from './drawing-view.ts'
import { boundTypes, isSame } from './store-merger.ts'
import { registersFrom } from './tldraw-records.ts'

export interface BoardBinding {
  /** Of its transactions. */
  readonly origin: unknown
  /** Writes at once what waits: before the page goes away. */
  flush(): void
  /** Flushes, and lets go of store and document. */
  close(): void
}

export interface BoardBindingOptions {
  readonly store: TLStore
  readonly doc: Y.Doc
  canWrite(): boolean
  /** Somebody here took a step back, or did it again: `settle` brings these records to the screen. */
  onStep?(records: readonly string[], settle: () => void): void
  /** Runs it once after the delay, unless the returned function is called before. */
  schedule(run: () => void, delayMs: number): () => void
}

/** A drag changes the store sixty times a second; the document gets the sum of it this often, and a stroke at once when it is done. */
const flushDelayMs = 80
const longestDelayMs = 1_000
/** Properties that decide where other records show. */
const movesOthers = ['kind', 'parent', 'order', 'from', 'to', 'end']

/**
 * Keeps a drawing library's store and a board's drawing equal, both ways.
 *
 * - What the person does goes register by register to the writer and from there, in one transaction, into the document: only the
 *   properties that changed, so that others' edits of the same shape stay.
 * - The view is the drawing as this tab sees it: the document with what waits over it. What arrives goes to the store as remote
 *   changes, which the library keeps out of its undo history.
 */
export function bindBoard(options: BoardBindingOptions): BoardBinding {
  const { store, doc, canWrite, onStep = (_, settle) => settle() } = options
  const map = doc.getMap<unknown>(drawingMapName)
  const view = openDrawingView(store)
  const writer = openWriter(options, view.settle)
  const write = (id: string, property: string, value: Json | undefined) => {
    view.write(id, property, value)
    writer.write(keyOf(id, property), value)
  }
  const unlisten = listenToPerson(store, (before, after) => {
    if (!canWrite()) return
    const id = (after ?? before)?.id ?? ''
    if (!view.hasPage()) for (const [property, value] of firstPageOf(store)) write(firstPageId, property, value)
    const changes = changesBetween(before, after, view.registersOf(id))
    for (const [property, value] of changes) write(id, property, value)
    if (changes.get('done') === true) writer.hurry()
    const isStructural = movesOthers.some((property) => changes.has(property))
    view.touchedHere(id, isStructural)
  })
  const arrive = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction) => {
    if (transaction.origin === writer.origin) return
    const records = new Set<string>()
    for (const key of event.keysChanged) {
      const { id, property } = splitKey(String(key))
      records.add(id)
      if (!writer.isWaiting(String(key))) view.arrived(id, property, map.get(String(key)))
    }
    if (transaction.local) onStep([...records], view.settle)
    else view.settle()
  }

  view.load(map.entries())
  map.observe(arrive)
  return {
    origin: writer.origin,
    flush: writer.flush,
    close: () => {
      unlisten()
      map.unobserve(arrive)
      writer.flush()
      view.close()
    },
  }
}

/** Holds writes back for a moment and puts them into the document in one transaction. */
function openWriter({ doc, schedule }: BoardBindingOptions, onWritten: () => void) {
  const map = doc.getMap<unknown>(drawingMapName)
  const origin = Symbol('board')
  const waiting = new Map<string, Json | undefined>()
  let cancel: (() => void) | undefined
  let lastBytes = 0

  const flush = () => {
    cancel?.()
    cancel = undefined
    if (waiting.size === 0) return
    lastBytes = 0
    doc.transact(() => {
      for (const [key, value] of waiting) {
        if (value === undefined) map.delete(key)
        else map.set(key, value)
        if (typeof value === 'string') lastBytes += value.length
      }
    }, origin)
    waiting.clear()
    onWritten()
  }
  return {
    origin,
    flush,
    isWaiting: (key: string) => waiting.has(key),
    write: (key: string, value: Json | undefined) => {
      waiting.set(key, value)
      // A long stroke is one register and is written again with every part of it: the longer, the rarer.
      cancel ??= schedule(flush, Math.min(longestDelayMs, flushDelayMs + lastBytes / 2))
    },
    /** As soon as the store is done with what it does now. */
    hurry: () => {
      cancel?.()
      cancel = schedule(flush, 0)
    },
  }
}

/** Every change the person makes to what is shared, as it happens. Before or after is missing for a record made or removed. */
function listenToPerson(store: TLStore, tell: (before: TLRecord | undefined, after: TLRecord | undefined) => void) {
  const effects = store.sideEffects
  const removals = boundTypes.flatMap((type) => [
    effects.registerAfterCreateHandler(
      type as 'shape',
      (record, source) => void (source === 'user' && tell(undefined, record)),
    ),
    effects.registerAfterChangeHandler(
      type as 'shape',
      (from, to, source) => void (source === 'user' && tell(from, to)),
    ),
    effects.registerAfterDeleteHandler(
      type as 'shape',
      (record, source) => void (source === 'user' && tell(record, undefined)),
    ),
  ])
  return () => removals.forEach((remove) => remove())
}

/** The page that a board without one shows becomes a stored one as soon as somebody draws on it. */
function firstPageOf(store: TLStore): ReadonlyMap<string, Json> {
  const page = store.get(firstPageId as TLRecord['id'])
  return (page && registersFrom(page)) ?? new Map<string, Json>()
}

/** The registers to write for one change. A removal takes every register of the record, also those of another version. */
function changesBetween(
  before: TLRecord | undefined,
  after: TLRecord | undefined,
  known: ReadonlyMap<string, unknown>,
): Map<string, Json | undefined> {
  const old = before && registersFrom(before)
  const next = after && registersFrom(after)
  const changes = new Map<string, Json | undefined>()
  for (const property of next ? (old?.keys() ?? []) : known.keys()) {
    if (!next?.has(property)) changes.set(property, undefined)
  }
  for (const [property, value] of next ?? []) {
    if (!old || !isSame(old.get(property), value)) changes.set(property, value)
  }
  return changes
}
