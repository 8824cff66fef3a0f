import type { ReactNode } from 'react'
import { usePageTitle } from './use-page-title.ts'
import classes from './page.module.css'

export interface PageProps {
  /** The heading of the screen, in the bar. */
  title: ReactNode
  /** Before the title: an icon or a way back. */
  leading?: ReactNode
  /** At the end of the bar: buttons and menus. */
  actions?: ReactNode
  /** Under the bar and always visible: filters, tabs. */
  toolbar?: ReactNode
  /** `reading` 720 px, `page` 960 px (default), `full` = everything there is, without padding. */
  width?: 'reading' | 'page' | 'full'
  /** Names the page for screen readers and in the browser's tab where the title is more than words. */
  label?: string
  children: ReactNode
}

/** One screen: a bar with its title and actions that stays, and a body that scrolls. */
export function Page({ title, leading, actions, toolbar, width = 'page', label, children }: PageProps) {
  usePageTitle(label ?? (typeof title === 'string' ? title : undefined))
  return (
    <section className={classes.page} data-width={width} {...(label && { 'aria-label': label })}>
      <header className={classes.bar}>
        {leading}
        <h1 className={classes.title}>{title}</h1>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {toolbar && <div className={classes.toolbar}>{toolbar}</div>}
      <div className={classes.scroll} data-scroll>
        <div className={classes.body}>{children}</div>
      </div>
    </section>
  )
}
