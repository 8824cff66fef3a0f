import { Button, Collapse } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronRight, IconPalette, IconPlus } from '@tabler/icons-react'
import { type Board, liveBoards, trashedBoards } from '#shared/rooms/whiteboards/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { Page } from '#client/ui/page.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { BoardCard } from './board-card.tsx'
import { useBoardActs } from './use-board-acts.ts'
import { useNewBoard } from './use-new-board.ts'
import classes from './whiteboards-screen.module.css'

/** All whiteboards of the workspace, the one changed last first, and the trash below. */
export function WhiteboardsScreen() {
  const t = useText('whiteboards')
  const { canWrite } = useWorkspace()
  const boards = useQuery(liveBoards)
  return (
    <Page title={t('label')} actions={canWrite && boards.length > 0 && <NewBoard />}>
      {boards.length === 0 ? (
        <NothingYet canWrite={canWrite} />
      ) : (
        <ul className={classes.grid}>
          {boards.map((board) => (
            <BoardCard key={board.id} board={board} canWrite={canWrite} />
          ))}
        </ul>
      )}
      <Trash canWrite={canWrite} />
    </Page>
  )
}

function NewBoard() {
  const t = useText('whiteboards')
  const drawNew = useNewBoard()
  return (
    <Button leftSection={<IconPlus size={16} />} onClick={() => void drawNew()}>
      {t('newBoard')}
    </Button>
  )
}

function NothingYet({ canWrite }: { canWrite: boolean }) {
  const t = useText('whiteboards')
  return (
    <EmptyState
      icon={<IconPalette size={36} stroke={1.3} />}
      title={t('emptyTitle')}
      actions={canWrite && <NewBoard />}
    >
      {canWrite ? t('emptyText') : t('emptyViewer')}
    </EmptyState>
  )
}

function Trash({ canWrite }: { canWrite: boolean }) {
  const t = useText('whiteboards')
  const boards = useQuery(trashedBoards)
  const [isOpen, { toggle }] = useDisclosure(false)
  if (boards.length === 0) return null
  return (
    <section className={classes.trash} aria-label={t('trashTitle')}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-expanded={isOpen}
        leftSection={<IconChevronRight size={16} className={classes.chevron} data-open={isOpen} />}
        onClick={toggle}
      >
        {t('trashCount', { count: boards.length })}
      </Button>
      <Collapse expanded={isOpen}>
        <ul className={classes.trashed}>
          {boards.map((board) => (
            <TrashedBoard key={board.id} board={board} canWrite={canWrite} />
          ))}
        </ul>
      </Collapse>
    </section>
  )
}

function TrashedBoard({ board, canWrite }: { board: Board; canWrite: boolean }) {
  const t = useText('whiteboards')
  const { title, restore } = useBoardActs(board)
  return (
    <li className={classes.trashedBoard}>
      <IconPalette size={18} stroke={1.6} aria-hidden />
      <span className={classes.trashedTitle}>{title}</span>
      <span className={classes.quiet}>
        <RelativeTime at={board.value.trashedAt ?? 0} />
      </span>
      {canWrite && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t('restoreLabel', { title })}
          onClick={() => void restore()}
        >
          {t('restore')}
        </Button>
      )}
    </li>
  )
}
