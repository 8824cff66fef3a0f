import './mantine-styles.ts'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'
import { ConfirmProvider } from './confirm.tsx'
import { EscapeLayers } from './escape-layers.tsx'
import { HotkeyProvider } from './hotkeys.tsx'
import { type Messages, TextProvider } from './i18n.tsx'
import { OverlayProvider } from './overlays.tsx'
import { TipLayer } from './tip-layer.tsx'
import { cssVariables, theme } from './theme.ts'

export interface DesignProviderProps {
  /** The strings of every room, by room. */
  messages: Messages
  children: ReactNode
}

const colorSchemes = localStorageColorSchemeManager({ key: 'nexus-theme' })

// What is announced before it is there waits in its list.
const Announcements = lazy(async () => ({ default: (await import('./announcements.tsx')).Announcements }))

const FocusMender = lazy(async () => ({ default: (await import('./focus-mender.tsx')).FocusMender }))

/** Everything of the design system that the tree below needs: theme, words, keys, dialogs, announcements. */
export function DesignProvider({ messages, children }: DesignProviderProps) {
  return (
    <TextProvider messages={messages}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemes}
        // All of them are made here: the sheet with the library's own would be 3 kB of the first load.
        deduplicateCssVariables={false}
      >
        <HotkeyProvider>
          <EscapeLayers>
            <OverlayProvider>
              <ConfirmProvider>{children}</ConfirmProvider>
            </OverlayProvider>
          </EscapeLayers>
        </HotkeyProvider>
        <TipLayer />
        <Suspense fallback={null}>
          <Announcements />
          <FocusMender />
        </Suspense>
      </MantineProvider>
    </TextProvider>
  )
}
