import { createContext, useContext, useSyncExternalStore } from 'react'
import type { UpdateReady } from '#client/platform/service-worker.ts'

/** Holds the new version that waits, from the moment the service worker says so until the person decides. */
export interface UpdateWatch {
  ready(update: UpdateReady): void
  current(): UpdateReady | undefined
  dismiss(): void
  subscribe(listener: () => void): () => void
}

export function createUpdateWatch(): UpdateWatch {
  const listeners = new Set<() => void>()
  let waiting: UpdateReady | undefined
  const set = (next: UpdateReady | undefined) => {
    waiting = next
    for (const listener of listeners) listener()
  }
  return {
    ready: set,
    current: () => waiting,
    dismiss: () => set(undefined),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const UpdateContext = createContext<UpdateWatch>(createUpdateWatch())

export function useUpdate(): { update: UpdateReady | undefined; dismiss: () => void } {
  const watch = useContext(UpdateContext)
  const update = useSyncExternalStore(watch.subscribe, watch.current)
  return { update, dismiss: watch.dismiss }
}
