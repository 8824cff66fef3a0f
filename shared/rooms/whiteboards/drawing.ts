import { drawnKinds, type DrawnKind, type DrawnProps } from './drawing-kinds.ts'

/*
 * The drawing of a board, apart from any drawing library.
 *
 * It lies in the replica's map `drawing` as flat registers, one a property: `<record id>/<property>` → JSON. Two people who change
 * two properties of one shape both keep theirs, and no two devices ever create rival containers. The register `kind` holds
 * `<kind>@<version>` and makes a record exist: removing a record removes its registers, and a property that somebody else writes
 * meanwhile is left without a kind, so it shows nothing. A kind of a later version, or one that is not known here, stays in the map
 * untouched and is not shown.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** The part of a Y.Map that a drawing needs. */
export interface RegisterMap {
  entries(): IterableIterator<[string, unknown]>
  set(key: string, value: unknown): unknown
  delete(key: string): void
}

/** The registers of one record by property. */
export type Registers = ReadonlyMap<string, unknown>

/** A record as it is shown: all its properties are there and of the right kind. */
export type Drawn = {
  [Kind in DrawnKind]: { readonly id: string; readonly kind: Kind; readonly props: DrawnProps<Kind> }
}[DrawnKind]

/** Raised only when a kind changes so that older versions would misread it; additions do not need it. */
const kindVersion = 1

export function keyOf(id: string, property: string): string {
  return `${id}/${property}`
}

export function splitKey(key: string): { id: string; property: string } {
  const slash = key.lastIndexOf('/')
  return { id: key.slice(0, slash), property: key.slice(slash + 1) }
}

export function drawingOf(entries: Iterable<[string, unknown]>): Map<string, Map<string, unknown>> {
  const drawing = new Map<string, Map<string, unknown>>()
  for (const [key, value] of entries) {
    const { id, property } = splitKey(key)
    const registers = drawing.get(id)
    if (registers) registers.set(property, value)
    else drawing.set(id, new Map([[property, value]]))
  }
  return drawing
}

/** undefined: removed, only half there, or of a kind or version that is not known here. Never throws. */
export function readDrawn(id: string, registers: Registers): Drawn | undefined {
  const [kind = '', version] = String(registers.get('kind')).split('@')
  if (id === '' || !isDrawnKind(kind) || version !== String(kindVersion)) return undefined
  const read = drawnKinds[kind].safeParse(Object.fromEntries(registers))
  return read.success ? ({ id, kind, props: read.data } as Drawn) : undefined
}

/** What to store of a record. */
export function registersOf(kind: DrawnKind, props: Readonly<Record<string, Json>>): Map<string, Json> {
  return new Map([['kind', `${kind}@${kindVersion}`], ...Object.entries(props)])
}

function isDrawnKind(kind: string): kind is DrawnKind {
  return Object.hasOwn(drawnKinds, kind)
}
