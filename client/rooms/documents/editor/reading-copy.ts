import type * as Y from 'yjs'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { Replica } from '#shared/crdt/replica.ts'

export interface ReadingCopy {
  readonly doc: Y.Doc
  /** Follows the original as long as someone listens. In the form of `useSyncExternalStore`; it tells nothing. */
  subscribe(listener: () => void): () => void
}

/**
 * What a person who may only read binds the editor to. The binding mends what does not fit its schema, which after a merge it may
 * find to do in any text; done to the original it would be a change that the server has to refuse.
 */
export function openReadingCopy(original: Replica, doc: Y.Doc): ReadingCopy {
  const copy = openYjsReplica({ id: original.id, shape: {}, actor: '00'.repeat(16) })
  copy.apply([original.save()])
  return {
    doc: copy.doc,
    subscribe: () => {
      const follow = (update: Uint8Array) => void copy.apply([update])
      doc.on('update', follow)
      copy.apply([original.save()])
      return () => doc.off('update', follow)
    },
  }
}
