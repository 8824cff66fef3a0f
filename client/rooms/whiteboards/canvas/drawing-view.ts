import type { TLRecord, TLStore } from 'tldraw'
import {
  type Drawn,
  drawingOf,
  firstPageId,
  type Placed,
  placeDrawing,
  readDrawn,
} from '#shared/rooms/whiteboards/index.ts'
import { openMerger } from './store-merger.ts'
import { recordFrom } from './tldraw-records.ts'

/** The drawing as this tab sees it, and what of it the store shows. */
export interface DrawingView {
  registersOf(id: string): ReadonlyMap<string, unknown>
  hasPage(): boolean
  load(entries: Iterable<[string, unknown]>): void
  /** The person changed it; the store has it already. */
  write(id: string, property: string, value: unknown): void
  /** After the writes of one change; `movesOthers`: other records may show elsewhere now. */
  touchedHere(id: string, movesOthers: boolean): void
  /** Somebody else changed it. */
  arrived(id: string, property: string, value: unknown): void
  /** Brings the store to what the drawing says: reads, places and puts what is not shown that way yet. */
  settle(): void
  close(): void
}

export function openDrawingView(store: TLStore): DrawingView {
  const drawing = createDrawing()
  const shown = new Map<string, Placed>()
  /** Changed by the person: the store is ahead of `shown`, which follows without a put. */
  const ahead = new Set<string>()
  const merger = openMerger(store)
  let unsettled = true

  const settle = () => {
    if (!unsettled) return
    unsettled = false
    const placed = placeDrawing(drawing.all())
    const removals = [...shown.keys(), ...ahead].filter((id) => !placed.has(id))
    const puts: TLRecord[] = []
    for (const [id, next] of placed) {
      const isLeft = ahead.has(id) ? isPlacedSo(store, id, next) : isShownSo(shown.get(id), next)
      if (!isLeft) puts.push(recordFrom(next))
    }
    shown.clear()
    for (const [id, next] of placed) shown.set(id, next)
    ahead.clear()
    merger.merge({ removals, puts, placed })
  }
  return {
    registersOf: drawing.registersOf,
    hasPage: () =>
      drawing.registersOf(firstPageId).has('kind') || [...drawing.all().values()].some(({ kind }) => kind === 'page'),
    load: (entries) => {
      for (const [id, registers] of drawingOf(entries)) {
        for (const [property, value] of registers) drawing.write(id, property, value)
      }
      settle()
    },
    write: drawing.write,
    touchedHere: (id, movesOthers) => {
      ahead.add(id)
      unsettled ||= movesOthers
    },
    arrived: (id, property, value) => {
      drawing.write(id, property, value)
      ahead.delete(id)
      unsettled = true
    },
    settle,
    close: merger.close,
  }
}

/** Registers by record, read again only where they changed. */
function createDrawing() {
  const drawing = new Map<string, Map<string, unknown>>()
  const read = new Map<string, Drawn>()
  const unread = new Set<string>()
  return {
    registersOf: (id: string): ReadonlyMap<string, unknown> => drawing.get(id) ?? new Map<string, unknown>(),
    write: (id: string, property: string, value: unknown) => {
      const registers = drawing.get(id) ?? new Map<string, unknown>()
      if (value === undefined) registers.delete(property)
      else registers.set(property, value)
      if (registers.size > 0) drawing.set(id, registers)
      else drawing.delete(id)
      unread.add(id)
    },
    all: (): ReadonlyMap<string, Drawn> => {
      for (const id of unread) {
        const drawn = readDrawn(id, drawing.get(id) ?? new Map<string, unknown>())
        if (drawn) read.set(id, drawn)
        else read.delete(id)
      }
      unread.clear()
      return read
    },
  }
}

function isShownSo(before: Placed | undefined, next: Placed): boolean {
  return before?.drawn === next.drawn && before.parent === next.parent && before.order === next.order
}

/** Whether the store already has it there. */
function isPlacedSo(store: TLStore, id: string, { parent, order }: Placed): boolean {
  const record = store.get(id as TLRecord['id']) as { parentId?: string; index?: string } | undefined
  return record !== undefined && (record.parentId ?? '') === parent && (record.index ?? '') === order
}
