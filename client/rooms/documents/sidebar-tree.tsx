import { IconFilePlus, IconFolderPlus } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentQueries } from '#shared/rooms/documents/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { foldersAround } from './tree/tree-rows.ts'
import { useExpandedFolders } from './tree/use-expanded-folders.ts'
import { DocumentTree } from './tree/document-tree.tsx'
import { useLineHeight } from './tree/use-line-height.ts'
import { useTreeActions } from './tree/use-tree-actions.ts'
import { useStillComing } from '#client/ui/still-coming.tsx'
import classes from './sidebar-tree.module.css'

/** The tree in the sidebar, with the open document marked. */
export function SidebarTree() {
  const t = useText('documents')
  const { canWrite } = useWorkspace()
  const current = useParams({ strict: false }).id as ReplicaId | undefined
  const tree = useQuery(documentQueries.documentTree)
  const coming = useStillComing()
  const actions = useTreeActions()
  const lineHeight = useLineHeight('sidebar')
  const expanded = useExpandedFolders()
  // Once for each document that is opened: its folders open too, and can be closed again.
  const reveal = (node: HTMLElement | null) => {
    const closed = node && current ? foldersAround(tree, current).filter((id) => !expanded.has(id)) : []
    if (closed.length > 0 && node?.dataset.shown !== current) expanded.set(closed, true)
    if (node) node.dataset.shown = current ?? ''
  }
  return (
    <DocumentTree
      tree={tree}
      current={current}
      lineHeight={lineHeight}
      canWrite={canWrite}
      empty={<p className={classes.empty}>{coming?.title ?? t('tree.emptyShort')}</p>}
      head={({ newFolder }) => (
        <div className={classes.head} ref={reveal}>
          <h2 className={classes.heading}>{t('label')}</h2>
          {canWrite && (
            <>
              <IconButton label={t('newFolder')} size="sm" onClick={newFolder}>
                <IconFolderPlus size={16} stroke={1.6} />
              </IconButton>
              <IconButton label={t('newDocument')} size="sm" onClick={() => void actions.writeNew()}>
                <IconFilePlus size={16} stroke={1.6} />
              </IconButton>
            </>
          )}
        </div>
      )}
    />
  )
}
