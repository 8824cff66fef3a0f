import { Button, Popover, VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { type SyncSentences, syncSentences } from './sync-status-text.ts'
import classes from './sync-status.module.css'

/** The truth about where the person's work is: in a few words, and in sentences on a click. */
export function SyncStatusButton({ compact = false }: { compact?: boolean }) {
  const t = useText('shell')
  const sentences = useSyncSentences()
  const lines = [sentences.short, sentences.refused, sentences.unsent].filter((line) => line !== undefined)
  const words = lines.join(', ')
  return (
    <Popover position="top-start" width={300} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.status} data-tone={toneOf(sentences)} data-compact={compact}>
          <span className={classes.dot} aria-hidden />
          <VisuallyHidden>{t('status.label')}: </VisuallyHidden>
          {compact ? <VisuallyHidden>{words}</VisuallyHidden> : <StatusLines lines={lines} />}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <SyncStatusDetails sentences={sentences} />
      </Popover.Dropdown>
    </Popover>
  )
}

function StatusLines({ lines }: { lines: readonly string[] }) {
  return (
    <span className={classes.words} aria-live="polite" data-testid="sync-status">
      {lines.map((line) => (
        <span key={line} className={classes.line}>
          {line}
        </span>
      ))}
    </span>
  )
}

/** The same in sentences, with what a person can do about it. */
export function SyncStatusDetails({ sentences }: { sentences: SyncSentences }) {
  const t = useText('shell')
  const { id, isLocal } = useWorkspace()
  const status = useSyncStatus()
  const settings = `/w/${id}/settings`
  return (
    <div className={classes.details}>
      <p className={classes.headline}>{sentences.short}</p>
      <p className={classes.long}>{sentences.long}</p>
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

export function useSyncSentences(): SyncSentences {
  const t = useText('shell')
  const format = useFormatter()
  const status = useSyncStatus()
  return syncSentences(status, t, (at) => format.dateTime(new Date(at), { timeStyle: 'short' }))
}

function StatusLink({ to, label }: { to: string; label: string }) {
  return (
    <Button component={Link} to={to} size="compact-sm" variant="light">
      {label}
    </Button>
  )
}

function toneOf(sentences: SyncSentences): SyncSentences['tone'] {
  return sentences.refused ? 'problem' : sentences.tone
}
