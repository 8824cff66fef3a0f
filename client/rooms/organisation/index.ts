import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'

const screen = lazyRouteComponent(() => import('./organisation-screen.tsx'), 'OrganisationScreen')
const paths = ['organisation', 'organisation/$org', 'organisation/$org/$page'] as const

/** Who belongs together and by which rules. Not a place of work: reached from the workspace menu and the settings. */
export const organisation: ClientRoom = {
  name: 'organisation',
  group: 'see',
  messages: labels,
  shortcut: 'g o',
  routes: (parent) => paths.map((path) => createRoute({ getParentRoute: () => parent, path, component: screen })),
}
