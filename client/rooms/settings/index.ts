import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { ClientRoom } from '../client-room.ts'
import { messages } from './messages.ts'

const settingsScreen = lazyRouteComponent(() => import('./settings-screen.tsx'), 'SettingsScreen')

const mailLinkScreen = (name: 'ForgotScreen' | 'ResetScreen' | 'VerifyScreen') =>
  lazyRouteComponent(() => import('./security/mail-link-screens.tsx'), name)

/** Not a place of work: reached from the workspace menu, the status and the command bar. */
export const settings: ClientRoom = {
  name: 'settings',
  group: 'see',
  messages,
  shortcut: 'g s',
  routes: (parent) => [
    createRoute({ getParentRoute: () => parent, path: 'settings', component: settingsScreen }),
    createRoute({ getParentRoute: () => parent, path: 'settings/$section', component: settingsScreen }),
  ],
  rootRoutes: (root) => [
    createRoute({
      getParentRoute: () => root,
      path: 'sign-in',
      component: lazyRouteComponent(() => import('./security/sign-in-screen.tsx'), 'SignInScreen'),
    }),
    createRoute({ getParentRoute: () => root, path: 'forgot', component: mailLinkScreen('ForgotScreen') }),
    createRoute({ getParentRoute: () => root, path: 'reset', component: mailLinkScreen('ResetScreen') }),
    createRoute({ getParentRoute: () => root, path: 'verify', component: mailLinkScreen('VerifyScreen') }),
    createRoute({
      getParentRoute: () => root,
      path: 'invite/$token',
      component: lazyRouteComponent(() => import('./invite-screen.tsx'), 'InviteScreen'),
    }),
    createRoute({
      getParentRoute: () => root,
      path: 'setup/$word',
      component: lazyRouteComponent(() => import('./setup-screen.tsx'), 'SetupScreen'),
    }),
  ],
}
