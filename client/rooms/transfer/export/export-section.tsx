import { Alert, Button, Progress, Select } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useEngine, useQuery, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { documentQueries, type TreeNode } from '#shared/rooms/documents/index.ts'
import { useStore } from '../store.ts'
import classes from '../transfer.module.css'
import { type ExportRun, exportRunOf, type ExportState } from './export-run-store.ts'

const everything = 'everything'

export function ExportSection() {
  const t = useText('transfer')
  const run = exportRunOf(useEngine())
  const state = useStore(run.state)
  const { name } = useWorkspace()
  const tree = useQuery(documentQueries.documentTree)
  const [scope, setScope] = useState<string>(everything)
  const folders = foldersIn(tree, [])
  const folder = folders.find(({ id }) => id === scope)
  return (
    <section className={classes.section} aria-labelledby="export">
      <h2 id="export" className={classes.heading}>
        {t('export.title')}
      </h2>
      <p className={classes.intro}>{t('export.intro')}</p>
      {tree.length === 0 ? (
        <p className={classes.quiet}>{t('export.empty')}</p>
      ) : (
        <div className={classes.row}>
          <Select
            label={t('export.scope')}
            searchable
            allowDeselect={false}
            value={folder ? scope : everything}
            onChange={(value) => setScope(value ?? everything)}
            data={[
              { value: everything, label: t('export.everything') },
              ...folders.map(({ id, path }) => ({ value: id, label: path })),
            ]}
          />
          <Button
            leftSection={<IconDownload size={16} aria-hidden />}
            disabled={state.at === 'running'}
            onClick={() => void run.start({ name: folder?.title ?? name, tree: folder?.children ?? tree })}
          >
            {t('export.start')}
          </Button>
        </div>
      )}
      <ExportOutcome run={run} state={state} />
    </section>
  )
}

function ExportOutcome({ run, state }: { run: ExportRun; state: ExportState }) {
  const t = useText('transfer')
  switch (state.at) {
    case 'start':
      return null
    case 'running':
      return (
        <div className={classes.card}>
          <Progress
            value={state.total === 0 ? 0 : (state.done / state.total) * 100}
            aria-label={t('export.writing', { done: state.done, total: state.total })}
          />
          <p role="status">{t('export.writing', { done: state.done, total: state.total })}</p>
          <div className={classes.buttons}>
            <Button variant="default" disabled={state.isStopping} onClick={run.stop}>
              {t('export.stop')}
            </Button>
          </div>
        </div>
      )
    case 'failed':
      return (
        <Alert color="red" role="alert" mt="md">
          {t('export.failed', { reason: state.reason })}
        </Alert>
      )
    case 'done': {
      const { documents, files, missing } = state.report
      const names = missing
        .map(({ file }) => file)
        .slice(0, 10)
        .join(', ')
      return (
        <div className={classes.card} role="status">
          <p>{t('export.done', { documents, files, name: state.name })}</p>
          {missing.length > 0 && (
            <p className={classes.problem}>{t('export.missing', { count: missing.length, names })}</p>
          )}
        </div>
      )
    }
  }
}

interface FolderChoice {
  readonly id: string
  readonly title: string
  /** `Outer / Inner` */
  readonly path: string
  readonly children: readonly TreeNode[]
}

function foldersIn(nodes: readonly TreeNode[], above: readonly string[]): FolderChoice[] {
  return nodes.flatMap((node): FolderChoice[] => {
    if (node.kind !== 'folder') return []
    const path = [...above, node.title]
    const { id, title, children } = node
    return [{ id, title, path: path.join(' / '), children }, ...foldersIn(children, path)]
  })
}
