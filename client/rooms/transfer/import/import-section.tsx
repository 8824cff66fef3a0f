import { useEngine, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useStore } from '../store.ts'
import classes from '../transfer.module.css'
import { ImportProgressView } from './import-progress.tsx'
import { ImportReportView } from './import-report.tsx'
import { importRunOf } from './import-run-store.ts'
import { PlanPreview } from './plan-preview.tsx'
import { SourcePicker } from './source-picker.tsx'

/** Choose, look, import, read the report: one after the other in one place. */
export function ImportSection() {
  const t = useText('transfer')
  const run = importRunOf(useEngine())
  const state = useStore(run.state)
  const { canWrite } = useWorkspace()
  return (
    <section className={classes.section} aria-labelledby="transfer-import">
      <h2 id="transfer-import" className={classes.heading}>
        {t('import.title')}
      </h2>
      {!canWrite && <p className={classes.quiet}>{t('import.readOnly')}</p>}
      {canWrite && (state.at === 'start' || state.at === 'reading') && <SourcePicker run={run} state={state} />}
      {canWrite && state.at === 'plan' && <PlanPreview run={run} plan={state.plan} />}
      {canWrite && state.at === 'running' && <ImportProgressView run={run} state={state} />}
      {canWrite && state.at === 'report' && <ImportReportView run={run} plan={state.plan} report={state.report} />}
    </section>
  )
}
