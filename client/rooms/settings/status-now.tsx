import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type SyncStatus, useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import classes from './settings.module.css'

/** Where the outbox stands, with the one thing a person can do about it. */
export function StatusNow() {
  const t = useText('settings')
  const { id } = useWorkspace()
  const status = useSyncStatus()
  const unsent = 'unsent' in status ? status.unsent : 0
  return (
    <>
      <p>{sentenceOf(status, t)}</p>
      {status.state === 'synced' && (
        <p className={classes.rowHint}>
          {t('status.last')} <RelativeTime at={status.at} />
        </p>
      )}
      {unsent > 0 && <p className={classes.rowHint}>{t('status.unsent', { unsent })}</p>}
      {status.refused > 0 && (
        <Button component={Link} to={`/w/${id}/settings/refused`} variant="light" color="red" mt="sm">
          {t('status.refused', { refused: status.refused })}
        </Button>
      )}
    </>
  )
}

function sentenceOf(status: SyncStatus, t: Text<'settings'>): string {
  if (status.state === 'failed') return status.sentence
  if (status.state === 'bootstrapping') return t('status.bootstrapping', status)
  return t(`status.${status.state}`)
}
