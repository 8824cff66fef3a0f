import { Menu } from '@mantine/core'
import {
  IconCopy,
  IconCursorText,
  IconFilePlus,
  IconFolderPlus,
  IconFolderSymlink,
  IconHistory,
  IconPin,
  IconPinnedOff,
  IconTrash,
} from '@tabler/icons-react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { TreeNode } from '#shared/rooms/documents/index.ts'
import { useShowHistory } from '#client/rooms/history-address.ts'
import { ShareItem } from '#client/rooms/share.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { moveOverlay } from './move-overlay.ts'
import type { TreeActions } from './use-tree-actions.ts'
import classes from './tree.module.css'

export interface OpenMenu {
  readonly node: TreeNode
  readonly x: number
  readonly y: number
}

interface TreeMenuProps {
  menu: OpenMenu | undefined
  actions: TreeActions
  close: () => void
  rename: (node: TreeNode) => void
  newFolder: (parent: ReplicaId) => void
}

/** One menu for all lines, at the pointer or under the button. */
export function TreeMenu({ menu, actions, close, rename, newFolder }: TreeMenuProps) {
  return (
    <Menu opened={menu !== undefined} onClose={close} width={220} returnFocus={false} trapFocus>
      <Menu.Target>
        <span aria-hidden className={classes.menuAnchor} style={{ left: menu?.x ?? 0, top: menu?.y ?? 0 }} />
      </Menu.Target>
      <Menu.Dropdown>{menu && <Items node={menu.node} {...{ actions, rename, newFolder }} />}</Menu.Dropdown>
    </Menu>
  )
}

function Items({ node, actions, rename, newFolder }: Omit<TreeMenuProps, 'menu' | 'close'> & { node: TreeNode }) {
  const t = useText('documents')
  const move = useOverlay<TreeNode>(moveOverlay)
  const history = useShowHistory()
  return (
    <>
      {node.kind === 'folder' && (
        <>
          <Menu.Item leftSection={<IconFilePlus size={16} />} onClick={() => void actions.writeNew(node.id)}>
            {t('tree.newInside')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolderPlus size={16} />} onClick={() => newFolder(node.id)}>
            {t('tree.newFolderInside')}
          </Menu.Item>
          <Menu.Divider />
        </>
      )}
      <Menu.Item
        leftSection={<IconCursorText size={16} />}
        rightSection={<Kbd combo="F2" />}
        onClick={() => rename(node)}
      >
        {t('tree.rename')}
      </Menu.Item>
      {node.kind === 'document' && <DocumentItems node={node} actions={actions} />}
      <Menu.Item leftSection={<IconFolderSymlink size={16} />} onClick={() => move.show(node)}>
        {t('tree.move')}
      </Menu.Item>
      <ShareItem replica={node.id} title={node.title || t('untitled')} />
      <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => history.show(node.id)}>
        {t('history.open')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void actions.trash(node)}>
        {t('tree.trash')}
      </Menu.Item>
    </>
  )
}

function DocumentItems({ node, actions }: { node: Extract<TreeNode, { kind: 'document' }>; actions: TreeActions }) {
  const t = useText('documents')
  return (
    <>
      <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void actions.duplicate(node)}>
        {t('tree.duplicate')}
      </Menu.Item>
      <Menu.Item
        leftSection={node.pinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
        onClick={() => void actions.pin(node.id, !node.pinned)}
      >
        {node.pinned ? t('tree.unpin') : t('tree.pin')}
      </Menu.Item>
    </>
  )
}
