import type { ReactNode } from 'react'
import classes from './card.module.css'

export interface CardProps {
  title: string
  icon?: ReactNode
  /** At the end of the heading: a count, a link, a button. */
  aside?: ReactNode
  children: ReactNode
}

/** A titled box, such as a widget on Home or a block of settings. */
export function Card({ title, icon, aside, children }: CardProps) {
  return (
    <section className={classes.card} aria-label={title}>
      <div className={classes.head}>
        {icon && (
          <span className={classes.icon} aria-hidden>
            {icon}
          </span>
        )}
        <h2 className={classes.title}>{title}</h2>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  )
}
