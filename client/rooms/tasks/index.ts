import { IconChecklist } from '@tabler/icons-react'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'
import { projectType, taskType } from '#shared/rooms/tasks/index.ts'
import { type ClientRoom, thing } from '../client-room.ts'
import { messages } from './messages.ts'
import { useTaskActions } from './use-task-actions.ts'

export const tasks: ClientRoom = {
  name: 'tasks',
  group: 'act',
  icon: IconChecklist,
  messages,
  shortcut: 'g t',
  routes: (parent) => [
    createRoute({
      getParentRoute: () => parent,
      path: 'tasks',
      component: lazyRouteComponent(() => import('./tasks-screen.tsx'), 'TasksScreen'),
    }),
  ],
  sidebar: lazy(() => import('./sidebar-projects.tsx').then((module) => ({ default: module.SidebarProjects }))),
  widgets: [
    {
      name: 'tasks.today',
      area: 'main',
      component: lazy(() => import('./widgets/today-widget.tsx').then((module) => ({ default: module.TodayWidget }))),
    },
  ],
  useActions: useTaskActions,
  overlays: [
    {
      name: 'tasks.new',
      component: lazy(() =>
        import('./dialogs/new-task-dialog.tsx').then((module) => ({ default: module.NewTaskDialog })),
      ),
    },
    {
      name: 'tasks.project',
      component: lazy(() =>
        import('./dialogs/project-dialog.tsx').then((module) => ({ default: module.ProjectDialog })),
      ),
    },
  ],
  fromWords: lazy(() => import('./quick/save-as-task.tsx').then((module) => ({ default: module.SaveAsTask }))),
  versions: [
    {
      type: taskType,
      component: lazy(() => import('./versions/task-version.tsx').then((module) => ({ default: module.TaskVersion }))),
    },
    {
      type: projectType,
      component: lazy(() =>
        import('./versions/project-version.tsx').then((module) => ({ default: module.ProjectVersion })),
      ),
    },
  ],
  things: [
    thing({
      type: taskType,
      icon: IconChecklist,
      title: (task) => (task.trashedAt === undefined ? task.title : undefined),
      path: (id) => `tasks?open=${id}`,
    }),
    thing({
      type: projectType,
      icon: IconChecklist,
      title: (project) => (project.trashedAt === undefined ? project.title : undefined),
      path: (id) => `tasks?project=${id}`,
    }),
  ],
}
