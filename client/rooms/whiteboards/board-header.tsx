import { Button, Menu, TextInput } from '@mantine/core'
import { IconArrowLeft, IconCopy, IconDots, IconHistory, IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { type Board, renameBoard } from '#shared/rooms/whiteboards/index.ts'
import { useHeldInput, usePeers, useWorkspace } from '#client/replica/index.ts'
import { useShowHistory } from '#client/rooms/history-address.ts'
import { ShareButton } from '#client/rooms/share.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import { useBoardActs } from './use-board-acts.ts'
import classes from './board-screen.module.css'

export interface BoardHeaderProps {
  board: Board
  canWrite: boolean
}

/** The bar above a board: the way back, its title, who else is here, what can be done with it. */
export function BoardHeader({ board, canWrite }: BoardHeaderProps) {
  const t = useText('whiteboards')
  const { id: workspace } = useWorkspace()
  const navigate = useNavigate()
  const acts = useBoardActs(board)
  const isTrashed = board.value.trashedAt !== undefined
  const leave = () => void navigate({ to: `/w/${workspace}/whiteboards` })
  return (
    <header className={classes.header}>
      <IconButton label={t('board.back')} size="lg" onClick={leave}>
        <IconArrowLeft size={18} />
      </IconButton>
      {canWrite && !isTrashed ? (
        <BoardTitle id={board.id} title={board.value.title} rename={acts.rename} />
      ) : (
        <h1 className={classes.heading}>{acts.title}</h1>
      )}
      <div className={classes.end}>
        <People board={board} />
        {isTrashed && <span className={classes.notice}>{t('board.inTrash')}</span>}
        {isTrashed && canWrite && (
          <Button variant="default" size="compact-sm" onClick={() => void acts.restore()}>
            {t('restore')}
          </Button>
        )}
        {!canWrite && !isTrashed && <span className={classes.notice}>{t('board.readOnly')}</span>}
        {!isTrashed && <ShareButton replica={board.id} title={acts.title} />}
        <BoardHeaderMenu board={board} mayWrite={canWrite && !isTrashed} leave={leave} />
      </div>
    </header>
  )
}

interface BoardTitleProps {
  id: ReplicaId
  title: string
  rename: (title: string) => Promise<void>
}

function BoardTitle({ id, title, rename }: BoardTitleProps) {
  const t = useText('whiteboards')
  /** Only while somebody types: another's new title shows at once, but never under the hands. */
  const [typed, setTyped] = useState<string>()
  useHeldInput(() => {
    if (typed === undefined || typed.trim() === title) return undefined
    return {
      command: renameBoard,
      input: { id, title: typed },
      words: typed,
      from: { id, path: ['title'], was: title },
    }
  })
  const leave = async () => {
    if (typed !== undefined) await rename(typed)
    setTyped(undefined)
  }
  return (
    <TextInput
      className={classes.title ?? ''}
      classNames={{ input: classes.titleInput ?? '' }}
      variant="unstyled"
      aria-label={t('board.title')}
      placeholder={t('untitled')}
      maxLength={500}
      value={typed ?? title}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => void leave()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped(undefined)
        if (event.key === 'Enter') event.currentTarget.blur()
      }}
    />
  )
}

const shownPeople = 4

function People({ board }: { board: Board }) {
  const t = useText('whiteboards')
  const peers = usePeers(board.id)
  if (peers.length === 0) return null
  const rest = peers.length - shownPeople
  return (
    <ul className={classes.people} aria-label={t('board.people')}>
      {peers.slice(0, shownPeople).map(({ session, name, color }) => (
        <li key={session}>
          <PersonBadge name={name} color={color} />
        </li>
      ))}
      {rest > 0 && (
        <li>
          <PersonBadge name={t('board.morePeople', { count: rest })} />
        </li>
      )}
    </ul>
  )
}

function BoardHeaderMenu({ board, mayWrite, leave }: { board: Board; mayWrite: boolean; leave: () => void }) {
  const t = useText('whiteboards')
  const acts = useBoardActs(board)
  const history = useShowHistory()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t('more', { title: acts.title })} size="lg">
          <IconDots size={18} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => history.show(board.id)}>
          {t('versions.open')}
        </Menu.Item>
        {mayWrite && (
          <>
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void acts.duplicate()}>
              {t('duplicate')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconTrash size={16} />}
              onClick={() => void acts.trash().then((isGone) => isGone && leave())}
            >
              {t('trash')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
