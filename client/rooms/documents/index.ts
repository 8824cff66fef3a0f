import { IconFileText } from '@tabler/icons-react'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'
import { documentType, folderType } from '#shared/rooms/documents/index.ts'
import { type ClientRoom, thing } from '../client-room.ts'
import { labels } from './labels.ts'
import { moveOverlay } from './tree/move-overlay.ts'
import { useDocumentActions } from './use-document-actions.ts'

export const documents: ClientRoom = {
  name: 'documents',
  group: 'think',
  icon: IconFileText,
  messages: labels,
  shortcut: 'g d',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: 'documents',
      component: lazyRouteComponent(() => import('./documents-screen.tsx'), 'DocumentsScreen'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: 'documents/trash',
      component: lazyRouteComponent(() => import('./trash-screen.tsx'), 'TrashScreen'),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: 'documents/$id',
      component: lazyRouteComponent(() => import('./document-screen.tsx'), 'DocumentScreen'),
    }),
  ],
  sidebar: lazy(async () => ({ default: (await import('./sidebar-tree.tsx')).SidebarTree })),
  widgets: [
    {
      name: 'recent',
      area: 'main',
      component: lazy(async () => ({ default: (await import('./document-widgets.tsx')).RecentDocuments })),
    },
    {
      name: 'pinned',
      area: 'side',
      component: lazy(async () => ({ default: (await import('./document-widgets.tsx')).PinnedDocuments })),
    },
  ],
  useActions: useDocumentActions,
  overlays: [
    {
      name: moveOverlay,
      component: lazy(async () => ({ default: (await import('./tree/move-dialog.tsx')).MoveDialog })),
    },
  ],
  versions: [
    {
      type: documentType,
      component: lazy(async () => ({ default: (await import('./history/document-version.tsx')).DocumentVersion })),
    },
    {
      type: folderType,
      component: lazy(async () => ({ default: (await import('./history/folder-version.tsx')).FolderVersion })),
    },
  ],
  things: [
    thing({
      type: documentType,
      icon: IconFileText,
      title: ({ title, trashedAt }) => (trashedAt === undefined ? title || labels.untitled : undefined),
      path: (id) => `documents/${id}`,
    }),
  ],
}
