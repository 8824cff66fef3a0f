import { Menu } from '@mantine/core'
import { IconArrowsSort, IconCheck } from '@tabler/icons-react'
import { taskSorts } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import type { TaskSearchState } from '../search.ts'

export function SortMenu({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const picked = state.search.sort ?? 'position'
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton
          label={t('sort.button', { order: t(`sort.${picked}`) })}
          size="lg"
          {...(picked !== 'position' && { variant: 'light', color: 'ink' })}
        >
          <IconArrowsSort size={16} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('sort.label')}</Menu.Label>
        {taskSorts.map((sort) => (
          <Menu.Item
            key={sort}
            role="menuitemradio"
            aria-checked={sort === picked}
            rightSection={sort === picked ? <IconCheck size={16} stroke={1.75} aria-hidden /> : undefined}
            onClick={() => void state.change({ sort: sort === 'position' ? undefined : sort }, { replace: true })}
          >
            {t(`sort.${sort}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
