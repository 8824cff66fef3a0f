import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type ComponentType, lazy } from 'react'
import type { ClientRoom } from '../client-room.ts'
import { labels } from './labels.ts'

/** Each with the strings of the settings, which are not part of the first load. */
const screen = (load: () => Promise<ComponentType>) =>
  lazyRouteComponent(async () => {
    const [{ withText }, Screen] = await Promise.all([import('./with-text.tsx'), load()])
    return { default: withText(Screen) }
  })

const settingsScreen = screen(async () => (await import('./settings-screen.tsx')).SettingsScreen)
const signInScreen = screen(async () => (await import('./security/sign-in-screen.tsx')).SignInScreen)
const forgotScreen = screen(async () => (await import('./security/mail-link-screens.tsx')).ForgotScreen)
const resetScreen = screen(async () => (await import('./security/mail-link-screens.tsx')).ResetScreen)
const verifyScreen = screen(async () => (await import('./security/mail-link-screens.tsx')).VerifyScreen)
const inviteScreen = screen(async () => (await import('./invite-screen.tsx')).InviteScreen)
const factorScreen = screen(async () => (await import('./security/factor-screen.tsx')).FactorScreen)
const setupScreen = screen(async () => (await import('./setup-screen.tsx')).SetupScreen)

/** The screen of a device that is locked comes only where one is. */
export const deviceLock = () => import('./security/lock/start-behind-lock.tsx')

/** Not a place of work: reached from the workspace menu, the status and the command bar. */
export const settings: ClientRoom = {
  name: 'settings',
  group: 'see',
  messages: labels,
  shortcut: 'g s',
  waitingNotice: lazy(async () => ({ default: (await import('./security/factor-notice.tsx')).FactorNotice })),
  routes: (parent) => [
    createRoute({ getParentRoute: () => parent, path: 'settings', component: settingsScreen }),
    createRoute({ getParentRoute: () => parent, path: 'settings/$section', component: settingsScreen }),
  ],
  rootRoutes: (root) =>
    [
      { path: 'sign-in', component: signInScreen },
      { path: 'forgot', component: forgotScreen },
      { path: 'reset', component: resetScreen },
      { path: 'verify', component: verifyScreen },
      { path: 'two-factor', component: factorScreen },
      { path: 'invite/$token', component: inviteScreen },
      { path: 'setup/$word', component: setupScreen },
    ].map((route) => createRoute({ getParentRoute: () => root, ...route })),
}
