import {
  IconChevronRight,
  IconDots,
  IconFileText,
  IconFolder,
  IconFolderOpen,
  IconPinFilled,
} from '@tabler/icons-react'
import type { ComponentProps, KeyboardEvent, MouseEvent } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import type { TreeRow } from './tree-rows.ts'
import classes from './tree.module.css'

export interface TreeLineProps {
  row: TreeRow
  id: string
  /** From the top of the list, in px. */
  top: number
  isActive: boolean
  isCurrent: boolean
  isRenaming: boolean
  drop: 'inside' | 'dragged' | undefined
  lineProps: ComponentProps<'div'>
  onOpen: (event: MouseEvent) => void
  onToggle: () => void
  onMenu: ((at: { x: number; y: number }) => void) | undefined
  onRename: (title: string) => void
}

export function TreeLine(props: TreeLineProps) {
  const { row, id, top, isActive, isCurrent, isRenaming, drop, lineProps } = props
  const t = useText('documents')
  const { node, level, siblings, index, isExpanded } = row
  const title = node.title || t('untitled')
  return (
    <div
      role="treeitem"
      id={id}
      className={classes.line}
      style={{ insetBlockStart: top, paddingInlineStart: `calc(var(--indent) * ${level - 1})` }}
      aria-level={level}
      aria-setsize={siblings.length}
      aria-posinset={index + 1}
      aria-selected={isCurrent}
      aria-label={node.kind === 'folder' ? `${title}, ${t('tree.folder')}` : title}
      {...(isExpanded !== undefined && { 'aria-expanded': isExpanded })}
      data-active={isActive}
      data-drop={drop}
      data-untitled={node.title === ''}
      onClick={props.onOpen}
      onContextMenu={(event) => {
        if (!props.onMenu) return
        event.preventDefault()
        // A long touch drags; its menu is behind the button.
        if ((event.nativeEvent as PointerEvent).pointerType !== 'touch')
          props.onMenu({ x: event.clientX, y: event.clientY })
      }}
      {...lineProps}
    >
      <Twisty row={row} onToggle={props.onToggle} />
      <LineIcon row={row} />
      {isRenaming ? (
        <RenameField title={node.title} onDone={props.onRename} />
      ) : (
        <span className={classes.title}>{title}</span>
      )}
      {node.kind === 'document' && node.pinned && (
        <IconPinFilled size={12} className={classes.pin} aria-label={t('tree.pinned')} />
      )}
      {props.onMenu && !isRenaming && <MenuButton title={title} onMenu={props.onMenu} />}
    </div>
  )
}

function Twisty({ row, onToggle }: { row: TreeRow; onToggle: () => void }) {
  const t = useText('documents')
  if (row.isExpanded === undefined) return <span className={classes.twisty} />
  return (
    <button
      type="button"
      className={classes.twisty}
      tabIndex={-1}
      aria-label={row.isExpanded ? t('tree.collapse') : t('tree.expand')}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      <IconChevronRight size={14} data-expanded={row.isExpanded} />
    </button>
  )
}

function LineIcon({ row: { node, isExpanded } }: { row: TreeRow }) {
  const Icon = node.kind === 'document' ? IconFileText : isExpanded ? IconFolderOpen : IconFolder
  return <Icon size={16} stroke={1.6} className={classes.icon} aria-hidden />
}

function MenuButton({ title, onMenu }: { title: string; onMenu: (at: { x: number; y: number }) => void }) {
  const t = useText('documents')
  return (
    <IconButton
      label={t('tree.more', { title })}
      className={classes.more}
      size="sm"
      tabIndex={-1}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation()
        const { left, bottom } = event.currentTarget.getBoundingClientRect()
        onMenu({ x: left, y: bottom })
      }}
    >
      <IconDots size={16} />
    </IconButton>
  )
}

function RenameField({ title, onDone }: { title: string; onDone: (title: string) => void }) {
  const t = useText('documents')
  // Leaving the field is what finishes it; both keys hand the focus back to the tree.
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation()
    const isEnter = event.key === 'Enter' && !event.nativeEvent.isComposing
    if (event.key === 'Escape') event.currentTarget.value = title
    if (isEnter || event.key === 'Escape') event.currentTarget.closest<HTMLElement>('[role="tree"]')?.focus()
  }
  return (
    <input
      className={classes.rename}
      aria-label={t('tree.renameLabel', { title: title || t('untitled') })}
      defaultValue={title}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands where the person asked to type
      autoFocus
      maxLength={500}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => onDone(event.currentTarget.value)}
      onKeyDown={keys}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => event.stopPropagation()}
    />
  )
}
