import type { KeyboardEvent } from 'react'
import type { Task } from '#shared/rooms/tasks/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useTaskActs } from '../use-task-acts.ts'

export interface ListKeys {
  readonly current: Task | undefined
  /** Makes the neighbour current: a step down or up, or sideways on a board. */
  go(step: -1 | 1): void
  goToEnd(end: 'first' | 'last'): void
  open(task: Task, begin: 'panel' | 'title'): void
  moveBy(task: Task, step: -1 | 1): unknown
  /** On a board: the next column. */
  goAcross?(step: -1 | 1): void
  moveAcross?(task: Task, step: -1 | 1): void
}

/**
 * The keys of a list or board. Letters work wherever nobody types; arrows and space only on a row, where they mean nothing else.
 * Returns the handler for the list's element.
 */
export function useListKeys(keys: ListKeys): (event: KeyboardEvent) => void {
  const acts = useTaskActs()
  const canWrite = useCanWrite(keys.current?.id)
  const { current, goAcross } = keys
  const act = {
    toggle: () => void (current && canWrite && acts.toggle(current)),
    trash: () => {
      if (!current || !canWrite || current.value.trashedAt !== undefined) return
      keys.go(1)
      void acts.trash(current)
    },
  }
  useLetters(keys, act)
  useMoves(keys)
  const onRow: Readonly<Record<string, () => void>> = {
    ArrowDown: () => keys.go(1),
    ArrowUp: () => keys.go(-1),
    Home: () => keys.goToEnd('first'),
    End: () => keys.goToEnd('last'),
    ' ': act.toggle,
    Backspace: act.trash,
    ...(goAcross && { ArrowLeft: () => goAcross(-1), ArrowRight: () => goAcross(1) }),
  }
  return (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (!(event.target instanceof Element) || !event.target.matches('[data-task-link]')) return
    const run = onRow[event.key]
    if (!run) return
    event.preventDefault()
    run()
  }
}

function useLetters({ current, go, open }: ListKeys, act: { toggle: () => void; trash: () => void }): void {
  const t = useText('tasks')
  const canWrite = useCanWrite(current?.id)
  const group = t('shortcuts')
  const writing = { group, enabled: canWrite }
  useHotkey('j', t('keys.next'), () => go(1), { group })
  useHotkey('k', t('keys.previous'), () => go(-1), { group })
  useHotkey('o', t('keys.open'), () => current && open(current, 'panel'), { group })
  useHotkey('e', t('keys.edit'), () => current && open(current, 'title'), writing)
  useHotkey('x', t('keys.complete'), act.toggle, writing)
  useHotkey('delete', t('keys.trash'), act.trash, writing)
}

function useMoves({ current, moveBy, moveAcross }: ListKeys): void {
  const t = useText('tasks')
  const canWrite = useCanWrite(current?.id)
  const group = t('shortcuts')
  const writing = { group, enabled: canWrite }
  const across = { group, enabled: canWrite && moveAcross !== undefined }
  useHotkey('alt+arrowup', t('keys.up'), () => current && moveBy(current, -1), writing)
  useHotkey('alt+arrowdown', t('keys.down'), () => current && moveBy(current, 1), writing)
  useHotkey('alt+arrowleft', t('keys.left'), () => current && moveAcross?.(current, -1), across)
  useHotkey('alt+arrowright', t('keys.right'), () => current && moveAcross?.(current, 1), across)
}
