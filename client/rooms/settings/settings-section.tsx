import type { ReactNode } from 'react'
import classes from './settings.module.css'

/** A titled block of a settings page. */
export function SettingsSection({
  title,
  intro,
  children,
}: {
  title?: string
  intro?: ReactNode
  children?: ReactNode
}) {
  return (
    <section className={classes.section}>
      {title && <h2 className={classes.heading}>{title}</h2>}
      {intro && <p className={classes.intro}>{intro}</p>}
      {children}
    </section>
  )
}
