import { IconPalette } from '@tabler/icons-react'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'
import { boardType } from '#shared/rooms/whiteboards/index.ts'
import { type ClientRoom, thing } from '../client-room.ts'
import { messages } from './messages.ts'
import { useBoardActions } from './use-board-actions.ts'

export const whiteboards: ClientRoom = {
  name: 'whiteboards',
  group: 'think',
  icon: IconPalette,
  messages,
  shortcut: 'g w',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: 'whiteboards',
      component: lazyRouteComponent(() => import('./whiteboards-screen.tsx'), 'WhiteboardsScreen'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: 'whiteboards/$id',
      component: lazyRouteComponent(() => import('./board-screen.tsx'), 'BoardScreen'),
    }),
  ],
  widgets: [
    {
      name: 'whiteboards.recent',
      area: 'side',
      component: lazy(async () => ({ default: (await import('./recent-boards.tsx')).RecentBoards })),
    },
  ],
  useActions: useBoardActions,
  versions: [
    {
      type: boardType,
      component: lazy(async () => ({ default: (await import('./versions/board-version.tsx')).BoardVersion })),
    },
  ],
  things: [
    thing({
      type: boardType,
      icon: IconPalette,
      title: ({ title, trashedAt }) => (trashedAt === undefined ? title || messages.untitled : undefined),
      path: (id) => `whiteboards/${id}`,
    }),
  ],
}
