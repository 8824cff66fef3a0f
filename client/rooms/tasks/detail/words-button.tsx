import { Popover } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import classes from './words-button.module.css'

interface WordsButtonProps {
  /** What it says; to those who do not see beside what it stands, `label`. */
  value: string
  label: string
  labelId: string
  isEmpty: boolean
  isOverdue?: boolean
  isReadOnly: boolean
  width?: number
  children: (close: () => void) => ReactNode
}

/** On a screen as low as a phone held sideways it lies over its button rather than below the edge. */
const fitting = { shift: { crossAxis: true, padding: 8 } }

/** A value in words; a click opens what changes it. */
export function WordsButton(props: WordsButtonProps) {
  const { value, label, labelId, isEmpty, isOverdue = false, isReadOnly, width, children } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      middlewares={fitting}
      {...(width !== undefined && { width })}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.due}
          data-empty={isEmpty}
          data-overdue={isOverdue}
          aria-label={label}
          aria-describedby={labelId}
          disabled={isReadOnly}
          onClick={() => setOpen((now) => !now)}
        >
          {value}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>{children(() => setOpen(false))}</Popover.Dropdown>
    </Popover>
  )
}
