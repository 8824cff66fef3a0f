import { Menu } from '@mantine/core'
import { IconArrowsSort } from '@tabler/icons-react'
import { taskSorts } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import type { TaskSearchState } from '../search.ts'

export function SortMenu({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const picked = state.search.sort ?? 'position'
  const pick = (sort: string) =>
    void state.change({ sort: taskSorts.find((each) => each === sort && each !== 'position') }, { replace: true })
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
        <Menu.RadioGroup value={picked} onChange={pick}>
          {taskSorts.map((sort) => (
            <Menu.RadioItem key={sort} value={sort} closeMenuOnClick>
              {t(`sort.${sort}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
