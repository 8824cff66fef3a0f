import { TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useRef } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { QuickChips } from './quick/quick-chips.tsx'
import type { NewTask } from './quick/task-input.ts'
import { TaskWords } from './quick/task-words.tsx'
import { useQuickWords } from './quick/use-quick-words.ts'
import classes from './quick-add.module.css'

export interface QuickAddProps {
  placeholder: string
  /** False keeps the text in the field. */
  add: (task: NewTask) => Promise<boolean>
  /** From the field into the list. */
  leave: () => void
}

/** One field: a title with what else it says, Enter, the next title. */
export function QuickAdd(props: QuickAddProps) {
  return (
    <TaskWords>
      <QuickAddForm {...props} />
    </TaskWords>
  )
}

function QuickAddForm({ placeholder, add, leave }: QuickAddProps) {
  const t = useText('tasks')
  const tWords = useText('taskWords')
  const field = useRef<HTMLInputElement>(null)
  const words = useQuickWords('tasks.add')
  useHotkey('n', t('keys.new'), () => field.current?.focus(), { group: t('shortcuts') })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { text, task } = words
    if (task.title === '') return
    // Emptied at once so that the next title can be typed; a refused one comes back.
    words.clear()
    if (!(await add(task)) && !field.current?.value) words.setText(text)
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        ref={field}
        aria-label={t('quickAdd.label')}
        title={tWords('hint')}
        placeholder={placeholder}
        leftSection={<IconPlus size={16} stroke={1.75} />}
        value={words.text}
        maxLength={500}
        enterKeyHint="done"
        autoComplete="off"
        classNames={{ input: classes.input }}
        onFocus={words.prepare}
        onChange={(event) => words.setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (words.takeKey(event)) return
          if (event.key === 'Escape') field.current?.blur()
          if (event.key !== 'ArrowDown' && event.key !== 'Escape') return
          event.preventDefault()
          leave()
        }}
      />
      <QuickChips words={words} field={field} />
    </form>
  )
}
