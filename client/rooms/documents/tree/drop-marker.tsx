import type { TreeRow } from './tree-rows.ts'
import type { Drag } from './use-tree-drag.ts'
import classes from './tree.module.css'

/** The line between two lines where a dragged thing would land. */
export function DropMarker({ drag, rows, lineHeight }: { drag: Drag; rows: readonly TreeRow[]; lineHeight: number }) {
  const { over, zone, place } = drag
  if (!over || !place || zone === 'inside') return null
  const intoOpen = zone === 'after' && over.isExpanded === true && place.parent === over.node.id
  const line = rows.indexOf(over) + (zone === 'before' ? 0 : 1)
  const level = over.level + (intoOpen ? 1 : 0)
  return (
    <div
      className={classes.marker}
      style={{
        insetBlockStart: line * lineHeight,
        insetInlineStart: `calc(var(--indent) * ${level - 1} + var(--space-5))`,
      }}
    />
  )
}
