import { VisuallyHidden } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ComponentType, RefObject } from 'react'
import { RoomText, useText } from './i18n.tsx'
import { wordChipsMessages } from './word-chips-messages.ts'
import classes from './word-chips.module.css'

export interface WordChip {
  readonly key: string
  readonly icon: ComponentType<{ size?: number; stroke?: number }>
  /** What it means, short: "Tomorrow". */
  readonly value: string
  /** The same with its kind: "Due tomorrow". */
  readonly title: string
  /** The words that say so. */
  readonly text: string
}

interface WordChipsProps {
  chips: readonly WordChip[]
  putBack: (key: string) => void
  /** Where the keyboard goes when a chip is gone. */
  field: RefObject<HTMLElement | null>
}

/** What was understood in a field of words, before it is saved; each can be left as words. Said aloud when it changes. */
export function WordChips(props: WordChipsProps) {
  return (
    <RoomText room="wordChips" messages={wordChipsMessages}>
      <Chips {...props} />
    </RoomText>
  )
}

function Chips({ chips, putBack, field }: WordChipsProps) {
  const t = useText('wordChips')
  const said = chips.length === 0 ? '' : t('said', { what: chips.map(({ title }) => title).join(', ') })
  return (
    <>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <ul className={classes.chips} aria-label={t('understood')} hidden={chips.length === 0}>
        {chips.map(({ key, icon: ChipIcon, value, title, text }) => (
          <li key={key} className={classes.chip}>
            <ChipIcon size={14} stroke={1.75} aria-hidden />
            <span title={title}>{value}</span>
            <button
              type="button"
              className={classes.remove}
              aria-label={t('asWords', { text })}
              title={t('asWords', { text })}
              // The field keeps the focus: leaving it may save what stands in it.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                putBack(key)
                field.current?.focus()
              }}
            >
              <IconX size={12} stroke={2} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
