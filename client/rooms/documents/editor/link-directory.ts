import type { ReplicaId } from '#shared/kit/ids.ts'
import { type DocumentLinks, linkKey } from '#shared/rooms/documents/index.ts'
import type { LinkDirectory } from './content/content-host.ts'

export interface LiveLinkDirectory extends LinkDirectory {
  set(links: DocumentLinks): void
}

/** Keeps what the query says for the links in the text, which are drawn outside React. */
export function createLinkDirectory(pathOf: (id: ReplicaId) => string | undefined): LiveLinkDirectory {
  const listeners = new Set<() => void>()
  let links: DocumentLinks = { byId: {}, byKey: {} }
  const place = (id: ReplicaId, title: string) => ({ id, title, path: pathOf(id) ?? '' })
  return {
    find: ({ id, target }) => {
      if (id !== null && links.byId[id] !== undefined) return place(id, links.byId[id])
      const named = links.byKey[linkKey(target)]
      return named && place(named.id, named.title)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (next) => {
      if (next === links) return
      links = next
      for (const listener of listeners) listener()
    },
  }
}
