import { Button, Skeleton } from '@mantine/core'
import { IconPaletteOff } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { type Board, boardById, boardType } from '#shared/rooms/whiteboards/index.ts'
import { type OpenState, useOpenReplica, useQuery, useWorkspace } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { BoardHeader } from './board-header.tsx'
import classes from './board-screen.module.css'

/** Large, and only here: never part of the first load. Offline before it was ever stored, it says so. */
const BoardCanvas = lazy(() =>
  import('./canvas/board-canvas.tsx').then(
    (module) => ({ default: module.BoardCanvas }),
    () => import('./canvas-missing.tsx').then((module) => ({ default: module.CanvasMissing })),
  ),
)

/** One board; on a phone it has the whole screen. */
export function BoardScreen() {
  const { id } = useParams({ strict: false })
  return <BoardById key={id} id={id as ReplicaId} />
}

function BoardById({ id }: { id: ReplicaId }) {
  const t = useText('whiteboards')
  const board = useQuery(boardById, { id })
  const open = useOpenReplica(boardType, id)
  if (open.status === 'failed') {
    return (
      <EmptyState isCertain icon={<IconPaletteOff size={36} stroke={1.3} />} title={t('board.failedTitle')}>
        {open.sentence}
      </EmptyState>
    )
  }
  if (open.status === 'missing' || (open.status === 'open' && (!board || !open.doc))) {
    return <Missing />
  }
  return <BoardFrame board={board} open={open} />
}

function Missing() {
  const t = useText('whiteboards')
  const { id } = useWorkspace()
  const wayOn = (
    <Button component={Link} to={`/w/${id}/whiteboards`}>
      {t('label')}
    </Button>
  )
  const icon = <IconPaletteOff size={24} stroke={1.5} />
  return (
    <EmptyState isPage isCertain={false} icon={icon} title={t('board.missingTitle')} actions={wayOn}>
      {t('board.missingText')}
    </EmptyState>
  )
}

function BoardFrame({ board, open }: { board: Board | undefined; open: OpenState }) {
  const t = useText('whiteboards')
  const canWrite = useCanWrite(board?.id)
  const mayWrite = canWrite && board?.value.trashedAt === undefined
  return (
    <div className={classes.board}>
      {board && <BoardHeader board={board} canWrite={canWrite} />}
      <Suspense fallback={<Opening />}>
        {board && open.status === 'open' && open.doc ? (
          <BoardCanvas
            doc={open.doc}
            awareness={open.awareness}
            history={open.history}
            canWrite={mayWrite}
            title={board.value.title || t('untitled')}
          />
        ) : (
          <Opening />
        )}
      </Suspense>
    </div>
  )
}

function Opening() {
  const t = useText('whiteboards')
  return (
    <div className={classes.opening} role="status" aria-label={t('board.opening')}>
      <Skeleton height="100%" radius={0} />
    </div>
  )
}
