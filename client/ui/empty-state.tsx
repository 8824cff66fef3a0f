import type { ReactNode } from 'react'
import { useStillComing } from './still-coming.tsx'
import classes from './empty-state.module.css'

export interface EmptyStateProps {
  icon?: ReactNode
  /** What is (not) here, in a few words. */
  title: string
  /** The title is the heading of the page: where nothing else is on it. */
  isPage?: boolean
  /** It is so whatever else may be on its way to this device. */
  isCertain?: boolean
  /** What a person can do about it. */
  children?: ReactNode
  /** Buttons; the first one is the next step. */
  actions?: ReactNode
}

/** While a workspace is still coming to this device, it says that instead: what is not here yet is not missing. */
export function EmptyState({ icon, title, isPage = false, isCertain = isPage, children, actions }: EmptyStateProps) {
  const stillComing = useStillComing()
  const coming = isCertain ? undefined : stillComing
  const text = coming?.text ?? children
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className={classes.empty}>
      {icon && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <Title className={classes.title}>{coming?.title ?? title}</Title>
      {text && <div className={classes.text}>{text}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
