import { VisuallyHidden } from '@mantine/core'
import type { ComponentPropsWithRef } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import type { SyncSentences } from './sync-status-text.ts'
import { useSyncSentences } from './use-sync-sentences.ts'
import classes from './sync-status.module.css'

/** The state of saving and syncing in a few words; what opens from it comes from outside. */
export function StatusButton({ compact, ...rest }: { compact: boolean } & ComponentPropsWithRef<'button'>) {
  const t = useText('shell')
  const sentences = useSyncSentences()
  const lines = [sentences.short, sentences.refused, sentences.unsent].filter((line) => line !== undefined)
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      {...rest}
      className={classes.status}
      data-tone={toneOf(sentences)}
      data-compact={compact}
      data-tip={compact ? lines.join(', ') : undefined}
      data-tip-side="end"
    >
      <span className={classes.dot} aria-hidden />
      <VisuallyHidden>{t('status.label')}: </VisuallyHidden>
      {compact ? <VisuallyHidden>{lines.join(', ')}</VisuallyHidden> : <StatusLines lines={lines} />}
    </button>
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

function toneOf(sentences: SyncSentences): SyncSentences['tone'] {
  return sentences.refused ? 'problem' : sentences.tone
}
