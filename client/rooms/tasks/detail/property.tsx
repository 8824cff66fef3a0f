import { type ReactNode, useId } from 'react'
import classes from './properties.module.css'

/** A fact of a task with its name before it; what shows it can be described by the name. */
export function Property({ label, children }: { label: string; children: (labelId: string) => ReactNode }) {
  const id = useId()
  return (
    <div className={classes.property}>
      <span id={id} className={classes.label}>
        {label}
      </span>
      <div className={classes.value}>{children(id)}</div>
    </div>
  )
}
