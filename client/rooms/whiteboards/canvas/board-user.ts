import { useComputedColorScheme } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type TLUser, type TLUserPreferences, useTldrawUser } from 'tldraw'
import { useLocale } from 'use-intl'

/** What a person sets in the library's menu, kept on this device; colours, language and motion are the app's. */
export function useBoardUser(): TLUser {
  const colorScheme = useComputedColorScheme('light')
  const locale = useLocale()
  const [kept, keep] = useLocalStorage<Partial<TLUserPreferences>>({ key: 'nexus-board', defaultValue: {} })
  return useTldrawUser({
    userPreferences: { ...kept, id: 'here', name: '', colorScheme, locale },
    setUserPreferences: keep,
  })
}
