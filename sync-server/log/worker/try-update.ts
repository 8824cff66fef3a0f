import * as Y from 'yjs'

export interface UpdateTrial {
  readonly stored: readonly Uint8Array[]
  readonly update: Uint8Array
}

export type UpdateFinding = 'sound' | 'missing-changes'

/** Applies what somebody brings to what is there. Throws at what the library can not take. */
export function tryUpdate({ stored, update }: UpdateTrial): UpdateFinding {
  const doc = new Y.Doc({ gc: false })
  try {
    if (stored.length > 0) Y.applyUpdate(doc, Y.mergeUpdates([...stored]))
    const waited = isWaiting(doc)
    Y.applyUpdate(doc, update)
    // Clients that wait for each other never come in, and everyone would try again with every update.
    return isWaiting(doc) && !waited ? 'missing-changes' : 'sound'
  } finally {
    doc.destroy()
  }
}

function isWaiting({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null
}
