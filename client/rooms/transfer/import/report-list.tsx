import { Button } from '@mantine/core'
import { useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import type { ReportItem } from '#shared/rooms/documents/markdown/index.ts'
import classes from '../transfer.module.css'

const shown = 100

/** Files with what is to be said of them. */
export function ReportList({ items }: { items: readonly ReportItem[] }) {
  const t = useText('transfer')
  const [isWhole, setWhole] = useState(false)
  if (items.length === 0) return <p className={classes.quiet}>{t('report.none')}</p>
  return (
    <>
      <ul className={classes.list} aria-label={t('report.list')}>
        {(isWhole ? items : items.slice(0, shown)).map((item, index) => (
          <li key={`${index} ${item.path}`} className={classes.item}>
            <span className={classes.itemPath} dir="auto">
              {item.path}
            </span>
            {item.remarks.map((remark) => (
              <span key={remark.code} className={classes.remark}>
                {t(`remarks.${remark.code}`, { ...remark.values } as never)}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {!isWhole && items.length > shown && (
        <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)}>
          {t('report.more', { count: items.length })}
        </Button>
      )}
    </>
  )
}
