import { hueOf, initialsOf } from '#client/ui/person-badge.tsx'
import classes from './workspace-switcher.module.css'

export function WorkspaceMark({ id, name }: { id: string; name: string }) {
  return (
    <span className={classes.mark} style={{ background: hueOf(id) }} aria-hidden>
      {initialsOf(name).slice(0, 1)}
    </span>
  )
}
