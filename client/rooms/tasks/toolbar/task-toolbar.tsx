import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRef } from 'react'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import type { TaskSearchState } from '../search.ts'
import { FilterButton } from './filter-button.tsx'
import { LayoutSwitch } from './layout-switch.tsx'
import { SortMenu } from './sort-menu.tsx'
import { ViewTabs } from './view-tabs.tsx'
import classes from './task-toolbar.module.css'

/** Which tasks, in which order, as list or board. All of it lives in the address. */
export function TaskToolbar({ state }: { state: TaskSearchState }) {
  const { search, view } = state
  const isHistory = !search.project && (view === 'done' || view === 'trash')
  return (
    <div className={classes.toolbar} data-layout={isHistory ? 'list' : search.layout}>
      <ViewTabs state={state} />
      {view !== 'trash' && (
        <div className={classes.tools}>
          <FindField state={state} />
          <FilterButton state={state} />
          {!isHistory && <SortMenu state={state} />}
          {!isHistory && <LayoutSwitch state={state} />}
        </div>
      )}
    </div>
  )
}

function FindField({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const field = useRef<HTMLInputElement>(null)
  useHotkey('/', t('keys.find'), () => field.current?.focus(), { group: t('shortcuts') })
  return (
    <TextInput
      ref={field}
      type="search"
      size="xs"
      className={classes.find}
      aria-label={t('filter.find')}
      placeholder={t('filter.findShort')}
      leftSection={<IconSearch size={14} stroke={1.75} />}
      value={state.search.find ?? ''}
      maxLength={200}
      onChange={(event) => void state.change({ find: event.currentTarget.value }, { replace: true })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        void state.change({ find: undefined }, { replace: true })
        field.current?.blur()
      }}
    />
  )
}
