import { Button, Progress } from '@mantine/core'
import { useText } from '#client/ui/i18n.tsx'
import classes from '../transfer.module.css'
import type { ImportRun, ImportState } from './import-run-store.ts'

const phases = ['files', 'notes', 'texts'] as const

export function ImportProgressView({ run, state }: { run: ImportRun; state: ImportState & { at: 'running' } }) {
  const t = useText('transfer')
  const { phase, done, total, path } = state.progress
  const within = total === 0 ? 0 : done / total
  const percent = ((phases.indexOf(phase) + within) / phases.length) * 100
  return (
    <div className={classes.card}>
      <h3 className={classes.cardTitle}>{t('running.title', { name: state.plan.name })}</h3>
      <Progress value={percent} size="md" aria-label={t('running.title', { name: state.plan.name })} />
      <p className={classes.phase} role="status">
        {state.isStopping ? t('running.stopping') : t(`running.phases.${phase}`)}
      </p>
      <p className={classes.path}>
        {t('running.count', { done, total })} <span dir="auto">{path}</span>
      </p>
      <p className={classes.quiet}>{t('running.hint')}</p>
      <div className={classes.buttons}>
        <Button variant="default" disabled={state.isStopping} onClick={run.stop}>
          {t('running.stop')}
        </Button>
      </div>
    </div>
  )
}
