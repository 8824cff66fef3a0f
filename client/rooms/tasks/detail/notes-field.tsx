import { useRef } from 'react'
import { taskCommands, type Task } from '#shared/rooms/tasks/index.ts'
import { useHeldInput, useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { type Draft, DraftTextarea } from '#client/ui/draft-textarea.tsx'
import { useText } from '#client/ui/i18n.tsx'
import classes from './task-detail.module.css'

/** Notes are kept while one types, and merge with what others type. */
export function NotesField({ task }: { task: Task }) {
  const t = useText('tasks')
  const run = useRun()
  const canWrite = useCanWrite(task.id)
  const save = async (notes: string, base: string) => {
    const outcome = await run(taskCommands.setNotes, { id: task.id, notes, base }, { undoLabel: t('undo.edit') })
    return outcome.ok ? outcome.value : undefined
  }
  const draft = useRef<Draft>(undefined)
  useHeldInput(
    () =>
      draft.current && {
        command: taskCommands.setNotes,
        input: { id: task.id, notes: draft.current.text, base: draft.current.base },
        words: draft.current.text,
      },
  )
  return (
    <DraftTextarea
      key={task.id}
      autosize
      minRows={3}
      label={t('detail.notes')}
      placeholder={canWrite ? t('detail.notesPlaceholder') : ''}
      readOnly={!canWrite}
      maxLength={50_000}
      className={classes.notes}
      value={task.value.notes}
      onSave={save}
      onHold={(held) => {
        draft.current = held
      }}
    />
  )
}
