import { IconFilePlus, IconFolderPlus, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useRun, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import type { Action } from '../client-room.ts'

/** Not part of the first load. */
const commands = () => import('./new-thing.ts')

/** What documents add to the command bar and the keyboard. */
export function useDocumentActions(): readonly Action[] {
  const t = useText('documents')
  const run = useRun()
  const navigate = useNavigate()
  const { id: workspace } = useWorkspace()
  return useMemo(() => {
    const go = (path: string) => void navigate({ to: `/w/${workspace}/documents${path}` })
    return [
      {
        id: 'documents.new',
        label: t('actions.newDocument'),
        keywords: ['page', 'note', 'write'],
        shortcut: 'n d',
        icon: IconFilePlus,
        starter: t('actions.newDocumentStarter'),
        writes: true,
        run: () => {
          const createDocument = commands().then((room) => room.createDocument)
          void run(createDocument, { title: '' }).then((made) => made.ok && go(`/${made.value.id}`))
        },
      },
      {
        id: 'documents.newFolder',
        label: t('actions.newFolder'),
        icon: IconFolderPlus,
        writes: true,
        run: () => {
          const createFolder = commands().then((room) => room.createFolder)
          void run(createFolder, { title: t('folderName') }).then((made) => made.ok && go(''))
        },
      },
      { id: 'documents.trash', label: t('actions.trash'), icon: IconTrash, run: () => go('/trash') },
    ]
  }, [t, run, navigate, workspace])
}
