import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'
import { useActivityActions } from './use-activity-actions.ts'

/** What happened in the workspace. Reached from the menu of the workspace and by its key. */
export const activity: ClientRoom = {
  name: 'activity',
  group: 'see',
  messages: labels,
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: 'activity',
      component: lazyRouteComponent(() => import('./activity-screen.tsx'), 'ActivityScreen'),
    }),
  ],
  useActions: useActivityActions,
}
