import type { Replica } from '../../crdt/replica.ts'
import { type Drawn, drawingMapName, drawingOf, readDrawn, type RegisterMap } from './drawing.ts'

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

export function copyDrawing(from: Drawable, to: Drawable): void {
  const target = to.doc.getMap(drawingMapName)
  to.doc.transact(() => {
    for (const [key, value] of from.doc.getMap(drawingMapName).entries()) target.set(key, value)
  })
}
