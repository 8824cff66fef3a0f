import { Menu, TextInput } from '@mantine/core'
import { useFocusTrap } from '@mantine/hooks'
import { IconCopy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Board } from '#shared/rooms/whiteboards/index.ts'
import { usePeople, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { BoardPreview } from './preview/board-preview.tsx'
import { useBoardActs } from './use-board-acts.ts'
import classes from './whiteboards-screen.module.css'

export function BoardCard({ board, canWrite }: { board: Board; canWrite: boolean }) {
  const acts = useBoardActs(board)
  const { id: workspace } = useWorkspace()
  const [isNaming, setNaming] = useState(false)
  return (
    <li className={classes.card}>
      <Link
        to={`/w/${workspace}/whiteboards/${board.id}`}
        className={classes.picture}
        tabIndex={-1}
        aria-hidden
        preload="intent"
      >
        <BoardPreview board={board} />
      </Link>
      <div className={classes.foot}>
        <div className={classes.words}>
          {isNaming ? (
            <NameField
              label={acts.title}
              title={board.value.title}
              onDone={(title) => {
                setNaming(false)
                if (title !== undefined) void acts.rename(title)
              }}
            />
          ) : (
            <Link to={`/w/${workspace}/whiteboards/${board.id}`} className={classes.title}>
              {acts.title}
            </Link>
          )}
          <Changed board={board} />
        </div>
        {canWrite && <CardMenu acts={acts} rename={() => setNaming(true)} />}
      </div>
    </li>
  )
}

function Changed({ board }: { board: Board }) {
  const { members, nameOf } = usePeople()
  return (
    <span className={classes.quiet}>
      <RelativeTime at={board.changedAt} />
      {members.length > 1 && ` · ${nameOf(board.changedBy)}`}
    </span>
  )
}

interface NameFieldProps {
  label: string
  title: string
  /** undefined: it stays as it was. */
  onDone: (title: string | undefined) => void
}

function NameField({ label, title, onDone }: NameFieldProps) {
  const t = useText('whiteboards')
  const [typed, setTyped] = useState(title)
  const focus = useFocusTrap()
  const isDone = useRef(false)
  // Leaving by a key takes the field away, which blurs it once more.
  const finish = (name: string | undefined) => {
    if (!isDone.current) onDone(name)
    isDone.current = true
  }
  return (
    <div ref={focus}>
      <TextInput
        size="xs"
        data-autofocus
        aria-label={t('newName', { title: label })}
        maxLength={500}
        value={typed}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => finish(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish(typed)
          if (event.key === 'Escape') finish(undefined)
        }}
      />
    </div>
  )
}

function CardMenu({ acts, rename }: { acts: ReturnType<typeof useBoardActs>; rename: () => void }) {
  const t = useText('whiteboards')
  return (
    // The name field takes the focus when it opens; the menu must not take it back.
    <Menu position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <IconButton label={t('more', { title: acts.title })}>
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={rename}>
          {t('rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void acts.duplicate()}>
          {t('duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => void acts.trash()}>
          {t('trash')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
