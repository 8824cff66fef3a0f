import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import type { Action } from '../client-room.ts'

export function useSearchActions(): readonly Action[] {
  const t = useText('search')
  const navigate = useNavigate()
  const { id } = useWorkspace()
  return useMemo(
    () => [
      {
        id: 'search.open',
        label: t('open'),
        keywords: ['find'],
        shortcut: '/',
        icon: IconSearch,
        run: () => void navigate({ to: `/w/${id}/search` }),
      },
    ],
    [t, navigate, id],
  )
}
