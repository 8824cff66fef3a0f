import { Alert, Button, Skeleton } from '@mantine/core'
import { IconCloudOff, IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import type { Answer } from '../../answers.ts'
import { useRefresh } from '../../use-answer.tsx'
import classes from './parts.module.css'

interface AnsweredProps<Value> {
  answer: Answer<Value>
  /** What to ask again. */
  path: string
  children: (value: Value) => ReactNode
}

/** What the server says, or that it is being asked, out of reach, or says no. */
export function Answered<Value>({ answer, path, children }: AnsweredProps<Value>) {
  const t = useText('organisation')
  const refresh = useRefresh()
  if (answer.status === 'loading') return <Waiting />
  if (answer.status === 'failed') {
    const isOffline = answer.refusal.reason === 'unreachable'
    return (
      <EmptyState
        isCertain
        icon={isOffline ? <IconCloudOff size={24} stroke={1.5} /> : <IconLock size={24} stroke={1.5} />}
        title={isOffline ? t('offline.title') : t('refused.title')}
        actions={<Button onClick={() => refresh(path)}>{t('again')}</Button>}
      >
        {isOffline ? t('offline.body') : (answer.refusal.detail ?? t('refused.body'))}
      </EmptyState>
    )
  }
  return (
    <>
      {answer.refusal && (
        <Alert color="gray" role="status" mb="md">
          {t('offline.stale')}
        </Alert>
      )}
      {children(answer.value)}
    </>
  )
}

function Waiting() {
  const t = useText('organisation')
  return (
    <div role="status" aria-label={t('loading')} className={classes.waiting}>
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} height={36} />
      ))}
    </div>
  )
}
