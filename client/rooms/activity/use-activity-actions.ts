import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import type { Action } from '../client-room.ts'

export function useActivityActions(): readonly Action[] {
  const t = useText('activity')
  const navigate = useNavigate()
  const { id } = useWorkspace()
  return useMemo(
    () => [
      { id: 'activity.open', label: t('open'), shortcut: 'g a', run: () => void navigate({ to: `/w/${id}/activity` }) },
    ],
    [t, navigate, id],
  )
}
