import {
  createTLStore,
  defaultBindingUtils,
  defaultShapeUtils,
  type TLAnyShapeUtilConstructor,
  type TLRecord,
  type TLStore,
} from 'tldraw'
import * as Y from 'yjs'
import { type DrawnKind, drawingMapName, type Json, readDrawn, registersOf } from '#shared/rooms/whiteboards/index.ts'
import { boundTypes } from '../store-merger.ts'
import { type BoardBinding, bindBoard } from '../tldraw-binding.ts'
import { recordFrom } from '../tldraw-records.ts'

export interface BoardPeer {
  readonly doc: Y.Doc
  readonly store: TLStore
  readonly binding: BoardBinding
  readonly map: Y.Map<unknown>
  /** How long each write that was planned would have waited. */
  readonly delays: readonly number[]
  /** Does what waits to be written. */
  tick(): void
  /** Takes in everything the other has in its document. */
  pull(other: BoardPeer): void
  /** What is shared of the store, by id. */
  records(): Record<string, TLRecord>
  get(id: string): Record<string, unknown> & { props: Record<string, unknown> }
  close(): void
}

/** One person's tab: a real document and a real store of the drawing library, no screen. */
export function openPeer({ doc = new Y.Doc(), canWrite = true }: { doc?: Y.Doc; canWrite?: boolean } = {}): BoardPeer {
  const store = createTLStore({
    shapeUtils: defaultShapeUtils as unknown as TLAnyShapeUtilConstructor[],
    bindingUtils: defaultBindingUtils,
  })
  let waiting: (() => void) | undefined
  const delays: number[] = []
  const binding = bindBoard({
    store,
    doc,
    canWrite: () => canWrite,
    schedule: (run, delayMs) => {
      waiting = run
      delays.push(delayMs)
      return () => (waiting = undefined)
    },
  })
  return {
    doc,
    store,
    binding,
    delays,
    map: doc.getMap(drawingMapName),
    tick: () => waiting?.(),
    pull: (other) => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(doc))),
    records: () => {
      const shared = store.allRecords().filter(({ typeName }) => boundTypes.includes(typeName as 'shape'))
      return Object.fromEntries(shared.map((record) => [record.id, record]))
    },
    get: (id) => store.get(id as TLRecord['id']) as never,
    close: () => binding.close(),
  }
}

export function syncAll(peers: readonly BoardPeer[]): void {
  for (const peer of peers) peer.tick()
  // Placing what arrives writes nothing, so once round and once more reaches everybody.
  for (const to of [...peers, ...peers]) for (const from of peers) if (from !== to) to.pull(from)
}

/** A record of the library with the defaults of its kind. */
export function recordOf(id: string, kind: DrawnKind, props: Record<string, Json> = {}): TLRecord {
  const drawn = readDrawn(id, registersOf(kind, props))
  if (!drawn) throw new Error(`${kind} does not read`)
  const { parent = '', order = '' } = props as { parent?: string; order?: string }
  return recordFrom({ drawn, parent, order: order || ('order' in drawn.props ? drawn.props.order : '') })
}
