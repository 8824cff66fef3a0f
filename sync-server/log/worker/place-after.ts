import * as Y from 'yjs'
import type { UpdateTrial } from './try-update.ts'

/** What a document says of its folder once an update has come in, as it stands there. */
export function placeAfter({ stored, update }: UpdateTrial): string | undefined {
  const doc = new Y.Doc()
  try {
    Y.applyUpdate(doc, Y.mergeUpdates([...stored, update]))
    const place = doc.getMap('fields').get('parent')
    return typeof place === 'string' ? place : undefined
  } finally {
    doc.destroy()
  }
}
