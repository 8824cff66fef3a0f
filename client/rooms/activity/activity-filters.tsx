import { Select } from '@mantine/core'
import { usePeople } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { type ActivityAddress, activityAddress } from './address.ts'
import classes from './activity-screen.module.css'

const kinds = activityAddress.shape.kind.unwrap().unwrap().options

interface FilterProps {
  filters: ActivityAddress
  change: (patch: Partial<ActivityAddress>) => void
}

export function ActivityFilters({ filters, change }: FilterProps) {
  const t = useText('activity')
  const { members, me } = usePeople()
  // Alone on a device one is nobody in particular.
  const people = members.length > 0 || !me ? members : [{ principal: `user:${me.id}`, name: me.name }]
  return (
    <search className={classes.filters} aria-label={t('filters')}>
      <Select
        clearable
        searchable
        size="xs"
        className={classes.filter ?? ''}
        aria-label={t('who')}
        placeholder={t('everyone')}
        data={[
          { value: 'assistant', label: t('assistant') },
          ...people.map(({ principal, name }) => ({ value: principal as string, label: name })),
        ]}
        value={filters.who ?? null}
        onChange={(who) => change({ who: who ?? undefined })}
        clearButtonProps={{ 'aria-label': t('clear') }}
      />
      <Select
        clearable
        size="xs"
        className={classes.filter ?? ''}
        aria-label={t('kind')}
        placeholder={t('anyKind')}
        data={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        value={filters.kind ?? null}
        onChange={(kind) => change({ kind: (kind ?? undefined) as ActivityAddress['kind'] })}
        clearButtonProps={{ 'aria-label': t('clear') }}
      />
    </search>
  )
}
