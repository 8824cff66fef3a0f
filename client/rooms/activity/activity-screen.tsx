import { Button, Skeleton } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useRows, useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { Page } from '#client/ui/page.tsx'
import { useAddressState } from '#client/ui/use-address-state.ts'
import { ActivityFilters } from './activity-filters.tsx'
import { ActivityList } from './activity-list.tsx'
import { type ActivityAddress, activityAddress } from './address.ts'
import { deviceFeed } from './device-feed.ts'
import { messages } from './messages.ts'
import { useFeed } from './use-feed.ts'
import classes from './activity-screen.module.css'

export function ActivityScreen() {
  return (
    <RoomText room="activity" messages={messages}>
      <ActivityPage />
    </RoomText>
  )
}

function ActivityPage() {
  const t = useText('activity')
  const { id, isLocal } = useWorkspace()
  const { search: filters, change } = useAddressState(activityAddress)
  const clear = () => void change({ who: undefined, kind: undefined }, { replace: true })
  return (
    <Page
      title={t('label')}
      toolbar={<ActivityFilters filters={filters} change={(patch) => void change(patch, { replace: true })} />}
    >
      {isLocal ? (
        <OnDevice filters={filters} clear={clear} notice={t('local')} />
      ) : (
        <FromServer key={`${id} ${filters.who} ${filters.kind}`} filters={filters} clear={clear} />
      )}
    </Page>
  )
}

interface PartProps {
  filters: ActivityAddress
  clear: () => void
}

function FromServer({ filters, clear }: PartProps) {
  const t = useText('activity')
  const { state, feed } = useFeed(filters)
  if (state.status === 'reading') return <Reading />
  if (state.status === 'away') {
    const again = (
      <Button variant="default" size="compact-sm" onClick={feed.again}>
        {t('tryAgain')}
      </Button>
    )
    return <OnDevice filters={filters} clear={clear} notice={t('offline')} again={again} />
  }
  if (state.status === 'failed') {
    const again = <Button onClick={feed.again}>{t('tryAgain')}</Button>
    return (
      <EmptyState isCertain title={t('failedTitle')} actions={again}>
        {t('failedText')}
      </EmptyState>
    )
  }
  const { items, names, next, older } = state
  return (
    <>
      {items.length > 0 ? (
        <ActivityList items={items} names={names} />
      ) : (
        next === undefined && <Nothing filters={filters} clear={clear} />
      )}
      {older === 'failed' && (
        <p className={classes.notice} role="alert">
          {t('olderFailed')}
        </p>
      )}
      {next !== undefined && (
        <Button className={classes.older ?? ''} variant="default" loading={older === 'reading'} onClick={feed.more}>
          {older === 'reading' ? t('readingOlder') : t('older')}
        </Button>
      )}
    </>
  )
}

/** What is known without a server, and that it is not all. */
function OnDevice({ filters, clear, notice, again }: PartProps & { notice: ReactNode; again?: ReactNode }) {
  const items = deviceFeed(useRows(), filters)
  return (
    <>
      <div className={classes.notice}>
        <p role="status">{notice}</p>
        {again}
      </div>
      {items.length > 0 ? <ActivityList items={items} names={{}} /> : <Nothing filters={filters} clear={clear} />}
    </>
  )
}

function Nothing({ filters: { who, kind }, clear }: PartProps) {
  const t = useText('activity')
  const icon = <IconActivity size={32} stroke={1.25} />
  if (who === undefined && kind === undefined)
    return (
      <EmptyState icon={icon} title={t('emptyTitle')}>
        {t('emptyText')}
      </EmptyState>
    )
  const actions = (
    <Button variant="default" onClick={clear}>
      {t('clearFilters')}
    </Button>
  )
  return (
    <EmptyState icon={icon} title={t('noneTitle')} actions={actions}>
      {t('noneText')}
    </EmptyState>
  )
}

function Reading() {
  const t = useText('activity')
  return (
    <div role="status" aria-label={t('reading')}>
      {[70, 55, 62, 48].map((width) => (
        <Skeleton key={width} height={18} mt="lg" width={`${width}%`} />
      ))}
    </div>
  )
}
