import { VisuallyHidden } from '@mantine/core'
import type { CSSProperties, ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { DropMarker } from './drop-marker.tsx'
import { TreeLine } from './tree-line.tsx'
import { TreeMenu } from './tree-menu.tsx'
import { contains, type TreeRow } from './tree-rows.ts'
import { useTree } from './use-tree.ts'
import type { Drag } from './use-tree-drag.ts'
import classes from './tree.module.css'

export interface DocumentTreeProps {
  tree: readonly TreeNode[]
  isFiltered?: boolean
  current?: ReplicaId | undefined
  lineHeight: number
  canWrite: boolean
  /** What stands above the lines, with the way to make a folder that is named in place. */
  head?: (tree: { newFolder: () => void }) => ReactNode
  empty?: ReactNode
}

/** The tree of folders and documents: mouse, touch, keyboard and screen reader, thousands of lines. */
export function DocumentTree({
  tree,
  isFiltered = false,
  current,
  lineHeight,
  canWrite,
  head,
  empty,
}: DocumentTreeProps) {
  const t = useText('documents')
  const state = useTree({ tree, isFiltered, current, lineHeight, canWrite })
  const { rows, range, drag, activeId } = state
  const first = Math.min(range.first, Math.max(0, rows.length - 1))
  const lineOf = (row: TreeRow, index: number) => (
    <TreeLine
      key={row.node.id}
      row={row}
      top={index * lineHeight}
      {...lineState(state, row, current)}
      lineProps={drag.lineProps(row.node)}
      onOpen={() => !drag.wasDragged() && state.open(row)}
      onToggle={() => state.toggle(row)}
      onMenu={canWrite ? (at) => state.setMenu({ node: row.node, ...at }) : undefined}
      onRename={(title) => state.finishRename(row.node, title)}
    />
  )
  return (
    <div ref={drag.ref} style={{ '--line-height': `${lineHeight}px` } as CSSProperties} className={classes.frame}>
      {head?.({ newFolder: () => void state.nameNewFolder(undefined) })}
      <div
        role="tree"
        tabIndex={0}
        ref={range.ref}
        className={classes.tree}
        style={{ blockSize: rows.length * lineHeight }}
        aria-label={t('tree.label')}
        aria-activedescendant={activeId && state.lineId(activeId)}
        data-own-keys
        data-dragging={drag.drag !== undefined}
        onKeyDown={state.onKeyDown}
        {...drag.listProps}
      >
        {rows.slice(first, range.last).map((row, offset) => lineOf(row, first + offset))}
        {drag.drag && <DropMarker drag={drag.drag} rows={rows} lineHeight={lineHeight} />}
      </div>
      {rows.length === 0 && empty}
      <VisuallyHidden role="status">{state.said}</VisuallyHidden>
      <TreeMenu
        menu={state.menu}
        actions={state.actions}
        close={() => state.setMenu(undefined)}
        rename={(node) => state.setRenaming(node.id)}
        newFolder={(parent) => void state.nameNewFolder(parent)}
      />
      {drag.drag && <Ghost drag={drag.drag} />}
    </div>
  )
}

function Ghost({ drag: { node, x, y } }: { drag: Drag }) {
  const t = useText('documents')
  return createPortal(
    <div className={classes.ghost} style={{ transform: `translate(${x + 12}px, ${y + 8}px)` }} aria-hidden>
      {node.title || t('untitled')}
    </div>,
    document.body,
  )
}

function lineState(state: ReturnType<typeof useTree>, row: TreeRow, current: ReplicaId | undefined) {
  const { id } = row.node
  return {
    id: state.lineId(id),
    isActive: id === state.activeId,
    isCurrent: id === current,
    isRenaming: id === state.renaming,
    drop: dropOf(row, state.drag.drag),
  }
}

function dropOf(row: TreeRow, drag: Drag | undefined): 'inside' | 'dragged' | undefined {
  if (!drag) return undefined
  if (contains(drag.node, row.node.id)) return 'dragged'
  return drag.place && drag.zone === 'inside' && drag.over?.node.id === row.node.id ? 'inside' : undefined
}
