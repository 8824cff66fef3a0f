import { Alert, Button, Skeleton, Stack } from '@mantine/core'
import { IconCalendarRepeat, IconCloudOff, IconDeviceLaptop, IconLock, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ScheduleSummary } from '#shared/protocol/rest-agents.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { Page } from '#client/ui/page.tsx'
import { AnswersProvider, useAnswer, useRefresh } from '../../use-answer.tsx'
import { ScheduleDialog, type ScheduleDraft } from './schedule-dialog.tsx'
import { ScheduleRow } from './schedule-row.tsx'
import { ScheduleText } from './schedule-text.tsx'
import { useSchedulesPath } from './use-schedule-act.ts'
import classes from './schedules.module.css'

/** What agents are asked again and again for this person, in this workspace. */
export function SchedulesScreen() {
  const { isLocal } = useWorkspace()
  return (
    <ScheduleText>
      <AnswersProvider>{isLocal ? <LocalOnly /> : <Schedules />}</AnswersProvider>
    </ScheduleText>
  )
}

function LocalOnly() {
  const t = useText('schedules')
  const { id } = useWorkspace()
  return (
    <Page title={t('title')} width="reading">
      <EmptyState
        isCertain
        icon={<IconDeviceLaptop size={24} stroke={1.5} />}
        title={t('local')}
        actions={
          <Button component={Link} to={`/w/${id}/settings/sync`}>
            {t('sync')}
          </Button>
        }
      >
        {t('localBody')}
      </EmptyState>
    </Page>
  )
}

type Given = ScheduleSummary | ScheduleDraft

function Schedules() {
  const t = useText('schedules')
  const [given, setGiven] = useState<Given>()
  const add = () => setGiven({ text: '' })
  return (
    <Page
      title={t('title')}
      width="reading"
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} aria-label={t('addLabel')} onClick={add}>
          {t('add')}
        </Button>
      }
    >
      <p className={classes.intro}>{t('intro')}</p>
      <Found change={setGiven} />
      {given && <ScheduleDialog given={given} close={() => setGiven(undefined)} />}
    </Page>
  )
}

function Found({ change }: { change: (given: Given) => void }) {
  const t = useText('schedules')
  const path = useSchedulesPath()
  const answer = useAnswer<{ items: readonly ScheduleSummary[] }>(path)
  if (answer.status === 'loading') return <Waiting />
  if (answer.status === 'failed') return <NotKnown reason={answer.refusal.reason} />
  const { items } = answer.value
  if (items.length === 0)
    return (
      <EmptyState isCertain icon={<IconCalendarRepeat size={24} stroke={1.5} />} title={t('none')}>
        {t('noneBody')}
      </EmptyState>
    )
  return (
    <>
      {answer.refusal && (
        <Alert color="gray" role="status" mb="md">
          {t('stale')}
        </Alert>
      )}
      <ul className={classes.list}>
        {items.map((schedule) => (
          <ScheduleRow key={schedule.id} schedule={schedule} change={() => change(schedule)} />
        ))}
      </ul>
    </>
  )
}

function NotKnown({ reason }: { reason: string }) {
  const t = useText('schedules')
  const refresh = useRefresh()
  const path = useSchedulesPath()
  const isOffline = reason === 'unreachable'
  return (
    <EmptyState
      isCertain
      icon={isOffline ? <IconCloudOff size={24} stroke={1.5} /> : <IconLock size={24} stroke={1.5} />}
      title={t(isOffline ? 'offline' : 'refused')}
      actions={<Button onClick={() => refresh(path)}>{t('again')}</Button>}
    >
      {isOffline && t('offlineBody')}
    </EmptyState>
  )
}

function Waiting() {
  const t = useText('schedules')
  return (
    <Stack gap="sm" role="status" aria-label={t('loading')}>
      <Skeleton height={64} />
      <Skeleton height={64} />
    </Stack>
  )
}
