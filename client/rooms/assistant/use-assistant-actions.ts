import { IconSparkles } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { assistantPanel, type PanelGiven } from '../assistant-panel.ts'
import type { Action } from '../client-room.ts'

export function useAssistantActions(): readonly Action[] {
  const t = useText('assistant')
  const { id } = useWorkspace()
  const navigate = useNavigate()
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
      {
        id: 'assistant.schedules',
        label: t('schedules'),
        keywords: ['every day', 'recurring', 'repeat', 'automatic'],
        icon: IconSparkles,
        run: () => void navigate({ to: `/w/${id}/assistant/schedules` }),
      },
    ],
    [t, isOpen, show, hide, navigate, id],
  )
}
