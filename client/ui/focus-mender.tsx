import { useEffect } from 'react'
import { mendLostFocus } from './lost-focus.ts'

/** Keeps the keyboard where somebody works when what they pressed goes away. */
export function FocusMender() {
  useEffect(() => mendLostFocus(document, (delayMs, run) => void setTimeout(run, delayMs)), [])
  return null
}
