import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'
import { useTransferActions } from './use-transfer-actions.ts'

/** Not a place of work: reached from the command bar and from the settings. */
export const transfer: ClientRoom = {
  name: 'transfer',
  group: 'think',
  messages: labels,
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: 'transfer',
      component: lazyRouteComponent(() => import('./transfer-screen.tsx'), 'TransferScreen'),
    }),
  ],
  useActions: useTransferActions,
}
