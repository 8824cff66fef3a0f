import type { DraggableProvidedDragHandleProps } from '@hello-pangea/dnd'
import { IconGripVertical } from '@tabler/icons-react'
import classes from './grip.module.css'

interface GripProps {
  label: string
  handle: DraggableProvidedDragHandleProps | null
  tabIndex: 0 | -1
}

/** The handle for the keyboard, and the sign that a row can be dragged. */
export function Grip({ label, handle, tabIndex }: GripProps) {
  if (!handle) return null
  // Not a <button>: the drag library leaves those alone.
  return (
    <span
      role="button"
      data-grip
      className={classes.grip}
      tabIndex={tabIndex}
      aria-label={label}
      aria-describedby={handle['aria-describedby']}
    >
      <IconGripVertical size={14} stroke={1.75} aria-hidden />
    </span>
  )
}

/** What makes the whole row a handle for the pointer, without the role and the tab stop that belong to the grip. */
export function pointerHandle(handle: DraggableProvidedDragHandleProps | null) {
  if (!handle) return {}
  const { role: _role, tabIndex: _tabIndex, 'aria-describedby': _described, ...rest } = handle
  return rest
}
