import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { addDays, type CalendarDate } from '#shared/rooms/tasks/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useToday } from '../parts/day.ts'
import { QuickChips } from '../quick/quick-chips.tsx'
import { TaskWords } from '../quick/task-words.tsx'
import { useQuickWords } from '../quick/use-quick-words.ts'
import { useAddTask } from '../use-add-task.ts'
import classes from './new-task-dialog.module.css'

/** A task from anywhere: a title with what else it says, perhaps a day, Enter. Words that were not added are still there when it opens again. */
export function NewTaskDialog() {
  const t = useText('tasks')
  const { isOpen, hide } = useOverlay('tasks.new')
  return (
    <Modal opened={isOpen} onClose={hide} title={t('quickAdd.label')} yOffset="16vh" centered={false}>
      <TaskWords>
        <NewTaskForm hide={hide} />
      </TaskWords>
    </Modal>
  )
}

function NewTaskForm({ hide }: { hide: () => void }) {
  const t = useText('tasks')
  const addTask = useAddTask()
  const tWords = useText('taskWords')
  const field = useRef<HTMLInputElement>(null)
  const words = useQuickWords('tasks.new')
  const [dueDate, setDueDate] = useState<CalendarDate>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (words.task.title === '') return
    const id = await addTask({ ...(dueDate && { dueDate }), ...words.task }, { say: true })
    if (!id) return
    words.clear()
    hide()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <TextInput
        ref={field}
        data-autofocus
        size="md"
        aria-label={t('quickAdd.label')}
        placeholder={t('quickAdd.placeholder')}
        value={words.text}
        description={tWords('hint')}
        inputWrapperOrder={['label', 'input', 'description']}
        maxLength={500}
        autoComplete="off"
        enterKeyHint="done"
        onFocus={words.prepare}
        onChange={(event) => words.setText(event.currentTarget.value)}
        onKeyDown={words.takeKey}
        // The first Escape is for the words, the next one for the dialog.
        data-mantine-stop-propagation={words.parts.length > 0}
      />
      <QuickChips words={words} field={field} />
      <Group justify="space-between" mt="md" gap="xs">
        <DayChoice day={dueDate} choose={setDueDate} />
        <Button type="submit" disabled={words.task.title === ''}>
          {t('quickAdd.add')}
        </Button>
      </Group>
    </form>
  )
}

function DayChoice({
  day,
  choose,
}: {
  day: CalendarDate | undefined
  choose: (day: CalendarDate | undefined) => void
}) {
  const t = useText('tasks')
  const today = useToday()
  const days = [
    { label: t('due.none'), date: undefined },
    { label: t('due.today'), date: today },
    { label: t('due.tomorrow'), date: addDays(today, 1) },
  ]
  return (
    <div className={classes.days} role="group" aria-label={t('detail.due')}>
      {days.map(({ label, date }) => (
        <Button
          key={label}
          size="compact-sm"
          variant={date === day ? 'light' : 'subtle'}
          color={date === day ? 'ink' : 'gray'}
          aria-pressed={date === day}
          onClick={() => choose(date)}
        >
          {label}
        </Button>
      ))}
    </div>
  )
}
