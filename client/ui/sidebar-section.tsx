import type { ReactNode } from 'react'
import classes from './sidebar-section.module.css'

export interface SidebarSectionProps {
  title: string
  /** Small icon buttons beside the title. */
  actions?: ReactNode
  children: ReactNode
}

/** What a room shows in the sidebar: a quiet heading with its buttons, and the room's own tree or list. */
export function SidebarSection({ title, actions, children }: SidebarSectionProps) {
  return (
    <div className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}
