import type { DraggableProvided } from '@hello-pangea/dnd'
import { Checkbox, Textarea } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { taskCommands, type ChecklistItem, type Task } from '#shared/rooms/tasks/index.ts'
import { useHeldInput, useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Grip, pointerHandle } from '../drag/grip.tsx'
import classes from './checklist.module.css'

export interface ChecklistStepProps {
  task: Task
  step: ChecklistItem
  provided: DraggableProvided
  isDragging: boolean
  takeField: (id: string, node: HTMLElement | null) => void
  moveBy: (by: -1 | 1) => void
  /** To the next step's field, or to where a new one is added. */
  goOn: () => void
  goBack: () => void
}

export function ChecklistStep(props: ChecklistStepProps) {
  const { task, step, provided, isDragging } = props
  const t = useText('tasks')
  const run = useRun()
  const announce = useAnnounce()
  const canWrite = useCanWrite(task.id)
  const edit = { undoLabel: t('undo.checklist') }
  const address = { id: task.id, item: step.id }
  const tick = (done: boolean) => run(taskCommands.toggleChecklistItem, { ...address, done }, edit)
  const remove = async () => {
    props.goBack()
    const outcome = await run(taskCommands.removeChecklistItem, address, edit)
    if (outcome.ok) announce(t('checklist.removed', { text: step.text }), { undo: true })
  }
  return (
    <li
      ref={provided.innerRef}
      {...provided.draggableProps}
      {...pointerHandle(canWrite ? provided.dragHandleProps : null)}
      className={classes.step}
      data-dragging={isDragging}
    >
      <Checkbox
        size="xs"
        radius="xl"
        className={classes.box}
        aria-label={t('checklist.tick', { text: step.text })}
        checked={step.done}
        disabled={!canWrite}
        onChange={(event) => void tick(event.currentTarget.checked)}
      />
      <StepText {...props} remove={remove} />
      {canWrite && (
        <>
          <IconButton
            className={classes.remove}
            size="sm"
            label={t('checklist.remove', { text: step.text })}
            onClick={() => void remove()}
          >
            <IconX size={14} stroke={1.75} />
          </IconButton>
          <Grip label={t('checklist.move', { text: step.text })} handle={provided.dragHandleProps} tabIndex={0} />
        </>
      )}
    </li>
  )
}

function StepText({
  task,
  step,
  takeField,
  moveBy,
  goOn,
  remove,
}: ChecklistStepProps & { remove: () => Promise<void> }) {
  const t = useText('tasks')
  const canWrite = useCanWrite(task.id)
  const { draft, setDraft, save } = useStepDraft(task, step)
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      moveBy(event.key === 'ArrowUp' ? -1 : 1)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      void save()
      goOn()
    } else if (event.key === 'Backspace' && draft === '') {
      event.preventDefault()
      setDraft(undefined)
      void remove()
    } else if (event.key === 'Escape' && draft !== undefined) {
      event.preventDefault()
      setDraft(undefined)
    }
  }
  return (
    <Textarea
      autosize
      variant="unstyled"
      ref={(node: HTMLTextAreaElement | null) => takeField(step.id, node)}
      aria-label={t('checklist.item')}
      className={classes.field}
      classNames={{ input: classes.text }}
      data-done={step.done}
      readOnly={!canWrite}
      maxLength={500}
      value={draft ?? step.text}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => void save()}
      onKeyDown={keys}
    />
  )
}

function useStepDraft(task: Task, step: ChecklistItem) {
  const t = useText('tasks')
  const run = useRun()
  const [draft, setDraft] = useState<string>()
  const typed = () => {
    const text = draft?.replaceAll(/\s+/g, ' ').trim()
    return text === undefined || text === '' || text === step.text ? undefined : { id: task.id, item: step.id, text }
  }
  useHeldInput(() => {
    const input = typed()
    const from = { id: task.id, path: ['checklist', step.id, 'text'], was: step.text }
    return input && { command: taskCommands.renameChecklistItem, input, words: input.text, from }
  })
  const save = async () => {
    const input = typed()
    if (!input) return setDraft(undefined)
    const outcome = await run(taskCommands.renameChecklistItem, input, { undoLabel: t('undo.checklist') })
    if (outcome.ok) setDraft((now) => (now === draft ? undefined : now))
    return undefined
  }
  return { draft, setDraft, save }
}
