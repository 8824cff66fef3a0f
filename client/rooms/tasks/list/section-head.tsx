import type { AgendaSection, CalendarDate } from '#shared/rooms/tasks/index.ts'
import type { ItemPlace } from '../window/drop-list.tsx'
import { useSectionTitle } from './section-title.ts'
import classes from './task-list.module.css'

interface SectionHeadProps {
  section: AgendaSection
  today: CalendarDate
  place: ItemPlace
}

export function SectionHead({ section, today, place: { provided, style } }: SectionHeadProps) {
  const title = useSectionTitle(today)
  return (
    <li
      ref={provided.innerRef}
      {...provided.draggableProps}
      style={{ ...style, ...provided.draggableProps.style }}
      className={classes.head}
      data-section={section.key}
    >
      <h2 className={classes.title}>{title(section)}</h2>
      <span className={classes.count}>{section.tasks.length}</span>
    </li>
  )
}
