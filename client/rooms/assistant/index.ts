import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazy } from 'react'
import { assistantPanel } from '../assistant-panel.ts'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'
import { useAssistantActions } from './use-assistant-actions.ts'

const schedules = lazyRouteComponent(() => import('./schedules/schedules-screen.tsx'), 'SchedulesScreen')

/** A panel beside everything, and what it has to say on Home. */
export const assistant: ClientRoom = {
  name: 'assistant',
  // It has no place in the navigation; on Home it stands with what has to be done.
  group: 'act',
  hasScreen: false,
  messages: labels,
  routes: (parent) => [
    createRoute({ getParentRoute: () => parent, path: 'assistant/schedules', component: schedules }),
  ],
  widgets: [
    {
      name: 'assistant.since',
      area: 'main',
      component: lazy(async () => ({ default: (await import('./widgets/since-widget.tsx')).SinceWidget })),
    },
    {
      name: 'assistant.next',
      area: 'main',
      component: lazy(async () => ({ default: (await import('./widgets/next-widget.tsx')).NextWidget })),
    },
    {
      name: 'assistant.briefing',
      area: 'side',
      component: lazy(async () => ({ default: (await import('./widgets/briefing-widget.tsx')).BriefingWidget })),
    },
  ],
  useActions: useAssistantActions,
  overlays: [
    {
      name: assistantPanel,
      component: lazy(async () => ({ default: (await import('./panel/assistant-panel.tsx')).AssistantPanel })),
    },
  ],
}
