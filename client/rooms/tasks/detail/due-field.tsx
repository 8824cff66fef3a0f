import '@mantine/dates/styles.layer.css'
import { Button } from '@mantine/core'
import { DatePicker, TimeInput } from '@mantine/dates'
import { IconX } from '@tabler/icons-react'
import type { DateTimeFormatOptions } from 'use-intl'
import { addDays, isClockTime, taskCommands, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { noonOf, useDayWords } from '../parts/day.ts'
import { firstDayOfWeek, nextMonday } from './week.ts'
import { WordsButton } from './words-button.tsx'
import classes from './due-field.module.css'

interface DueFieldProps {
  task: Task
  today: CalendarDate
  labelId: string
  isReadOnly: boolean
}

/** The day and time, as words; a click opens quick days, a calendar and a time. */
export function DueField({ task, today, labelId, isReadOnly }: DueFieldProps) {
  const t = useText('tasks')
  const words = useDayWords()
  const { dueDate, dueTime, status } = task.value
  const value = dueDate === undefined ? t('due.none') : words(dueDate, { today, time: dueTime })
  const isOverdue = dueDate !== undefined && dueDate < today && status !== 'done'
  return (
    <WordsButton
      value={value}
      label={t('due.label', { value })}
      labelId={labelId}
      isEmpty={dueDate === undefined}
      isOverdue={isOverdue}
      isReadOnly={isReadOnly}
    >
      {(close) => <DueForm task={task} today={today} close={close} />}
    </WordsButton>
  )
}

function DueForm({ task, today, close }: { task: Task; today: CalendarDate; close: () => void }) {
  const t = useText('tasks')
  const run = useRun()
  const { dueDate, dueTime } = task.value
  const schedule = (date: CalendarDate | null, time?: string | null) =>
    run(
      taskCommands.schedule,
      { id: task.id, dueDate: date, ...(time !== undefined && { dueTime: time }) },
      { undoLabel: t('undo.edit') },
    )
  const pick = (date: CalendarDate | null) => {
    void schedule(date)
    close()
  }
  return (
    <>
      <div className={classes.quick}>
        {(['today', 'tomorrow', 'nextWeek'] as const).map((key) => (
          <Button key={key} size="compact-sm" variant="default" onClick={() => pick(quickDay(key, today))}>
            {t(`due.${key}`)}
          </Button>
        ))}
      </div>
      <Calendar date={dueDate} today={today} pick={pick} />
      {dueDate !== undefined && (
        <div className={classes.foot}>
          <TimeInput
            aria-label={t('due.time')}
            className={classes.time}
            defaultValue={dueTime ?? ''}
            onChange={(event) => {
              if (isClockTime(event.currentTarget.value)) void schedule(dueDate, event.currentTarget.value)
            }}
          />
          {dueTime !== undefined && (
            <IconButton label={t('due.clearTime')} onClick={() => void schedule(dueDate, null)}>
              <IconX size={14} stroke={1.75} />
            </IconButton>
          )}
          <span className={classes.gap} />
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => pick(null)}>
            {t('due.clear')}
          </Button>
        </div>
      )}
    </>
  )
}

interface CalendarProps {
  date: CalendarDate | undefined
  today: CalendarDate
  pick: (date: CalendarDate | null) => void
}

/** The library's calendar with the names and the first day of the week of the person's own locale. */
function Calendar({ date, today, pick }: CalendarProps) {
  const t = useText('tasks')
  const format = useFormatter()
  const named =
    (style: DateTimeFormatOptions) =>
    (day: string): string =>
      format.dateTime(noonOf(day.slice(0, 10)), style)
  return (
    <DatePicker
      value={date ?? null}
      defaultDate={date ?? today}
      firstDayOfWeek={firstDayOfWeek(navigator.language)}
      weekendDays={noWeekend}
      highlightToday
      monthLabelFormat={named({ month: 'long', year: 'numeric' })}
      weekdayFormat={named({ weekday: 'narrow' })}
      monthsListFormat={named({ month: 'short' })}
      getDayProps={(day) => ({ 'aria-label': named({ dateStyle: 'full' })(day) })}
      ariaLabels={{ previousMonth: t('due.previous'), nextMonth: t('due.next') }}
      onChange={(next) => pick(next)}
      classNames={{ day: classes.day, calendarHeaderLevel: classes.control, calendarHeaderControl: classes.step }}
    />
  )
}

/** Which days are free is a person's own business; red ones would look like trouble here. */
const noWeekend: [] = []

function quickDay(key: 'today' | 'tomorrow' | 'nextWeek', today: CalendarDate): CalendarDate {
  if (key === 'nextWeek') return nextMonday(today)
  return key === 'today' ? today : addDays(today, 1)
}
