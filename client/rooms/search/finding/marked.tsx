import type { ReactNode } from 'react'
import classes from './marked.module.css'

interface MarkedProps {
  text: string
  marks: readonly (readonly [start: number, end: number])[]
}

/** A text with what was looked for in it. Text stays text, whatever is in it. */
export function Marked({ text, marks }: MarkedProps) {
  const parts: ReactNode[] = []
  let at = 0
  for (const [start, end] of marks) {
    parts.push(text.slice(at, start))
    parts.push(
      <mark key={start} className={classes.mark}>
        {text.slice(start, end)}
      </mark>,
    )
    at = end
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}
