import { Marked } from '#client/rooms/search/finding/index.ts'
import type { CommandEntry } from './use-command-sections.ts'
import { Kbd } from '#client/ui/kbd.tsx'
import { useScrollIntoView } from '#client/ui/use-scroll-into-view.ts'
import classes from './command-bar.module.css'

interface CommandOptionProps {
  id: string
  entry: CommandEntry
  isCurrent: boolean
  run: () => void
}

export function CommandOption({ id, entry, isCurrent, run }: CommandOptionProps) {
  const ref = useScrollIntoView<HTMLDivElement>(isCurrent)
  const { icon: EntryIcon } = entry
  return (
    // The keyboard acts through the field, which owns the list.
    <div
      ref={ref}
      id={id}
      role="option"
      aria-selected={isCurrent}
      className={classes.option}
      onClick={run}
      onMouseDown={(event) => event.preventDefault()}
    >
      <span className={classes.icon}>{EntryIcon && <EntryIcon size={16} stroke={1.75} />}</span>
      <span className={classes.words}>
        <span className={classes.label}>
          {entry.label}
          {entry.place !== undefined && <span className={classes.place}>{entry.place}</span>}
        </span>
        {entry.snippet && (
          <span className={classes.snippet}>
            <Marked {...entry.snippet} />
          </span>
        )}
      </span>
      {entry.shortcut && <Kbd combo={entry.shortcut} />}
    </div>
  )
}
