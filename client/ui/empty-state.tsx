import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

export interface EmptyStateProps {
  icon?: ReactNode
  /** What is (not) here, in a few words. */
  title: string
  /** The title is the heading of the page: where nothing else is on it. */
  isPage?: boolean
  /** What a person can do about it. */
  children?: ReactNode
  /** Buttons; the first one is the next step. */
  actions?: ReactNode
}

export function EmptyState({ icon, title, isPage = false, children, actions }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className={classes.empty}>
      {icon && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <Title className={classes.title}>{title}</Title>
      {children && <div className={classes.text}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
