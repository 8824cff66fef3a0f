import { TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useRef, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import classes from './quick-add.module.css'

export interface QuickAddProps {
  placeholder: string
  /** False keeps the text in the field. */
  add: (title: string) => Promise<boolean>
  /** From the field into the list. */
  leave: () => void
}

/** One field: a title, Enter, the next title. */
export function QuickAdd({ placeholder, add, leave }: QuickAddProps) {
  const t = useText('tasks')
  const field = useRef<HTMLInputElement>(null)
  const [title, setTitle] = useState('')
  useHotkey('n', t('keys.new'), () => field.current?.focus(), { group: t('shortcuts') })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const given = title.trim()
    if (given === '') return
    // Emptied at once so that the next title can be typed; a refused one comes back.
    setTitle('')
    if (!(await add(given))) setTitle((now) => now || given)
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        ref={field}
        aria-label={t('quickAdd.label')}
        placeholder={placeholder}
        leftSection={<IconPlus size={16} stroke={1.75} />}
        value={title}
        maxLength={500}
        enterKeyHint="done"
        autoComplete="off"
        classNames={{ input: classes.input }}
        onChange={(event) => setTitle(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') field.current?.blur()
          if (event.key !== 'ArrowDown' && event.key !== 'Escape') return
          event.preventDefault()
          leave()
        }}
      />
    </form>
  )
}
