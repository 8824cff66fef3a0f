import { IconSparkles } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { assistantPanel, type PanelGiven } from '../assistant-panel.ts'
import type { Action } from '../client-room.ts'

export function useAssistantActions(): readonly Action[] {
  const t = useText('assistant')
  const { isOpen, show, hide } = useOverlay<PanelGiven>(assistantPanel)
  return useMemo(
    () => [
      {
        id: 'assistant.ask',
        label: t('ask'),
        keywords: ['question', 'help', 'ai'],
        shortcut: 'mod+j',
        icon: IconSparkles,
        run: () => (isOpen ? hide() : show()),
      },
    ],
    [t, isOpen, show, hide],
  )
}
