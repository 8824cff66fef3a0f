import { Button, VisuallyHidden } from '@mantine/core'
import { type MouseEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import { useText } from '#client/ui/i18n.tsx'
import type { Turn } from '../use-conversation.ts'
import classes from './assistant-panel.module.css'

const turnsAtOnce = 30

export interface ShownTurns {
  /** The latest. */
  readonly shown: readonly Turn[]
  /** How many of them, from the first, somebody has asked to see: they are no news. */
  readonly brought: number
  /** How many there are before them. */
  readonly earlier: number
  showMore(): void
}

/** As much of a conversation as is read at a time: hundreds of answers would each be drawn anew with each piece of the next one. */
export function useShownTurns(turns: readonly Turn[]): ShownTurns {
  const [brought, setBrought] = useState(0)
  // Another conversation begins.
  if (turns.length === 0 && brought > 0) setBrought(0)
  const shown = turns.slice(-turnsAtOnce - brought)
  const earlier = turns.length - shown.length
  return { shown, brought, earlier, showMore: () => setBrought(brought + Math.min(earlier, turnsAtOnce)) }
}

/**
 * Opens what was said before; what was in sight stays where it is, and has the focus. How much has come is told, and nothing of it is: who
 * listens would hear all of it else.
 */
export function EarlierTurns({ brought, earlier, showMore }: Omit<ShownTurns, 'shown'>) {
  const t = useText('assistant')
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
    <>
      <VisuallyHidden role="status">{brought > 0 && t('panel.earlierShown', { count: brought })}</VisuallyHidden>
      {earlier > 0 && (
        <div className={classes.earlier}>
          <Button size="compact-sm" variant="subtle" onClick={open}>
            {t('panel.earlier', { count: Math.min(earlier, turnsAtOnce) })}
          </Button>
        </div>
      )}
    </>
  )
}
