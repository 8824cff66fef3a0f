import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { taskCommands, type Task } from '#shared/rooms/tasks/index.ts'
import { useHeldInput, useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useText } from '#client/ui/i18n.tsx'
import classes from './task-detail.module.css'

/** The title merges as a whole, so it is stored as a whole: on Enter, or when the field is left. Escape takes the typing back. */
export function TitleField({ task, startsHere }: { task: Task; startsHere: boolean }) {
  const t = useText('tasks')
  const run = useRun()
  const canWrite = useCanWrite(task.id)
  const [draft, setDraft] = useState<string>()
  const typed = () => {
    const title = draft?.replaceAll(/\s+/g, ' ').trim()
    return title === '' || title === task.value.title ? undefined : title
  }
  useHeldInput(() => {
    const title = typed()
    const from = { id: task.id, path: ['title'], was: task.value.title }
    return title === undefined
      ? undefined
      : { command: taskCommands.rename, input: { id: task.id, title }, words: title, from }
  })
  const save = async () => {
    const title = typed()
    if (title === undefined) return setDraft(undefined)
    const outcome = await run(taskCommands.rename, { id: task.id, title }, { undoLabel: t('undo.edit') })
    // What was refused stays in the field.
    if (outcome.ok) setDraft((now) => (now === draft ? undefined : now))
    return undefined
  }
  return (
    <Textarea
      autosize
      variant="unstyled"
      aria-label={t('detail.title')}
      placeholder={t('row.untitled')}
      readOnly={!canWrite}
      value={draft ?? task.value.title}
      maxLength={500}
      enterKeyHint="done"
      className={classes.titleField}
      classNames={{ input: classes.title }}
      ref={startsHere ? beginAtEnd : undefined}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          event.preventDefault()
          void save()
        }
        if (event.key === 'Escape' && draft !== undefined) {
          event.preventDefault()
          setDraft(undefined)
        }
      }}
    />
  )
}

function beginAtEnd(node: HTMLTextAreaElement | null): void {
  if (!node) return
  node.focus()
  node.setSelectionRange(node.value.length, node.value.length)
}
