import { IconCalendarEvent, IconFlag3, IconFolder, IconHash, IconRepeat, IconUser, IconX } from '@tabler/icons-react'
import type { RefObject } from 'react'
import type { QuickPart } from '#shared/language/quick-add.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useDayWords, useToday } from '../parts/day.ts'
import { useRepeatWords } from '../../repeat-words.ts'
import type { QuickWords } from './use-quick-words.ts'
import classes from './quick-chips.module.css'

const icons = {
  due: IconCalendarEvent,
  repeat: IconRepeat,
  label: IconHash,
  priority: IconFlag3,
  person: IconUser,
  project: IconFolder,
} as const

interface QuickChipsProps {
  words: QuickWords
  /** Where the keyboard goes when a chip is gone. */
  field: RefObject<HTMLInputElement | null>
}

/** What was understood in the line above, before it is saved; each can be left as words. */
export function QuickChips({ words, field }: QuickChipsProps) {
  const tWords = useText('taskWords')
  const valueOf = useValueWords()
  return (
    <ul
      className={classes.chips}
      aria-label={tWords('understood')}
      aria-live="polite"
      hidden={words.parts.length === 0}
    >
      {words.parts.map((part) => {
        const PartIcon = icons[part.kind]
        return (
          <li key={`${part.kind}-${part.start}`} className={classes.chip} data-kind={part.kind}>
            <PartIcon size={14} stroke={1.75} aria-hidden />
            <span title={tWords(`kinds.${part.kind}`, { value: valueOf(part) })}>{valueOf(part)}</span>
            <button
              type="button"
              className={classes.remove}
              aria-label={tWords('asWords', { text: part.text })}
              title={tWords('asWords', { text: part.text })}
              onClick={() => {
                words.putBack(part)
                field.current?.focus()
              }}
            >
              <IconX size={12} stroke={2} aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function useValueWords(): (part: QuickPart) => string {
  const t = useText('tasks')
  const today = useToday()
  const dayWords = useDayWords()
  const repeatWords = useRepeatWords()
  return (part) => {
    switch (part.kind) {
      case 'due':
        return dayWords(part.date, { today, time: part.time })
      case 'repeat':
        return repeatWords(part.rule)
      case 'label':
        return part.label
      case 'priority':
        return t(`priority.${part.priority}`)
      case 'person':
        return part.person.name
      case 'project':
        return part.project.title
    }
  }
}
