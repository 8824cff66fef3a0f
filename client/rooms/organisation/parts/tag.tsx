import type { ReactNode } from 'react'
import classes from './parts.module.css'

/** A state in a word or two. */
export function Tag({ tone = 'plain', children }: { tone?: 'plain' | 'warning' | 'danger'; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {children}
    </span>
  )
}
