import './mantine-styles.ts'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { ConfirmProvider } from './confirm.tsx'
import { HotkeyProvider } from './hotkeys.tsx'
import { type Messages, TextProvider } from './i18n.tsx'
import { OverlayProvider } from './overlays.tsx'
import classes from './theme.module.css'
import { cssVariables, theme } from './theme.ts'

export interface DesignProviderProps {
  /** The strings of every room, by room. */
  messages: Messages
  children: ReactNode
}

const colorSchemes = localStorageColorSchemeManager({ key: 'nexus-theme' })

/** Everything of the design system that the tree below needs: theme, words, keys, dialogs, announcements. */
export function DesignProvider({ messages, children }: DesignProviderProps) {
  return (
    <TextProvider messages={messages}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemes}
      >
        <HotkeyProvider>
          <OverlayProvider>
            <ConfirmProvider>{children}</ConfirmProvider>
          </OverlayProvider>
        </HotkeyProvider>
        <Notifications position="bottom-right" limit={4} classNames={{ root: classes.notifications ?? '' }} />
      </MantineProvider>
    </TextProvider>
  )
}
