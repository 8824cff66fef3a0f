import { TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FocusEvent, type FormEvent, lazy, type RefObject, Suspense, useState } from 'react'
import { taskCommands, type Task } from '#shared/rooms/tasks/index.ts'
import { useHeldInput, useRun } from '#client/replica/index.ts'
import { useFromWordsKeys } from '#client/rooms/from-words.tsx'
import { useText } from '#client/ui/i18n.tsx'
import classes from './checklist.module.css'

const SaveAsTask = lazy(async () => ({ default: (await import('../quick/save-as-task.tsx')).SaveAsTask }))

/** Where a step is added. One that has a day or a person of its own can become a task beside this one. */
export function AddStep({ task, field }: { task: Task; field: RefObject<HTMLInputElement | null> }) {
  const t = useText('tasks')
  const run = useRun()
  const [text, setText] = useState('')
  const offer = useFromWordsKeys()
  const submit = async (event?: FormEvent) => {
    event?.preventDefault()
    const given = text.trim()
    if (given === '') return
    setText('')
    const outcome = await run(
      taskCommands.addChecklistItem,
      { id: task.id, text: given },
      { undoLabel: t('undo.checklist') },
    )
    if (!outcome.ok) setText((now) => now || given)
  }
  useHeldInput(() => {
    const words = text.trim()
    return words === ''
      ? undefined
      : { command: taskCommands.addChecklistItem, input: { id: task.id, text: words }, words }
  })
  // Leaving the field keeps the step, unless it is for the offer below.
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent<HTMLFormElement>) => {
    if (!currentTarget.contains(relatedTarget)) void submit()
  }
  const { project } = task.value
  return (
    <form onSubmit={(event) => void submit(event)} onBlur={onBlur}>
      <TextInput
        ref={field}
        variant="unstyled"
        aria-label={t('checklist.add')}
        placeholder={t('checklist.add')}
        leftSection={<IconPlus size={16} stroke={1.75} />}
        value={text}
        maxLength={500}
        enterKeyHint="done"
        classNames={{ input: classes.add }}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={offer.takeKey}
      />
      {text.trim() !== '' && (
        <Suspense fallback={null}>
          <SaveAsTask
            text={text}
            field={field}
            taken={() => setText('')}
            handle={offer.handle}
            more={{ source: task.id, ...(project && { project }) }}
          />
        </Suspense>
      )}
    </form>
  )
}
