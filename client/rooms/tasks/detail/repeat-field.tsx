import { Button, Checkbox, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useNow } from 'use-intl'
import { taskCommands, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useRepeatWords } from '../../repeat-words.ts'
import { momentOf } from '../quick/use-quick-words.ts'
import { WordsButton } from './words-button.tsx'
import classes from './repeat-field.module.css'

interface RepeatFieldProps {
  task: Task
  today: CalendarDate
  labelId: string
  isReadOnly: boolean
}

const usual = ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=YEARLY'] as const

/** The rule in words; a click opens the usual ones and a field for any other. */
export function RepeatField({ task, today, labelId, isReadOnly }: RepeatFieldProps) {
  const tWords = useText('taskWords')
  const words = useRepeatWords()
  const { repeat, repeatFrom } = task.value
  const value = repeat === undefined ? tWords('repeat.none') : words(repeat, { isFromDone: repeatFrom === 'done' })
  return (
    <WordsButton
      value={value}
      label={tWords('repeat.value', { value })}
      labelId={labelId}
      isEmpty={repeat === undefined}
      isReadOnly={isReadOnly}
      width={280}
    >
      {(close) => <RepeatForm task={task} today={today} close={close} />}
    </WordsButton>
  )
}

function RepeatForm({ task, today, close }: { task: Task; today: CalendarDate; close: () => void }) {
  const tWords = useText('taskWords')
  const words = useRepeatWords()
  const set = useSetRule(task, today)
  const { repeat, repeatFrom } = task.value
  const pick = (rule: string | null) => {
    void set(rule, repeatFrom === 'done')
    close()
  }
  return (
    <>
      <div className={classes.quick} role="group" aria-label={tWords('repeat.label')}>
        {usual.map((rule) => (
          <Button
            key={rule}
            size="compact-sm"
            variant="default"
            aria-pressed={rule === repeat}
            onClick={() => pick(rule)}
          >
            {words(rule)}
          </Button>
        ))}
      </div>
      <OwnWords pick={pick} />
      {repeat !== undefined && (
        <div className={classes.foot}>
          <Checkbox
            size="xs"
            label={tWords('repeat.fromDone')}
            checked={repeatFrom === 'done'}
            onChange={(event) => void set(repeat, event.currentTarget.checked)}
          />
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => pick(null)}>
            {tWords('repeat.end')}
          </Button>
        </div>
      )}
    </>
  )
}

function useSetRule(task: Task, today: CalendarDate) {
  const t = useText('tasks')
  const run = useRun()
  return (rule: string | null, isFromDone: boolean) =>
    run(
      taskCommands.repeat,
      { id: task.id, rule, from: isFromDone ? 'done' : 'due', today },
      { undoLabel: t('undo.edit') },
    )
}

/** Any rule that the reader of words knows; it is fetched when somebody writes one. */
function OwnWords({ pick }: { pick: (rule: string) => void }) {
  const tWords = useText('taskWords')
  const now = useNow()
  const [text, setText] = useState('')
  const [isUnknown, setUnknown] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { findTimes } = await import('#shared/language/times.ts')
    const found = findTimes(text, momentOf(now)).find(({ kind }) => kind === 'repeat')
    if (found?.rule === undefined) setUnknown(true)
    else pick(found.rule)
  }
  return (
    <form className={classes.own} onSubmit={(event) => void submit(event)}>
      <TextInput
        size="xs"
        aria-label={tWords('repeat.own')}
        placeholder={tWords('repeat.ownPlaceholder')}
        value={text}
        maxLength={200}
        error={isUnknown ? tWords('repeat.unknown') : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setUnknown(false)
        }}
      />
      <Button type="submit" size="compact-sm" variant="default" disabled={text.trim() === ''}>
        {tWords('repeat.set')}
      </Button>
    </form>
  )
}
