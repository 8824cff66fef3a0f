import {
  DragDropContext,
  type DraggableLocation,
  type DropResult,
  type SensorAPI,
  useKeyboardSensor,
  useMouseSensor,
  useTouchSensor,
} from '@hello-pangea/dnd'
import { type ReactNode, useMemo } from 'react'
import { useText } from '#client/ui/i18n.tsx'

export interface DragContextProps {
  /** What is dragged, and where a place is, in words. */
  titleOf: (draggableId: string) => string
  placeOf: (location: DraggableLocation, draggableId: string) => { section: string; place: number } | undefined
  onDrop: (draggableId: string, to: DraggableLocation) => void
  /** After any end of a drag, for the keyboard to go on where it was. */
  onSettle?: (draggableId: string) => void
  instructions: string
  children: ReactNode
}

/** Dragging by pointer and touch anywhere on a row, by keyboard from its handle, told to screen readers in our words. */
export function DragContext({ titleOf, placeOf, onDrop, onSettle, instructions, children }: DragContextProps) {
  const t = useText('tasks')
  const wordsFor = (key: 'lifted' | 'movedTo' | 'dropped', id: string, to: DraggableLocation | null) => {
    const title = titleOf(id)
    const place = to && placeOf(to, id)
    return place ? t(`drag.${key}`, { title, ...place }) : t('drag.nowhere', { title })
  }
  return (
    <DragDropContext
      enableDefaultSensors={false}
      sensors={sensors}
      dragHandleUsageInstructions={instructions}
      onDragStart={({ draggableId, source }, { announce }) => announce(wordsFor('lifted', draggableId, source))}
      onDragUpdate={({ draggableId, destination }, { announce }) =>
        announce(wordsFor('movedTo', draggableId, destination))
      }
      onDragEnd={({ draggableId, source, destination, reason }, { announce }) => {
        onSettle?.(draggableId)
        if (reason === 'CANCEL' || !destination || isSame(source, destination)) {
          announce(t('drag.cancelled', { title: titleOf(draggableId) }))
          return
        }
        announce(wordsFor('dropped', draggableId, destination))
        onDrop(draggableId, destination)
      }}
    >
      {children}
    </DragDropContext>
  )
}

function isSame(a: DropResult['source'], b: DraggableLocation): boolean {
  return a.droppableId === b.droppableId && a.index === b.index
}

const sensors = [useMouseSensor, useTouchSensor, useGripSensor]

/** Space lifts from the handle only: on the row itself it completes the task. */
function useGripSensor(api: SensorAPI): void {
  const own = useMemo<SensorAPI>(
    () => ({
      ...api,
      findClosestDraggableId: (event) =>
        event.target instanceof Element && event.target.closest('[data-grip]')
          ? api.findClosestDraggableId(event)
          : null,
    }),
    [api],
  )
  useKeyboardSensor(own)
}
