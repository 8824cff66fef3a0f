import { IconHome } from '@tabler/icons-react'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { ClientRoom } from '../client-room.ts'
import { messages } from './messages.ts'

export const home: ClientRoom = {
  name: 'home',
  group: 'see',
  icon: IconHome,
  messages,
  shortcut: 'g h',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: '/',
      component: lazyRouteComponent(() => import('./home-screen.tsx'), 'HomeScreen'),
    }),
  ],
}
