import { VisuallyHidden } from '@mantine/core'
import { type ReactNode, Suspense } from 'react'
import { useText } from './i18n.tsx'
import { useChangedSpans } from './use-changed-spans.ts'
import { wordChanges } from './word-changes.ts'
import classes from './change-table.module.css'

interface ChangeRow {
  readonly label: string
  /** What it says; '' = nothing. */
  readonly now: string
  /** What it said before; undefined: not compared. */
  readonly before: string | undefined
  /** A text of its own, whose words are compared; else the whole value counts. */
  readonly isText?: boolean
}

/** Makes the rows of a thing: each field's words now and, when there is something to compare with, before. */
export function changeRows<Words extends Record<string, string>>(now: Words, before: Words | undefined) {
  return (name: keyof Words & string, label: string, isText = false): ChangeRow => ({
    label,
    now: now[name] ?? '',
    before: before?.[name],
    isText,
  })
}

/** Fields with what they say and what they said; those that neither say nor said anything are left out. */
export function ChangeTable({ label, rows }: { label: string; rows: readonly ChangeRow[] }) {
  const shown = rows.filter(({ now, before }) => now !== '' || (before ?? '') !== '')
  if (shown.length === 0) return null
  return (
    <table className={classes.table} aria-label={label}>
      <tbody>
        {shown.map((row) => (
          <tr key={row.label} data-changed={isChanged(row) || undefined}>
            <th scope="row">{row.label}</th>
            <td>
              <Value row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function isChanged({ now, before }: ChangeRow): boolean {
  return before !== undefined && before !== now
}

function Value({ row }: { row: ChangeRow }) {
  const { now, before = now, isText = false } = row
  if (!isChanged(row)) return now
  if (isText) {
    return (
      <Suspense fallback={now}>
        <ChangedText before={before} now={now} />
      </Suspense>
    )
  }
  return (
    <>
      {before !== '' && <Removed>{before}</Removed>}
      {before !== '' && now !== '' && <span aria-hidden> → </span>}
      {now !== '' && <Added>{now}</Added>}
    </>
  )
}

/** A text with the words that came and went. */
function ChangedText({ before, now }: { before: string; now: string }) {
  const compare = useChangedSpans()
  return wordChanges(before, now, compare).map(({ text, change }, nth) => {
    if (!change) return text
    const Part = change === 'added' ? Added : Removed
    return <Part key={nth}>{text}</Part>
  })
}

function Added({ children }: { children: ReactNode }) {
  const t = useText('ui')
  return (
    <ins className={classes.added}>
      <VisuallyHidden>{t('added')} </VisuallyHidden>
      {children}
    </ins>
  )
}

function Removed({ children }: { children: ReactNode }) {
  const t = useText('ui')
  return (
    <del className={classes.removed}>
      <VisuallyHidden>{t('removed')} </VisuallyHidden>
      {children}
    </del>
  )
}
