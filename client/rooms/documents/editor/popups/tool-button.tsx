import type { ReactNode } from 'react'
import { IconButton } from '#client/ui/icon-button.tsx'

interface ToolButtonProps {
  label: string
  combo?: string
  isOn?: boolean
  isOff?: boolean
  press: () => void
  children: ReactNode
}

/** A button of a toolbar over the text: pressing it leaves the caret where it is. */
export function ToolButton({ label, combo, isOn, isOff, press, children }: ToolButtonProps) {
  return (
    <IconButton
      label={label}
      {...(combo && { combo })}
      {...(isOn !== undefined && { 'aria-pressed': isOn })}
      {...(isOn && { variant: 'light', color: 'ink' })}
      disabled={isOff ?? false}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={press}
    >
      {children}
    </IconButton>
  )
}
