import type { CSSProperties } from 'react'
import classes from './person-badge.module.css'

export interface PersonBadgeProps {
  name: string
  /** As presence gives it; else one of the eight hues, always the same for one name. */
  color?: string
  size?: 'small' | 'normal'
}

/** A person as a disc with initials; the name on hover and for screen readers. */
export function PersonBadge({ name, color, size = 'normal' }: PersonBadgeProps) {
  return (
    <span
      role="img"
      aria-label={name}
      data-tip={name}
      className={classes.badge}
      data-size={size}
      data-presence={color && ''}
      style={{ '--hue': color ?? hueOf(name) } as CSSProperties}
    >
      {initialsOf(name)}
    </span>
  )
}

/** One of the eight hues as a CSS value, the same for the same text: for people, tags and labels. */
export function hueOf(text: string): string {
  let sum = 0
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return `var(--hue-${(sum % 8) + 1})`
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const initials = ends.map((word) => [...(word ?? '')][0] ?? '').join('')
  return initials.toLocaleUpperCase() || '?'
}
