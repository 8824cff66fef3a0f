import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'
import { useSearchActions } from './use-search-actions.ts'

/** Finds things by what they say. Reached by its key and from the command bar, which shows the best of it. */
export const search: ClientRoom = {
  name: 'search',
  group: 'see',
  messages: labels,
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: 'search',
      component: lazyRouteComponent(() => import('./search-screen.tsx'), 'SearchScreen'),
    }),
  ],
  useActions: useSearchActions,
}
