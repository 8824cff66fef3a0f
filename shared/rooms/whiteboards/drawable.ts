import type { Replica } from '../../crdt/replica.ts'
import { type Drawn, drawingOf, type Json, readDrawn, type RegisterMap } from './drawing.ts'
import { drawingMapName } from './model.ts'

/** A replica that a drawing lies in: the part of its Y.Doc that is needed for that. */
export interface Drawable extends Replica {
  readonly doc: { getMap(name: string): RegisterMap; transact(write: () => void): void }
}

export function isDrawable(replica: Replica): replica is Drawable {
  return 'doc' in replica
}

/** Everything on a board that can be read, by id. */
export function drawnIn(replica: Replica): Map<string, Drawn> {
  const all = new Map<string, Drawn>()
  if (!isDrawable(replica)) return all
  for (const [id, registers] of drawingOf(replica.doc.getMap(drawingMapName).entries())) {
    const drawn = readDrawn(id, registers)
    if (drawn) all.set(id, drawn)
  }
  return all
}

/** The whole drawing as it is stored, also what this version can not read. */
export function drawingRegisters(replica: Drawable): Readonly<Record<string, Json>> {
  return Object.fromEntries(replica.doc.getMap(drawingMapName).entries()) as Record<string, Json>
}

/** Makes the drawing what `registers` say; touches only those that differ. */
export function writeDrawing(replica: Drawable, registers: Readonly<Record<string, Json>>): void {
  const map = replica.doc.getMap(drawingMapName)
  const now = new Map(map.entries())
  replica.doc.transact(() => {
    for (const key of now.keys()) if (!Object.hasOwn(registers, key)) map.delete(key)
    for (const [key, value] of Object.entries(registers)) {
      if (JSON.stringify(now.get(key)) !== JSON.stringify(value)) map.set(key, value)
    }
  })
}

export function copyDrawing(from: Drawable, to: Drawable): void {
  const target = to.doc.getMap(drawingMapName)
  to.doc.transact(() => {
    for (const [key, value] of from.doc.getMap(drawingMapName).entries()) target.set(key, value)
  })
}
