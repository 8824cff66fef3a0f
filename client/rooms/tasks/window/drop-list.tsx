import { Draggable, type DraggableProvided, Droppable } from '@hello-pangea/dnd'
import { type CSSProperties, type ReactNode, type Ref, useImperativeHandle, useMemo } from 'react'
import { keepTouches } from './keep-touches.ts'
import { useWindow } from './use-window.ts'
import classes from './drop-list.module.css'

/** What a row or card has to put on its element. */
export interface ItemPlace {
  readonly provided: DraggableProvided
  readonly style: CSSProperties
  readonly isDragging: boolean
}

export interface DropListHandle {
  show(index: number): void
}

export interface DropListProps {
  /** Of the list among the lists of one drag context. */
  id: string
  label: string
  ids: readonly string[]
  /** Where each item begins, in px, and the height of all: one more than items. */
  offsets: readonly number[]
  isMovable: boolean
  /** Things in the list that stay where they are. */
  isFixed?: (index: number) => boolean
  item: (index: number, place: ItemPlace) => ReactNode
  handle: Ref<DropListHandle>
  className?: string | undefined
  children?: ReactNode
}

/** A scrolling list of any length that things are dragged in: only the items near the eye are on the page. */
export function DropList(props: DropListProps) {
  const { id, ids, offsets, isMovable, isFixed, item } = props
  const view = useWindow(offsets)
  const styles = useMemo(() => placesOf(offsets), [offsets])
  useImperativeHandle(props.handle, () => ({ show: view.show }))
  return (
    <Droppable
      droppableId={id}
      mode="virtual"
      isDropDisabled={!isMovable}
      renderClone={(provided, { isDragging }, { source }) => {
        const style = { blockSize: heightAt(offsets, source.index) }
        return item(source.index, { provided, isDragging, style })
      }}
    >
      {(droppable, { isDraggingOver }) => (
        <div
          ref={(node) => {
            droppable.innerRef(node)
            return view.scroller(node)
          }}
          {...droppable.droppableProps}
          className={`${classes.scroller} ${props.className ?? ''}`}
          data-over={isDraggingOver}
          data-scroll
          onScroll={view.onScroll}
          onTouchStart={(event) => keepTouches(event.target)}
        >
          {props.children}
          <ul className={classes.list} aria-label={props.label} style={{ blockSize: offsets.at(-1) }}>
            {ids.slice(view.start, view.end).map((itemId, order) => {
              const index = view.start + order
              return (
                <Draggable
                  key={itemId}
                  draggableId={itemId}
                  index={index}
                  isDragDisabled={!isMovable || isFixed?.(index) === true}
                >
                  {(provided, { isDragging }) => item(index, { provided, isDragging, style: styles.at(index) })}
                </Draggable>
              )
            })}
          </ul>
        </div>
      )}
    </Droppable>
  )
}

/** Where each item stands; the same object for the same place, so that a memoized row stays as it is. */
function placesOf(offsets: readonly number[]): { at(index: number): CSSProperties } {
  const made = new Map<number, CSSProperties>()
  return {
    at: (index) => {
      const known = made.get(index)
      if (known) return known
      const insetBlockStart = offsets[index] ?? 0
      const style = {
        position: 'absolute',
        insetBlockStart,
        insetInline: 0,
        blockSize: heightAt(offsets, index),
      } as const
      made.set(index, style)
      return style
    },
  }
}

function heightAt(offsets: readonly number[], index: number): number {
  return (offsets[index + 1] ?? 0) - (offsets[index] ?? 0)
}
