import type { ReactNode } from 'react'
import { SegmentedControl, VisuallyHidden } from '@mantine/core'
import { IconLayoutKanban, IconList } from '@tabler/icons-react'
import { useText } from '#client/ui/i18n.tsx'
import type { TaskSearchState } from '../search.ts'

export function LayoutSwitch({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const option = (layout: 'list' | 'board', icon: ReactNode) => ({
    value: layout,
    label: (
      <span style={{ display: 'grid', placeItems: 'center' }} title={t(`layout.${layout}`)}>
        {icon}
        <VisuallyHidden>{t(`layout.${layout}`)}</VisuallyHidden>
      </span>
    ),
  })
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('layout.label')}
      value={state.search.layout ?? 'list'}
      data={[
        option('list', <IconList size={18} stroke={1.75} />),
        option('board', <IconLayoutKanban size={18} stroke={1.75} />),
      ]}
      onChange={(layout) => void state.change({ layout: layout === 'board' ? 'board' : undefined })}
    />
  )
}
