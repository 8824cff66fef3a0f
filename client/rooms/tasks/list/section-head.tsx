import type { AgendaSection } from '#shared/rooms/tasks/index.ts'
import type { ItemPlace } from '../window/drop-list.tsx'
import classes from './task-list.module.css'

interface SectionHeadProps {
  section: AgendaSection
  title: (section: AgendaSection) => string
  place: ItemPlace
}

export function SectionHead({ section, title, place: { provided, style } }: SectionHeadProps) {
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
