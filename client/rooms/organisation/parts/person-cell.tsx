import type { ReactNode } from 'react'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import classes from './parts.module.css'

/** Somebody in a list: disc, name, address. */
export function PersonCell({ name, email, children }: { name: string; email?: string; children?: ReactNode }) {
  return (
    <span className={classes.person}>
      <PersonBadge name={name} />
      <span className={classes.personWords}>
        <span className={classes.personName}>
          {name} {children}
        </span>
        {email && <span className={classes.quiet}>{email}</span>}
      </span>
    </span>
  )
}
