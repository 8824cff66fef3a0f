import { lazy } from 'react'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'

/** The history of every thing. No place of work: it opens over the thing, from the thing's own menu. */
export const versions: ClientRoom = {
  name: 'versions',
  group: 'think',
  hasScreen: false,
  messages: labels,
  routes: () => [],
  overlays: [
    {
      name: 'versions.history',
      component: lazy(async () => ({ default: (await import('./history-overlay.tsx')).HistoryOverlay })),
    },
  ],
}
