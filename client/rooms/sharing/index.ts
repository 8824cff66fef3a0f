import { lazy } from 'react'
import { sharingOverlay } from '../shared-thing.ts'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'

/** Who may see and change a thing. No place of work: it opens over the thing, from its bar or its menu. */
export const sharing: ClientRoom = {
  name: 'sharing',
  group: 'see',
  hasScreen: false,
  messages: labels,
  routes: () => [],
  overlays: [
    {
      name: sharingOverlay,
      component: lazy(async () => ({ default: (await import('./sharing-dialog.tsx')).SharingDialog })),
    },
  ],
}
