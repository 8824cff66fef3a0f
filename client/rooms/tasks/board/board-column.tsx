import { type Ref, useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { CalendarDate, Task, TaskStatus } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { DropList, type DropListHandle } from '../window/drop-list.tsx'
import { TaskCard } from './task-card.tsx'
import { useStillComing } from '#client/ui/still-coming.tsx'
import classes from './task-board.module.css'

export interface BoardColumnProps {
  status: TaskStatus
  tasks: readonly Task[]
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  hideProject: boolean
  openId: string | undefined
  tabStop: string | undefined
  isMovable: boolean
  takeLink: (id: string, node: HTMLElement | null) => void
  handle: Ref<DropListHandle>
}

/** Cards of one height, and the gap below each. */
const cardStep = 92

/** The tasks of one status. */
export function BoardColumn({ status, tasks, handle, ...props }: BoardColumnProps) {
  const t = useText('tasks')
  const coming = useStillComing()
  const ids = useMemo(() => tasks.map((task) => String(task.id)), [tasks])
  const offsets = useMemo(
    () => Array.from({ length: tasks.length + 1 }, (_, index) => index * cardStep),
    [tasks.length],
  )
  const name = t(`status.${status}`)
  return (
    <section className={classes.column} aria-label={t('list.column', { status: name, count: tasks.length })}>
      <header className={classes.head}>
        <h2 className={classes.name}>{name}</h2>
        <span className={classes.count}>{tasks.length}</span>
      </header>
      <DropList
        id={status}
        label={name}
        ids={ids}
        offsets={offsets}
        isMovable={props.isMovable}
        item={(index, place) => {
          const task = tasks[index]
          if (!task) return null
          return (
            <TaskCard
              task={task}
              index={index}
              of={tasks.length}
              today={props.today}
              projects={props.projects}
              hideProject={props.hideProject}
              isOpen={task.id === props.openId}
              isTabStop={task.id === props.tabStop}
              isMovable={props.isMovable}
              takeLink={props.takeLink}
              {...place}
            />
          )
        }}
        handle={handle}
        className={classes.scroller}
      >
        {tasks.length === 0 && <p className={classes.empty}>{coming?.title ?? t('list.emptyColumn')}</p>}
      </DropList>
    </section>
  )
}
