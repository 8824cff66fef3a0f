import { IconFileExport, IconFileImport } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import type { Action } from '../client-room.ts'

export function useTransferActions(): readonly Action[] {
  const t = useText('transfer')
  const navigate = useNavigate()
  const { id } = useWorkspace()
  return useMemo(
    () => [
      {
        id: 'transfer.import',
        label: t('actions.import'),
        keywords: ['obsidian', 'notion', 'zip', 'vault', 'upload'],
        icon: IconFileImport,
        writes: true,
        run: () => void navigate({ to: `/w/${id}/transfer` }),
      },
      {
        id: 'transfer.export',
        label: t('actions.export'),
        keywords: ['download', 'backup', 'zip', 'obsidian'],
        icon: IconFileExport,
        run: () => void navigate({ to: `/w/${id}/transfer`, hash: 'export' }),
      },
    ],
    [t, navigate, id],
  )
}
