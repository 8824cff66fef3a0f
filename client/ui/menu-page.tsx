import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ComponentType, ReactNode } from 'react'
import { usePageTitle } from './use-page-title.ts'
import classes from './menu-page.module.css'

/** A menu and one of its pages side by side. On a phone there is room for one of them: the caller shows which, and this stays around it, so that a page keeps what was typed when a tablet is turned. */
export function MenuBesidePage({ children }: { children: ReactNode }) {
  return <div className={classes.screen}>{children}</div>
}

export function Menu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.menu} aria-label={label}>
      {children}
    </nav>
  )
}

/** Above a menu: the heading of the screen when no page is beside it. */
export function MenuTitle({ isHeading, children }: { isHeading: boolean; children: ReactNode }) {
  const Title = isHeading ? 'h1' : 'p'
  return <Title className={classes.menuTitle}>{children}</Title>
}

export function MenuGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.group} role="group" aria-label={title}>
      <p className={classes.groupTitle} aria-hidden>
        {title}
      </p>
      {children}
    </div>
  )
}

interface MenuEntryProps {
  to: string
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>
  isCurrent: boolean
  /** What waits there. */
  count?: number
  children: ReactNode
}

export function MenuEntry({ to, icon: EntryIcon, isCurrent, count = 0, children }: MenuEntryProps) {
  return (
    <Link
      to={to}
      className={classes.entry}
      {...(isCurrent && { 'data-status': 'active', 'aria-current': 'page' as const })}
    >
      <EntryIcon size={16} stroke={1.75} aria-hidden />
      <span className={classes.entryLabel}>{children}</span>
      {count > 0 && <span className={classes.count}>{count}</span>}
    </Link>
  )
}

interface MenuPageProps {
  title: string
  /** Back to the menu, where it is not beside the page. */
  back?: { to: string; label: string } | undefined
  /** For tables. */
  isWide?: boolean
  children: ReactNode
}

/** The right-hand side: the title stands above its own column rather than in a bar. */
export function MenuPage({ title, back, isWide = false, children }: MenuPageProps) {
  usePageTitle(title)
  return (
    // It takes the focus, so that a page without anything to click scrolls by keys.
    <section className={classes.page} data-scroll tabIndex={0} aria-label={title}>
      <div className={classes.pageBody} data-wide={isWide || undefined}>
        <header className={classes.pageHead}>
          {back && (
            <Link to={back.to} aria-label={back.label} className={classes.back}>
              <IconArrowLeft size={20} stroke={1.75} aria-hidden />
            </Link>
          )}
          <h1 className={classes.pageTitle}>{title}</h1>
        </header>
        {children}
      </div>
    </section>
  )
}
