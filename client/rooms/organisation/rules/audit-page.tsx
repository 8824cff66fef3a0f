import { Button, Select, TextInput } from '@mantine/core'
import { IconClipboardList, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import type { AuditEntry, ListPage } from '#shared/protocol/rest-admin.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useAddressState } from '#client/ui/use-address-state.ts'
import { useAnswer } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { AuditRow } from './audit-row.tsx'
import { auditQuery } from './audit-query.ts'
import { AuditWho } from './audit-who.tsx'
import { useObjectNames } from './use-object-names.ts'
import classes from '../parts/parts.module.css'

const text = (length: number) => z.string().max(length).optional().catch(undefined)
const search = z.object({
  actor: text(254),
  action: text(64),
  outcome: z.enum(['done', 'refused']).optional().catch(undefined),
  from: text(10),
  to: text(10),
})
type Filters = z.output<typeof search>

export function AuditPage() {
  const t = useText('organisation')
  const { search: filters, change } = useAddressState(search)
  const query = auditQuery(filters)
  return (
    <>
      <p className={classes.intro}>{t('audit.intro')}</p>
      <FilterBar filters={filters} change={(patch) => void change(patch, { replace: true })} />
      <Entries key={query} query={query} />
    </>
  )
}

interface FilterBarProps {
  filters: Filters
  change: (patch: Partial<Filters>) => void
}

function FilterBar({ filters, change }: FilterBarProps) {
  const t = useText('organisation')
  const query = auditQuery(filters)
  const { path } = useOrganisation()
  return (
    <search className={classes.filters} aria-label={t('audit.filters')}>
      <AuditWho value={filters.actor} onChange={(actor) => change({ actor })} />
      <Select
        clearable
        label={t('audit.outcome')}
        placeholder={t('audit.any')}
        data={(['done', 'refused'] as const).map((value) => ({ value, label: t(`audit.outcomes.${value}`) }))}
        value={filters.outcome ?? null}
        onChange={(outcome) => change({ outcome: (outcome ?? undefined) as Filters['outcome'] })}
        clearButtonProps={{ 'aria-label': t('audit.clear') }}
      />
      <TextInput
        label={t('audit.action')}
        placeholder={t('audit.actionHint')}
        defaultValue={filters.action ?? ''}
        onBlur={(event) => change({ action: event.currentTarget.value.trim() || undefined })}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          type="date"
          label={t(`audit.${end}`)}
          value={filters[end] ?? ''}
          onChange={(event) => change({ [end]: event.currentTarget.value || undefined })}
        />
      ))}
      <Button
        component="a"
        className={classes.end ?? ''}
        href={`/api/${path}/audit/export${query && `?${query}`}`}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {query ? t('audit.exportShown') : t('audit.export')}
      </Button>
    </search>
  )
}

/** Page after page, the newest first. */
function Entries({ query }: { query: string }) {
  const [cursors, setCursors] = useState<readonly string[]>([''])
  return cursors.map((after, index) => (
    <EntriesPage
      key={after}
      query={query}
      after={after}
      isLast={index === cursors.length - 1}
      more={(next) => setCursors([...cursors, next])}
    />
  ))
}

interface EntriesPageProps {
  query: string
  after: string
  isLast: boolean
  more: (next: string) => void
}

function EntriesPage({ query, after, isLast, more }: EntriesPageProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const nameOf = useObjectNames()
  const parts = [query, 'limit=50', after && `after=${encodeURIComponent(after)}`].filter(Boolean)
  const at = `${path}/audit?${parts.join('&')}`
  const page = useAnswer<ListPage<AuditEntry>>(at)
  return (
    <Answered answer={page} path={at}>
      {({ items, next }) => (
        <>
          {items.length === 0 && after === '' && (
            <EmptyState isCertain icon={<IconClipboardList size={24} stroke={1.5} />} title={t('audit.none')} />
          )}
          <ul className={classes.list}>
            {items.map((entry) => (
              <AuditRow key={entry.number} entry={entry} nameOf={nameOf} />
            ))}
          </ul>
          {isLast && next !== undefined && (
            <Button mt="md" variant="default" onClick={() => more(next)}>
              {t('audit.more')}
            </Button>
          )}
        </>
      )}
    </Answered>
  )
}
