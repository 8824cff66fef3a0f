import { Modal, TextInput } from '@mantine/core'
import { IconFolder, IconHome, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useId, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentQueries, matchTitle, type TreeNode } from '#shared/rooms/documents/index.ts'
import { useQuery } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { moveOverlay } from './move-overlay.ts'
import { contains, rowsOf } from './tree-rows.ts'
import { useTreeActions } from './use-tree-actions.ts'
import classes from './move-dialog.module.css'

interface Goal {
  readonly id: ReplicaId | undefined
  readonly title: string
  readonly level: number
  readonly count: number
}

/** Choosing the folder by name: the way to move far, and on a phone. */
export function MoveDialog() {
  const t = useText('documents')
  const { isOpen, given, hide } = useOverlay<TreeNode>(moveOverlay)
  return (
    <Modal
      opened={isOpen}
      onClose={hide}
      title={t('moveDialog.title', { title: given?.title || t('untitled') })}
      size="sm"
    >
      {given && <Goals moved={given} close={hide} />}
    </Modal>
  )
}

function Goals({ moved, close }: { moved: TreeNode; close: () => void }) {
  const t = useText('documents')
  const list = useId()
  const tree = useQuery(documentQueries.documentTree)
  const actions = useTreeActions()
  const announce = useAnnounce()
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState(0)
  const goals = goalsFor(tree, moved, t('tree.topLevel')).filter(({ title }) => matchTitle(title, typed) > 0)
  const at = Math.min(picked, goals.length - 1)
  const type = (text: string) => (setTyped(text), setPicked(0))
  const go = async (goal: Goal) => {
    close()
    const isMoved = await actions.place(tree, moved, { parent: goal.id, index: goal.count })
    if (isMoved) announce(t('moveDialog.moved', { folder: goal.title }), { undo: true })
  }
  const keys = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setPicked(Math.max(0, Math.min(goals.length - 1, at + step)))
    else if (event.key === 'Enter' && goals[at] && !event.nativeEvent.isComposing) void go(goals[at])
    else return
    event.preventDefault()
  }
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={goals[at] && `${list}-${at}`}
        aria-label={t('moveDialog.find')}
        placeholder={t('moveDialog.find')}
        leftSection={<IconSearch size={16} />}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <div
        id={list}
        role="listbox"
        aria-label={t('moveDialog.title', { title: moved.title || t('untitled') })}
        className={classes.list}
      >
        {goals.map((goal, index) => (
          <GoalOption
            key={goal.id ?? ''}
            id={`${list}-${index}`}
            goal={goal}
            isPicked={index === at}
            isFlat={typed !== ''}
            pick={() => void go(goal)}
          />
        ))}
      </div>
      {goals.length === 0 && <p className={classes.nothing}>{t('moveDialog.nothing')}</p>}
    </>
  )
}

interface GoalOptionProps {
  goal: Goal
  id: string
  isPicked: boolean
  isFlat: boolean
  pick: () => void
}

function GoalOption({ goal, id, isPicked, isFlat, pick }: GoalOptionProps) {
  const Icon = goal.id ? IconFolder : IconHome
  return (
    <div
      id={id}
      role="option"
      aria-selected={isPicked}
      className={classes.option}
      style={{ paddingInlineStart: `calc(var(--space-2) + ${isFlat ? 0 : goal.level} * var(--space-4))` }}
      ref={isPicked ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
      onClick={pick}
    >
      <Icon size={16} stroke={1.6} aria-hidden /> {goal.title}
    </div>
  )
}

function goalsFor(tree: readonly TreeNode[], moved: TreeNode, topLevel: string): Goal[] {
  const others = (siblings: readonly TreeNode[]) => siblings.filter(({ id }) => id !== moved.id).length
  const folders = rowsOf(tree, () => true).flatMap(({ node, level }): Goal[] => {
    if (node.kind !== 'folder' || contains(moved, node.id)) return []
    return [{ id: node.id, title: node.title, level, count: others(node.children) }]
  })
  return [{ id: undefined, title: topLevel, level: 0, count: others(tree) }, ...folders]
}
