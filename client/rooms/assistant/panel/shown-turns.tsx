import { Button } from '@mantine/core'
import { type MouseEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import { useText } from '#client/ui/i18n.tsx'
import type { Turn } from '../use-conversation.ts'
import classes from './assistant-panel.module.css'

const turnsAtOnce = 30

export interface ShownTurns {
  /** The latest. */
  readonly shown: readonly Turn[]
  /** How many there are before them. */
  readonly earlier: number
  showMore(): void
}

/** As much of a conversation as is read at a time: hundreds of answers would each be drawn anew with each piece of the next one. */
export function useShownTurns(turns: readonly Turn[]): ShownTurns {
  const [pages, setPages] = useState(1)
  const shown = turns.slice(-turnsAtOnce * pages)
  return { shown, earlier: turns.length - shown.length, showMore: () => setPages(pages + 1) }
}

/** Opens what was said before; what was in sight stays where it is, and the focus stays in the conversation. */
export function EarlierTurns({ earlier, showMore }: Pick<ShownTurns, 'earlier' | 'showMore'>) {
  const t = useText('assistant')
  if (earlier === 0) return null
  const open = ({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
    const log = currentTarget.closest<HTMLElement>('[role="log"]')
    const first = log?.querySelector('article')
    if (!log || !first) return showMore()
    const above = first.getBoundingClientRect().top
    flushSync(showMore)
    log.scrollTop += first.getBoundingClientRect().top - above
    first.focus({ preventScroll: true })
  }
  return (
    <div className={classes.earlier}>
      <Button size="compact-sm" variant="subtle" onClick={open}>
        {t('panel.earlier', { count: Math.min(earlier, turnsAtOnce) })}
      </Button>
    </div>
  )
}
