import { Button, MultiSelect, Popover, Select } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { taskPriorities, taskQueries } from '#shared/rooms/tasks/index.ts'
import { usePeople, useQuery } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import type { TaskSearchState } from '../search.ts'
import classes from './filter-button.module.css'

export function FilterButton({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const isPhone = useIsPhone()
  const { priorities, labels, assignee } = state.search
  const count = [priorities?.length, labels?.length, assignee].filter(Boolean).length
  const label = count > 0 ? t('filter.buttonWithCount', { count }) : t('filter.button')
  return (
    <Popover position="bottom-end" trapFocus returnFocus width={280}>
      <Popover.Target>
        {isPhone ? (
          <IconButton label={label} size="lg" {...(count > 0 && { variant: 'light', color: 'ink' })}>
            <IconFilter size={16} stroke={1.75} />
          </IconButton>
        ) : (
          <Button
            size="xs"
            h={32}
            variant={count > 0 ? 'light' : 'default'}
            leftSection={<IconFilter size={14} stroke={1.75} />}
          >
            {label}
          </Button>
        )}
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <FilterForm state={state} />
      </Popover.Dropdown>
    </Popover>
  )
}

function FilterForm({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const { search, change } = state
  const labels = useQuery(taskQueries.labelsInUse)
  const { members } = usePeople()
  const set = (patch: object) => void change(patch, { replace: true })
  return (
    <>
      <MultiSelect
        label={t('priority.label')}
        data={taskPriorities.map((priority) => ({ value: priority, label: t(`priority.${priority}`) }))}
        placeholder={search.priorities?.length ? '' : t('filter.anyPriority')}
        value={search.priorities ?? []}
        comboboxProps={inside}
        onChange={(priorities) => set({ priorities })}
      />
      <MultiSelect
        label={t('detail.labels')}
        data={[...new Set([...labels, ...(search.labels ?? [])])]}
        placeholder={search.labels?.length ? '' : t('filter.anyLabel')}
        value={search.labels ?? []}
        searchable
        comboboxProps={inside}
        onChange={(picked) => set({ labels: picked })}
      />
      {(members.length > 0 || search.assignee) && (
        <Select
          label={t('detail.assignee')}
          placeholder={t('filter.anyone')}
          data={[
            { value: 'nobody', label: t('filter.nobody') },
            ...members.map((member) => ({ value: String(member.principal), label: member.name })),
          ]}
          value={search.assignee ?? null}
          clearable
          comboboxProps={inside}
          onChange={(assignee) => set({ assignee: assignee ?? undefined })}
        />
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        disabled={!state.isFiltered}
        onClick={() => set({ priorities: undefined, labels: undefined, assignee: undefined, find: undefined })}
      >
        {t('filter.clear')}
      </Button>
    </>
  )
}

/** Within the popover, so that a choice does not count as a click outside it. */
const inside = { withinPortal: false }
