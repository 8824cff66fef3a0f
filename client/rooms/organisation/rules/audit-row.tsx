import { useState } from 'react'
import { Button } from '@mantine/core'
import type { AuditEntry } from '#shared/protocol/rest-admin.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { Tag } from '../parts/tag.tsx'
import classes from '../parts/parts.module.css'

export function AuditRow({ entry, nameOf }: { entry: AuditEntry; nameOf: (object: string) => string }) {
  const t = useText('organisation')
  const format = useFormatter()
  const [isOpen, setOpen] = useState(false)
  const at = new Date(entry.timeMs)
  return (
    <li>
      <div className={classes.row}>
        <div className={classes.rowWords}>
          <p className={classes.rowTitle}>
            {entry.actorName || nameOf(entry.actor)} {entry.sentence || entry.action}{' '}
            {entry.outcome === 'refused' && <Tag tone="danger">{t('audit.outcomes.refused')}</Tag>}{' '}
            {entry.isErased && <Tag>{t('audit.isErased')}</Tag>}
          </p>
          <p className={classes.quiet}>{nameOf(entry.object)}</p>
        </div>
        <time className={classes.quiet} dateTime={at.toISOString()}>
          {format.dateTime(at, { dateStyle: 'medium', timeStyle: 'medium' })}
        </time>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-expanded={isOpen}
          aria-label={t('audit.detailsOf', { number: String(entry.number) })}
          onClick={() => setOpen(!isOpen)}
        >
          {t('audit.details')}
        </Button>
      </div>
      {isOpen && <Details entry={entry} />}
    </li>
  )
}

function Details({ entry }: { entry: AuditEntry }) {
  const t = useText('organisation')
  return (
    <dl className={classes.details}>
      <dt>{t('audit.number')}</dt>
      <dd>{entry.number}</dd>
      <dt>{t('audit.action')}</dt>
      <dd>{entry.sentence ? `${entry.action}: ${entry.sentence}` : entry.action}</dd>
      <dt>{t('audit.actor')}</dt>
      <dd>{entry.actor}</dd>
      <dt>{t('audit.object')}</dt>
      <dd>{entry.object}</dd>
      <dt>{t('audit.address')}</dt>
      <dd>{entry.address || t('audit.noAddress')}</dd>
      {entry.isErased && <dd className={classes.whole}>{t('audit.erased')}</dd>}
      {Object.entries(entry.body ?? {}).map(([key, value]) => (
        <div key={key} className={classes.pair}>
          <dt>{key}</dt>
          <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
