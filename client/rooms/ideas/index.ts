import { IconBulb } from '@tabler/icons-react'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'
import { ideaTitle, ideaType } from '#shared/rooms/ideas/index.ts'
import { type ClientRoom, thing } from '../client-room.ts'
import { messages } from './messages.ts'
import { useIdeaActions } from './use-idea-actions.ts'

export const ideas: ClientRoom = {
  name: 'ideas',
  group: 'think',
  icon: IconBulb,
  messages,
  shortcut: 'g i',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: 'ideas',
      component: lazyRouteComponent(() => import('./ideas-screen.tsx'), 'IdeasScreen'),
    }),
  ],
  widgets: [
    {
      name: 'ideas.capture',
      area: 'top',
      component: lazy(async () => ({ default: (await import('./capture/capture-widget.tsx')).CaptureWidget })),
    },
    {
      name: 'ideas.pinned',
      area: 'side',
      component: lazy(async () => ({ default: (await import('./widgets/pinned-widget.tsx')).PinnedWidget })),
    },
  ],
  useActions: useIdeaActions,
  overlays: [
    {
      name: 'ideas.capture',
      component: lazy(async () => ({ default: (await import('./capture/capture-dialog.tsx')).CaptureDialog })),
    },
  ],
  versions: [
    {
      type: ideaType,
      component: lazy(async () => ({ default: (await import('./versions/idea-version.tsx')).IdeaVersion })),
    },
  ],
  things: [
    thing({
      type: ideaType,
      icon: IconBulb,
      title: (idea) => (idea.trashedAt === undefined ? ideaTitle(idea.text) : undefined),
      path: (id) => `ideas?open=${id}`,
    }),
  ],
}
