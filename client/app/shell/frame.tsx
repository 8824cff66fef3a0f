import { Outlet } from '@tanstack/react-router'
import { type ReactNode, Suspense } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { ActionsProvider } from './actions.tsx'
import { Banners } from './banners.tsx'
import { ComingLine, ComingProvider } from './coming.tsx'
import { OverlaysHost } from './overlays-host.tsx'
import { Sidebar } from './sidebar.tsx'
import { TabBar } from './tab-bar.tsx'
import { ThingsProvider } from './things-provider.tsx'
import { UndoStepsProvider } from './undo-steps-provider.tsx'
import { useFrameKeys } from './use-frame-keys.ts'
import classes from './frame.module.css'

/** What stays while rooms come and go. */
export function Frame() {
  const t = useText('shell')
  const isPhone = useIsPhone()
  return (
    <FrameProviders>
      <div className={classes.frame} data-phone={isPhone}>
        <a className={classes.skip} href="#content">
          {t('skip')}
        </a>
        {!isPhone && <Sidebar />}
        <main id="content" className={classes.main} tabIndex={-1}>
          <ComingLine />
          <Banners />
          <div className={classes.room}>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </div>
        </main>
        {isPhone && <TabBar />}
      </div>
      <OverlaysHost />
    </FrameProviders>
  )
}

function FrameProviders({ children }: { children: ReactNode }) {
  return (
    <ThingsProvider>
      <UndoStepsProvider>
        <FrameKeys />
        <ComingProvider>
          <ActionsProvider>{children}</ActionsProvider>
        </ComingProvider>
      </UndoStepsProvider>
    </ThingsProvider>
  )
}

function FrameKeys() {
  useFrameKeys()
  return null
}
