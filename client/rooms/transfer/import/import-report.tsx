import { Alert, Button, SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import {
  countReport,
  type ImportReport,
  reportAsCsv,
  reportAsMarkdown,
  type ReportItem,
  safeStem,
  type VaultPlan,
} from '#shared/rooms/documents/markdown/index.ts'
import { download } from '../download.ts'
import classes from '../transfer.module.css'
import type { ImportRun } from './import-run-store.ts'
import { ReportList } from './report-list.tsx'

interface ImportReportProps {
  run: ImportRun
  plan: VaultPlan
  report: ImportReport
}

export function ImportReportView({ run, plan, report }: ImportReportProps) {
  const t = useText('transfer')
  const format = useFormatter()
  const { id } = useWorkspace()
  const { notes, files, folders } = countReport(report)
  const parts = [
    t('plan.notes', { count: notes }),
    t('plan.files', { count: files }),
    t('plan.folders', { count: folders }),
  ]
  const titles = {
    done: t('report.done', { name: plan.name }),
    stopped: t('report.stopped'),
    refused: t('report.refused'),
  }
  return (
    <div className={classes.card}>
      <h3 className={classes.cardTitle}>{titles[report.ended]}</h3>
      {report.ended === 'refused' && (
        <Alert color="red" role="alert">
          {t('report.refusedBody', { reason: report.reason ?? '' })}
        </Alert>
      )}
      <p role="status">{format.list(parts, { type: 'unit' })}</p>
      <div className={classes.buttons}>
        {report.ended !== 'done' && (
          <Button onClick={() => void run.start({ intoFolder: false })}>{t('report.goOn')}</Button>
        )}
        <Button
          variant={report.ended === 'done' ? 'filled' : 'default'}
          component={Link}
          {...({ to: `/w/${id}/documents` } as object)}
        >
          {t('report.open')}
        </Button>
        <Button variant="default" onClick={run.reset}>
          {t('report.again')}
        </Button>
      </div>
      <ReportByKind report={report} />
      <ReportFiles plan={plan} report={report} />
    </div>
  )
}

type Kind = 'skipped' | 'changed' | 'remarks' | 'present' | 'imported'

function kindOf(item: ReportItem): Kind {
  return item.outcome === 'imported' && item.remarks.length > 0 ? 'remarks' : item.outcome
}

function ReportByKind({ report }: { report: ImportReport }) {
  const t = useText('transfer')
  const byKind = Object.groupBy(
    report.items.filter(({ kind }) => kind !== 'folder'),
    kindOf,
  )
  const kinds = (['skipped', 'changed', 'remarks', 'present', 'imported'] as const).filter((kind) => byKind[kind])
  const [picked, setPicked] = useState<Kind | undefined>(kinds[0])
  const kind = picked && byKind[picked] ? picked : kinds[0]
  if (kind === undefined) return null
  return (
    <>
      <div className={classes.kinds}>
        <SegmentedControl
          aria-label={t('report.show')}
          value={kind}
          onChange={(value) => setPicked(value as Kind)}
          data={kinds.map((value) => ({ value, label: `${t(`report.kinds.${value}`)} ${byKind[value]?.length ?? 0}` }))}
        />
      </div>
      <ReportList key={kind} items={byKind[kind] ?? []} />
    </>
  )
}

function ReportFiles({ plan, report }: { plan: VaultPlan; report: ImportReport }) {
  const t = useText('transfer')
  const copy = useCopy()
  const save = (text: string, type: string, extension: string) =>
    download(new Blob([text], { type }), `${safeStem(plan.name)} import report.${extension}`)
  return (
    <div className={classes.buttons}>
      <Button variant="default" size="compact-sm" onClick={() => void copy(reportAsMarkdown(report, plan.name))}>
        {t('report.copy')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => save(reportAsMarkdown(report, plan.name), 'text/markdown', 'md')}
      >
        {t('report.asMarkdown')}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => save(reportAsCsv(report), 'text/csv', 'csv')}>
        {t('report.asCsv')}
      </Button>
    </div>
  )
}
