import { useCallback } from 'react'
import { useAnnounce } from './announce.tsx'
import { useText } from './i18n.tsx'

/** Copies text and says so, or says how to do it by hand. */
export function useCopy(): (text: string, said?: string) => Promise<boolean> {
  const t = useText('ui')
  const announce = useAnnounce()
  return useCallback(
    async (text, said) => {
      try {
        await navigator.clipboard.writeText(text)
        announce(said ?? t('copied'))
        return true
      } catch {
        announce(t('copyFailed'), { tone: 'problem' })
        return false
      }
    },
    [announce, t],
  )
}
