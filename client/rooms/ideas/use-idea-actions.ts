import { IconBulb, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import type { Action } from '../client-room.ts'

/** What the room adds to the command bar and the keyboard: above all, capturing from anywhere. */
export function useIdeaActions(): readonly Action[] {
  const t = useText('ideas')
  const navigate = useNavigate()
  const { id, canWrite } = useWorkspace()
  const { show } = useOverlay('ideas.capture')
  useHotkey('mod+shift+i', t('actions.captureAlso'), () => show(), {
    inFields: true,
    enabled: canWrite,
    group: t('shortcuts'),
  })
  return useMemo(
    () => [
      {
        id: 'ideas.capture',
        label: t('actions.capture'),
        starter: t('actions.starter'),
        keywords: ['note', 'thought', 'quick'],
        shortcut: 'c',
        icon: IconBulb,
        writes: true,
        run: () => show(),
      },
      {
        id: 'ideas.trash',
        label: t('actions.trash'),
        icon: IconTrash,
        run: () => void navigate({ to: `/w/${id}/ideas`, search: { view: 'trash' } as never }),
      },
    ],
    [t, navigate, id, show],
  )
}
