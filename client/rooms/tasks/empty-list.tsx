import { Button } from '@mantine/core'
import { IconCalendarCheck, IconCalendarPlus, IconCircleCheck, IconFilterOff, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import type { TaskSearchState } from './search.ts'

/** What to say of a list with nothing in it, and the next step. */
export function EmptyList({ state, openCount }: { state: TaskSearchState; openCount: number }) {
  const t = useText('tasks')
  const { canWrite } = useWorkspace()
  const { search, view, isFiltered, change } = state
  if (isFiltered && view !== 'trash') {
    const clear = () => void change({ find: undefined, priorities: undefined, labels: undefined, assignee: undefined })
    return (
      <Empty icon={<IconFilterOff />} title={t('empty.filtered')} action={{ label: t('filter.clear'), run: clear }}>
        {t('empty.filteredBody')}
      </Empty>
    )
  }
  if (search.project) {
    return (
      <Empty icon={<IconCircleCheck />} title={t('empty.project')}>
        {canWrite && t('empty.projectBody')}
      </Empty>
    )
  }
  switch (view) {
    case 'all':
      return (
        <Empty icon={<IconCircleCheck />} title={t('empty.all')}>
          {canWrite ? t('empty.allBody') : t('empty.viewer')}
        </Empty>
      )
    case 'today': {
      const seeAll = { label: t('empty.seeAll'), run: () => void change({ view: undefined }) }
      return (
        <Empty icon={<IconCalendarCheck />} title={t('empty.today')} action={openCount > 0 ? seeAll : undefined}>
          {t('empty.todayBody', { count: openCount })}
        </Empty>
      )
    }
    case 'upcoming':
      return (
        <Empty icon={<IconCalendarPlus />} title={t('empty.upcoming')}>
          {t('empty.upcomingBody')}
        </Empty>
      )
    case 'done':
      return (
        <Empty icon={<IconCircleCheck />} title={t('empty.done')}>
          {t('empty.doneBody')}
        </Empty>
      )
    case 'trash':
      return (
        <Empty icon={<IconTrash />} title={t('empty.trash')}>
          {t('empty.trashBody')}
        </Empty>
      )
  }
}

interface EmptyProps {
  icon: ReactNode
  title: string
  action?: { label: string; run: () => void } | undefined
  children: ReactNode
}

function Empty({ icon, title, action, children }: EmptyProps) {
  const button = action && (
    <Button variant="default" onClick={action.run}>
      {action.label}
    </Button>
  )
  return (
    <EmptyState icon={icon} title={title} actions={button}>
      {children}
    </EmptyState>
  )
}
