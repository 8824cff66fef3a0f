import { Draggable, type DraggableProvided, Droppable } from '@hello-pangea/dnd'
import { type CSSProperties, type RefObject, useImperativeHandle, useMemo, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AgendaSection, CalendarDate, Task } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { DragContext } from '../drag/drag-context.tsx'
import { useFocusKeeper } from '../drag/use-focus-keeper.ts'
import { dropAt, listItems, offsetsOf, type ListItem } from './list-items.ts'
import { useSectionTitle } from './section-title.ts'
import { TaskRow } from './task-row.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useListMoves } from './use-list-moves.ts'
import { useWindow } from './use-window.ts'
import classes from './task-list.module.css'

export interface ListHandle {
  /** Puts the keyboard on a task, or on the first one. */
  focus(id?: string): void
}

export interface TaskListProps {
  sections: readonly AgendaSection[]
  today: CalendarDate
  projects: ReadonlyMap<ReplicaId, string>
  openId: ReplicaId | undefined
  isMovable: boolean
  hideProject: boolean
  open: (task: Task, begin: 'panel' | 'title') => void
  handle: RefObject<ListHandle | null>
}

/** A list of any length: only the rows near the eye are on the page, and dragging knows about the rest. */
export function TaskList(props: TaskListProps) {
  const { today, openId, isMovable, open } = props
  const t = useText('tasks')
  const isPhone = useIsPhone()
  const moves = useListMoves(props.sections, today)
  const items = useMemo(() => listItems(moves.sections), [moves.sections])
  const heights = isPhone ? phoneHeights : desktopHeights
  const offsets = useMemo(() => offsetsOf(items, heights), [items, heights])
  const view = useWindow(offsets)
  const focus = useFocusKeeper()
  const [currentId, setCurrent] = useState<string | undefined>(openId)
  const sectionTitle = useSectionTitle(today)

  const tasks = useMemo(() => items.filter((item) => item.kind === 'task'), [items])
  const at = tasks.findIndex((item) => item.id === currentId)
  const current = tasks[at]?.task
  const goTo = (item: ListItem | undefined) => {
    if (!item) return
    setCurrent(item.id)
    view.show(items.indexOf(item))
    focus.want(item.id)
  }
  useImperativeHandle(props.handle, () => ({ focus: (id) => goTo(tasks.find((item) => item.id === id) ?? tasks[0]) }))
  const onKeyDown = useListKeys({
    current,
    go: (step) => goTo(at < 0 ? tasks[0] : tasks[at + step]),
    goToEnd: (end) => goTo(end === 'first' ? tasks[0] : tasks.at(-1)),
    open,
    moveBy: (task, step) => {
      if (!isMovable) return
      moves.moveBy(task, step)
      focus.want(task.id)
    },
  })

  const taskNamed = (id: string) => tasks.find((item) => item.id === id)?.task
  const tabStop = current?.id ?? tasks[0]?.id
  const row = (index: number, provided: DraggableProvided, isDragging: boolean, style: CSSProperties) => {
    const item = items[index]
    if (item?.kind !== 'task') return <SectionHead item={item} provided={provided} style={style} title={sectionTitle} />
    const hide = { project: props.hideProject, date: item.section.key === 'today' || item.section.key === 'day' }
    return (
      <TaskRow
        task={item.task}
        today={today}
        projects={props.projects}
        hide={hide.date ? (hide.project ? hideBoth : hideDate) : hide.project ? hideProject : hideNothing}
        isCurrent={item.id === tabStop}
        isOpen={item.id === openId}
        isDragging={isDragging}
        isMovable={isMovable}
        provided={provided}
        style={style}
        place={item.place + 1}
        of={item.section.tasks.length}
        takeLink={focus.take}
      />
    )
  }
  return (
    <DragContext
      instructions={t('drag.instructions')}
      titleOf={(id) => taskNamed(id)?.value.title ?? ''}
      placeOf={(location, id) => {
        const drop = dropAt(items, id, location.index)
        return drop && { section: sectionTitle(drop.section), place: drop.place + 1 }
      }}
      onDrop={(id, to) => {
        const task = taskNamed(id)
        if (task) moves.dropTask(task, to.index)
        focus.want(id)
      }}
    >
      <Droppable
        droppableId="list"
        mode="virtual"
        isDropDisabled={!isMovable}
        renderClone={(provided, snapshot, { source }) =>
          row(source.index, provided, snapshot.isDragging, cloneStyle(offsets, source.index))
        }
      >
        {(provided) => (
          <div
            ref={(node) => {
              provided.innerRef(node)
              return view.scroller(node)
            }}
            {...provided.droppableProps}
            className={classes.scroller}
            data-scroll
            onScroll={view.onScroll}
            onKeyDown={onKeyDown}
            onFocus={(event) => setCurrent((now) => taskIdAt(event.target) ?? now)}
          >
            <ul className={classes.list} aria-label={t('list.label')} style={{ blockSize: offsets.at(-1) }}>
              {items.slice(view.start, view.end).map((item, order) => {
                const index = view.start + order
                return (
                  <Draggable
                    key={item.id}
                    draggableId={item.id}
                    index={index}
                    isDragDisabled={!isMovable || item.kind === 'head'}
                  >
                    {(dragged, snapshot) => row(index, dragged, snapshot.isDragging, placeStyle(offsets, index))}
                  </Draggable>
                )
              })}
            </ul>
          </div>
        )}
      </Droppable>
    </DragContext>
  )
}

interface SectionHeadProps {
  item: ListItem | undefined
  provided: DraggableProvided
  style: CSSProperties
  title: (section: AgendaSection) => string
}

function SectionHead({ item, provided, style, title }: SectionHeadProps) {
  if (!item) return null
  return (
    <li
      ref={provided.innerRef}
      {...provided.draggableProps}
      style={{ ...style, ...provided.draggableProps.style }}
      className={classes.head}
      data-section={item.section.key}
    >
      <h2 className={classes.title}>{title(item.section)}</h2>
      <span className={classes.count}>{item.section.tasks.length}</span>
    </li>
  )
}

const desktopHeights = { head: 44, task: 40 }
const phoneHeights = { head: 44, task: 60 }
const hideNothing = { project: false, date: false }
const hideProject = { project: true, date: false }
const hideDate = { project: false, date: true }
const hideBoth = { project: true, date: true }

function placeStyle(offsets: readonly number[], index: number): CSSProperties {
  const top = offsets[index] ?? 0
  return { position: 'absolute', insetBlockStart: top, insetInline: 0, blockSize: (offsets[index + 1] ?? top) - top }
}

function cloneStyle(offsets: readonly number[], index: number): CSSProperties {
  return { blockSize: (offsets[index + 1] ?? 0) - (offsets[index] ?? 0) }
}

function taskIdAt(target: EventTarget): string | undefined {
  return target instanceof HTMLElement ? target.closest<HTMLElement>('[data-task]')?.dataset.task : undefined
}
