import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useSyncSentences } from './use-sync-sentences.ts'
import { ProgressBar } from '#client/ui/progress-bar.tsx'
import classes from './sync-status.module.css'

/** The state of saving and syncing in sentences, with what a person can do about it. */
export function SyncStatusDetails() {
  const t = useText('shell')
  const sentences = useSyncSentences()
  const { id, isLocal } = useWorkspace()
  const status = useSyncStatus()
  const settings = `/w/${id}/settings`
  return (
    <div className={classes.details}>
      <p className={classes.headline}>{sentences.short}</p>
      {status.state === 'bootstrapping' && (
        <ProgressBar label={t('coming.label')} done={status.done} total={status.total} />
      )}
      <p className={classes.long}>{sentences.long}</p>
      {sentences.partly && <p className={classes.long}>{sentences.partly}</p>}
      {sentences.unsent && <p className={classes.long}>{sentences.unsent}</p>}
      {sentences.refused && <p className={classes.problem}>{sentences.refused}</p>}
      <div className={classes.links}>
        {status.refused > 0 && <StatusLink to={`${settings}/refused`} label={t('status.openRefused')} />}
        {status.state === 'signed-out' && <StatusLink to={`${settings}/account`} label={t('status.signIn')} />}
        {isLocal && <StatusLink to={`${settings}/sync`} label={t('status.sync')} />}
        <StatusLink to={`${settings}/storage`} label={t('status.storage')} />
      </div>
    </div>
  )
}

function StatusLink({ to, label }: { to: string; label: string }) {
  return (
    <Button component={Link} to={to} size="compact-sm" variant="light">
      {label}
    </Button>
  )
}
