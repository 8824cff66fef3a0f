import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { documentQueries } from '#shared/rooms/documents/index.ts'
import type { VaultPlan } from '#shared/rooms/documents/markdown/index.ts'
import classes from '../transfer.module.css'
import type { ImportRun } from './import-run-store.ts'
import { ReportList } from './report-list.tsx'

/** What an import would bring, and what would stay out. */
export function PlanPreview({ run, plan }: { run: ImportRun; plan: VaultPlan }) {
  const t = useText('transfer')
  const format = useFormatter()
  const hasDocuments = useQuery(documentQueries.documentTree).length > 0
  const [intoFolder, setIntoFolder] = useState(hasDocuments)
  const size = format.number(plan.bytes / 1e6, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })
  const parts = [
    t('plan.notes', { count: plan.notes.length }),
    t('plan.files', { count: plan.files.length }),
    t('plan.folders', { count: plan.folders.length }),
    t('plan.size', { size }),
  ]
  return (
    <div className={classes.card}>
      <h3 className={classes.cardTitle}>{t('plan.title', { name: plan.name })}</h3>
      <p>{format.list(parts, { type: 'unit' })}</p>
      {plan.skipped.length > 0 && (
        <details className={classes.details}>
          <summary>{t('plan.skipped', { count: plan.skipped.length })}</summary>
          <ReportList items={plan.skipped} />
        </details>
      )}
      <Checkbox
        label={t('plan.into', { name: plan.name })}
        checked={intoFolder}
        onChange={(event) => setIntoFolder(event.currentTarget.checked)}
      />
      <div className={classes.buttons}>
        <Button onClick={() => void run.start({ intoFolder })}>{t('plan.start')}</Button>
        <Button variant="default" onClick={run.reset}>
          {t('plan.other')}
        </Button>
      </div>
    </div>
  )
}
