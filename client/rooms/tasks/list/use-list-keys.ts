import type { KeyboardEvent } from 'react'
import type { Task } from '#shared/rooms/tasks/index.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useTaskActs } from '../use-task-acts.ts'

export interface ListKeys {
  readonly current: Task | undefined
  /** Makes the neighbour current: a step down or up, or sideways on a board. */
  go(step: -1 | 1): void
  goToEnd(end: 'first' | 'last'): void
  open(task: Task, begin: 'panel' | 'title'): void
  moveBy(task: Task, step: -1 | 1): void
  /** On a board: the next column. */
  goAcross?(step: -1 | 1): void
  moveAcross?(task: Task, step: -1 | 1): void
}

/**
 * The keys of a list or board. Letters work wherever nobody types; arrows and space only on a row, where they mean nothing else.
 * Returns the handler for the list's element.
 */
export function useListKeys(keys: ListKeys): (event: KeyboardEvent) => void {
  const t = useText('tasks')
  const acts = useTaskActs()
  const { canWrite } = useWorkspace()
  const { current } = keys
  const group = t('shortcuts')
  const writing = { group, enabled: canWrite }
  const onCurrent = (act: (task: Task) => void) => () => {
    if (current) act(current)
  }
  const removeCurrent = onCurrent((task) => {
    if (task.value.trashedAt !== undefined) return
    keys.go(1)
    void acts.trash(task)
  })
  useHotkey('j', t('keys.next'), () => keys.go(1), { group })
  useHotkey('k', t('keys.previous'), () => keys.go(-1), { group })
  useHotkey(
    'o',
    t('keys.open'),
    onCurrent((task) => keys.open(task, 'panel')),
    { group },
  )
  useHotkey(
    'e',
    t('keys.edit'),
    onCurrent((task) => keys.open(task, 'title')),
    writing,
  )
  useHotkey(
    'x',
    t('keys.complete'),
    onCurrent((task) => void acts.toggle(task)),
    writing,
  )
  useHotkey('delete', t('keys.trash'), removeCurrent, writing)
  useHotkey(
    'alt+arrowup',
    t('keys.up'),
    onCurrent((task) => keys.moveBy(task, -1)),
    writing,
  )
  useHotkey(
    'alt+arrowdown',
    t('keys.down'),
    onCurrent((task) => keys.moveBy(task, 1)),
    writing,
  )
  const { goAcross, moveAcross } = keys
  const across = { group, enabled: canWrite && moveAcross !== undefined }
  useHotkey(
    'alt+arrowleft',
    t('keys.left'),
    onCurrent((task) => moveAcross?.(task, -1)),
    across,
  )
  useHotkey(
    'alt+arrowright',
    t('keys.right'),
    onCurrent((task) => moveAcross?.(task, 1)),
    across,
  )

  const onRow: Readonly<Record<string, () => void>> = {
    ArrowDown: () => keys.go(1),
    ArrowUp: () => keys.go(-1),
    Home: () => keys.goToEnd('first'),
    End: () => keys.goToEnd('last'),
    ' ': onCurrent((task) => canWrite && void acts.toggle(task)),
    Backspace: canWrite ? removeCurrent : () => {},
    ...(goAcross && { ArrowLeft: () => goAcross(-1), ArrowRight: () => goAcross(1) }),
  }
  return (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (!(event.target instanceof Element) || !event.target.matches('[data-task-link]')) return
    const act = onRow[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
}
