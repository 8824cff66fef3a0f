import { Link } from '@tanstack/react-router'
import type { ComponentType, ReactNode } from 'react'
import { RelativeTime } from './relative-time.tsx'
import classes from './thing-list.module.css'

/** A short list of things to open, on a card of Home. */
export function ThingList({ children }: { children: ReactNode }) {
  return <ul className={classes.list}>{children}</ul>
}

interface ThingEntryProps {
  to: string
  icon: ComponentType<{ size?: number | string; stroke?: number | string; className?: string | undefined }>
  title: string
  /** A second, quiet line. */
  facts?: string
  /** When it was changed, in ms since 1970; absent: not shown. */
  changedAt?: number | undefined
}

export function ThingEntry({ to, icon: EntryIcon, title, facts, changedAt }: ThingEntryProps) {
  return (
    <li>
      <Link className={classes.entry} to={to}>
        <EntryIcon size={18} stroke={1.5} className={classes.icon} aria-hidden />
        <span className={classes.words}>
          <span className={classes.title}>{title}</span>
          {facts !== undefined && <span className={classes.quiet}>{facts}</span>}
        </span>
        {changedAt !== undefined && (
          <span className={classes.time}>
            <RelativeTime at={changedAt} />
          </span>
        )}
      </Link>
    </li>
  )
}
