import {
  IconCalendarCheck,
  IconCalendarPlus,
  IconChecklist,
  IconFolderPlus,
  IconLayoutKanban,
  IconTrash,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import type { Action } from '../client-room.ts'

/** What the room adds to the command bar and the keyboard, on every screen. */
export function useTaskActions(): readonly Action[] {
  const t = useText('tasks')
  const navigate = useNavigate()
  const { id } = useWorkspace()
  const { show: showNew } = useOverlay('tasks.new')
  const { show: showProject } = useOverlay<object>('tasks.project')
  return useMemo(() => {
    const go = (search: object) => void navigate({ to: `/w/${id}/tasks`, search: search as never })
    return [
      {
        id: 'tasks.new',
        label: t('actions.new'),
        starter: t('actions.newStarter'),
        keywords: ['todo', 'add'],
        shortcut: 't',
        icon: IconChecklist,
        writes: true,
        run: () => showNew(),
      },
      {
        id: 'tasks.newProject',
        label: t('actions.newProject'),
        keywords: ['add'],
        icon: IconFolderPlus,
        writes: true,
        run: () => showProject({ then: (project: string) => go({ project }) }),
      },
      { id: 'tasks.today', label: t('actions.today'), icon: IconCalendarCheck, run: () => go({ view: 'today' }) },
      {
        id: 'tasks.upcoming',
        label: t('actions.upcoming'),
        icon: IconCalendarPlus,
        run: () => go({ view: 'upcoming' }),
      },
      {
        id: 'tasks.board',
        label: t('actions.board'),
        keywords: ['kanban'],
        icon: IconLayoutKanban,
        run: () => go({ layout: 'board' }),
      },
      { id: 'tasks.trash', label: t('actions.trash'), icon: IconTrash, run: () => go({ view: 'trash' }) },
    ]
  }, [t, navigate, id, showNew, showProject])
}
