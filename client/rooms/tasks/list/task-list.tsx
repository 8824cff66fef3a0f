import { type RefObject, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AgendaSection, CalendarDate, Task } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { DragContext } from '../drag/drag-context.tsx'
import { useFocusKeeper } from '../drag/use-focus-keeper.ts'
import { DropList, type DropListHandle, type ItemPlace } from '../window/drop-list.tsx'
import { dropAt, listItems, offsetsOf, type ListItem } from './list-items.ts'
import { useSectionTitle } from './section-title.ts'
import { SectionHead } from './section-head.tsx'
import { TaskRow } from './task-row.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useListMoves } from './use-list-moves.ts'
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

/** Tasks in sections, sorted by hand or otherwise. */
export function TaskList({ sections: stored, handle, open, ...props }: TaskListProps) {
  const { today, openId, isMovable } = props
  const t = useText('tasks')
  const sectionTitle = useSectionTitle(today)
  const moves = useListMoves(stored, today)
  const list = useRef<DropListHandle>(null)
  const items = useMemo(() => listItems(moves.sections), [moves.sections])
  const ids = useMemo(() => items.map((item) => item.id), [items])
  const isPhone = useIsPhone()
  const offsets = useOffsets(items, isPhone)
  const { tasks, current, tabStop, goTo, setCurrent, focus } = useCurrent(items, openId, list)
  useImperativeHandle(handle, () => ({ focus: (id) => goTo(tasks.find((item) => item.id === id) ?? tasks[0]) }))
  const at = tasks.findIndex((item) => item.id === current?.id)
  const onKeyDown = useListKeys({
    current,
    go: (step) => goTo(at < 0 ? tasks[0] : tasks[at + step]),
    goToEnd: (end) => goTo(end === 'first' ? tasks[0] : tasks.at(-1)),
    open,
    moveBy: (task, step) => {
      if (isMovable) moves.moveBy(task, step)
    },
  })
  return (
    <DragContext
      instructions={t('drag.instructions')}
      titleOf={(id) => tasks.find((item) => item.id === id)?.task.value.title ?? ''}
      placeOf={(location, id) => {
        const drop = dropAt(items, id, location.index)
        return drop && { section: sectionTitle(drop.section), place: drop.place + 1 }
      }}
      onDrop={(id, to) => moves.dropTask(id, to.index)}
      onSettle={focus.expect}
    >
      <div className={classes.keys} onKeyDown={onKeyDown} onFocus={(event) => setCurrent(event.target)}>
        {moves.region}
        <DropList
          id="list"
          label={t('list.label')}
          ids={ids}
          offsets={offsets}
          isMovable={isMovable}
          isFixed={(index) => items[index]?.kind === 'head'}
          item={(index, place) => (
            <Entry
              {...props}
              item={items[index]}
              place={place}
              isPhone={isPhone}
              tabStop={tabStop}
              takeLink={focus.take}
            />
          )}
          handle={list}
          className={classes.scroller}
        />
      </div>
    </DragContext>
  )
}

type EntryProps = Omit<TaskListProps, 'sections' | 'open' | 'handle'> & {
  item: ListItem | undefined
  place: ItemPlace
  isPhone: boolean
  tabStop: string | undefined
  takeLink: (id: string, node: HTMLElement | null) => void
}

function Entry({ item, place, openId, tabStop, ...props }: EntryProps) {
  if (item?.kind !== 'task') return item && <SectionHead section={item.section} today={props.today} place={place} />
  return <TaskRow {...props} {...place} item={item} isOpen={item.id === openId} isTabStop={item.id === tabStop} />
}

const desktopHeights = { head: 44, task: 40 }
const phoneHeights = { head: 44, task: 60 }

function useOffsets(items: readonly ListItem[], isPhone: boolean): readonly number[] {
  const heights = isPhone ? phoneHeights : desktopHeights
  return useMemo(() => offsetsOf(items, heights), [items, heights])
}

/** Which task the keyboard is on; it stays the same one when the list around it changes. */
function useCurrent(items: readonly ListItem[], startId: string | undefined, list: RefObject<DropListHandle | null>) {
  const focus = useFocusKeeper()
  const [id, setId] = useState(startId)
  const tasks = useMemo(() => items.filter((item) => item.kind === 'task'), [items])
  const current = tasks.find((item) => item.id === id)?.task
  const goTo = (item: ListItem | undefined) => {
    if (!item) return
    setId(item.id)
    list.current?.show(items.indexOf(item))
    focus.want(item.id)
  }
  const setCurrent = (target: EventTarget) => {
    const row = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-task]') : undefined
    if (row?.dataset.task) setId(row.dataset.task)
  }
  return { tasks, current, tabStop: current?.id ?? tasks[0]?.id, goTo, setCurrent, focus }
}
