import { IconFilePlus, IconFolderPlus } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentQueries } from '#shared/rooms/documents/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { DocumentTree } from './tree/document-tree.tsx'
import { useLineHeight } from './tree/use-line-height.ts'
import { useTreeActions } from './tree/use-tree-actions.ts'
import classes from './sidebar-tree.module.css'

/** The tree in the sidebar, with the open document marked. */
export function SidebarTree() {
  const t = useText('documents')
  const { canWrite } = useWorkspace()
  const { id } = useParams({ strict: false })
  const tree = useQuery(documentQueries.documentTree)
  const actions = useTreeActions()
  const lineHeight = useLineHeight('sidebar')
  return (
    <DocumentTree
      tree={tree}
      current={id as ReplicaId | undefined}
      lineHeight={lineHeight}
      canWrite={canWrite}
      empty={<p className={classes.empty}>{t('tree.emptyShort')}</p>}
      head={({ newFolder }) => (
        <div className={classes.head}>
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
