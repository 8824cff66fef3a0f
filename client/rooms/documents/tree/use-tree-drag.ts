import { type PointerEvent, type RefCallback, useCallback, useRef, useState } from 'react'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import { type DropZone, type Place, placeOfDrop, type TreeRow, zoneAt } from './tree-rows.ts'

export interface Drag {
  readonly node: TreeNode
  readonly x: number
  readonly y: number
  /** The line under the pointer and the part of it; undefined place = it cannot go there. */
  readonly over: TreeRow | undefined
  readonly zone: DropZone
  readonly place: Place | undefined
}

interface Press {
  readonly node: TreeNode
  readonly pointer: number
  readonly x: number
  readonly y: number
  /** A finger drags after a rest; moving earlier scrolls. */
  readonly hold: ReturnType<typeof setTimeout> | undefined
}

interface DragOptions {
  readonly rows: readonly TreeRow[]
  readonly lineHeight: number
  readonly isEnabled: boolean
  drop(node: TreeNode, place: Place): void
  /** The pointer rests on a closed folder. */
  rest(node: TreeNode): void
  nudge(clientY: number): void
}

const holdMs = 350
const restMs = 600
const slackPx = 5

/** Dragging lines with a mouse, a pen or a finger. Escape leaves everything where it was. */
export function useTreeDrag(options: DragOptions) {
  const [drag, setDrag] = useState<Drag>()
  const press = useRef<Press>(undefined)
  const restOn = useRest(options.rest)
  const hasDragged = useRef(false)

  const end = () => {
    clearTimeout(press.current?.hold)
    restOn(undefined)
    press.current = undefined
    setDrag(undefined)
  }

  const follow = (node: TreeNode, list: HTMLElement, point: { clientX: number; clientY: number }) => {
    options.nudge(point.clientY)
    const offset = point.clientY - list.getBoundingClientRect().top
    const over = options.rows[Math.max(0, Math.min(options.rows.length - 1, Math.floor(offset / options.lineHeight)))]
    const share = Math.max(0, Math.min(1, offset / options.lineHeight - options.rows.indexOf(over!)))
    const zone = over ? zoneAt(over.node, share) : 'after'
    const place = over && placeOfDrop(node, over, zone)
    setDrag({ node, x: point.clientX, y: point.clientY, over, zone, place })
    restOn(zone === 'inside' && over?.isExpanded === false && place ? over.node : undefined)
  }

  const down = (event: PointerEvent<HTMLElement>, node: TreeNode) => {
    hasDragged.current = false
    if (!options.isEnabled || event.button !== 0) return
    const { pointerId, pointerType, clientX, clientY, currentTarget } = event
    const list = currentTarget.closest<HTMLElement>('[role="tree"]')
    const start = () => list && begin(list, pointerId, () => follow(node, list, { clientX, clientY }))
    const hold = pointerType === 'touch' ? setTimeout(start, holdMs) : undefined
    press.current = { node, pointer: pointerId, x: clientX, y: clientY, hold }
  }

  const begin = (list: HTMLElement, pointer: number, show: () => void) => {
    hasDragged.current = true
    list.setPointerCapture(pointer)
    show()
  }

  const move = (event: PointerEvent<HTMLElement>) => {
    const now = press.current
    if (!now || event.pointerId !== now.pointer) return
    if (hasDragged.current) return follow(now.node, event.currentTarget, event)
    if (Math.hypot(event.clientX - now.x, event.clientY - now.y) < slackPx) return
    if (event.pointerType === 'touch') return end()
    const list = event.currentTarget
    const { clientX, clientY } = event
    begin(list, event.pointerId, () => follow(now.node, list, { clientX, clientY }))
  }

  const up = () => {
    if (drag?.place) options.drop(drag.node, drag.place)
    end()
  }

  return {
    drag,
    /** The click that ends a drag opens nothing. */
    wasDragged: () => hasDragged.current,
    lineProps: (node: TreeNode) => ({ onPointerDown: (event: PointerEvent<HTMLElement>) => down(event, node) }),
    listProps: { onPointerMove: move, onPointerUp: up, onPointerCancel: end },
    cancel: end,
    ref: useStopScrolling(hasDragged),
  }
}

/** Calls `done` when the pointer has stayed over one folder for a while. */
function useRest(done: (node: TreeNode) => void): (node: TreeNode | undefined) => void {
  const waiting = useRef<{ id: string; timer: ReturnType<typeof setTimeout> }>(undefined)
  return (node) => {
    if (waiting.current?.id === node?.id) return
    clearTimeout(waiting.current?.timer)
    waiting.current = node && { id: node.id, timer: setTimeout(() => done(node), restMs) }
  }
}

/** While a finger drags, the page must not scroll under it; only a listener that is not passive may say so. */
function useStopScrolling(isDragging: { readonly current: boolean }): RefCallback<HTMLElement> {
  return useCallback(
    (node) => {
      if (!node) return undefined
      const stop = (event: TouchEvent) => {
        if (isDragging.current && event.cancelable) event.preventDefault()
      }
      node.addEventListener('touchmove', stop, { passive: false })
      return () => node.removeEventListener('touchmove', stop)
    },
    [isDragging],
  )
}
