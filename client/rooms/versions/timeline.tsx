import { IconBookmark, IconDeviceDesktop } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useRef } from 'react'
import { useEngine } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import type { Entry } from './entries.ts'
import { type AgentPart, useAgentsIn } from './use-agents.tsx'
import { useMoments } from './use-moments.ts'
import classes from './timeline.module.css'

export interface TimelineProps {
  entries: readonly Entry[]
  chosen: Entry | undefined
  choose: (entry: Entry) => void
}

/** The versions by day, the newest first. One stop for Tab; arrows move through them and show what they reach. */
export function Timeline({ entries, chosen, choose }: TimelineProps) {
  const t = useText('versions')
  const { dayOf } = useMoments()
  const list = useRef<HTMLElement>(null)
  const begin = useCallback((nav: HTMLElement | null) => {
    list.current = nav
    nav?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  }, [])
  const days = [...Map.groupBy(entries, ({ to }) => dayOf(to))]
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const next = nextIndex(event.key, buttons.indexOf(document.activeElement as HTMLButtonElement), buttons.length)
    if (next === undefined) return
    event.preventDefault()
    buttons[next]?.focus()
  }
  return (
    <nav
      className={classes.timeline}
      aria-label={t('timeline')}
      aria-description={t('keys')}
      ref={begin}
      onKeyDown={onKeyDown}
    >
      {days.map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className={classes.day}>{day}</h2>
          <ol className={classes.list}>
            {ofDay.map((entry) => (
              <li key={entry.key}>
                <Line
                  entry={entry}
                  isChosen={entry === chosen}
                  isStop={entry === (chosen ?? entries[0])}
                  choose={() => choose(entry)}
                />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </nav>
  )
}

function nextIndex(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown' || key === 'j') return Math.min(at + 1, count - 1)
  if (key === 'ArrowUp' || key === 'k') return Math.max(at - 1, 0)
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}

interface LineProps {
  entry: Entry
  isChosen: boolean
  isStop: boolean
  choose: () => void
}

function Line({ entry, isChosen, isStop, choose }: LineProps) {
  const t = useText('versions')
  const { timeOf } = useMoments()
  return (
    <button
      type="button"
      className={classes.line}
      aria-current={isChosen || undefined}
      tabIndex={isStop ? 0 : -1}
      data-named={entry.named ? true : undefined}
      onClick={choose}
    >
      <span className={classes.head}>
        {entry.named && <IconBookmark size={14} stroke={1.75} aria-label={t('named')} role="img" />}
        <span className={classes.when}>{entry.named ? entry.named.value.name : timeOf(entry)}</span>
        {entry.isNow && <span className={classes.now}>{t('now')}</span>}
      </span>
      <Writers entry={entry} />
      {entry.isUnsent && (
        <span className={classes.unsent}>
          <IconDeviceDesktop size={12} stroke={1.75} aria-hidden /> {t('unsent')}
        </span>
      )}
    </button>
  )
}

function Writers({ entry }: { entry: Entry }) {
  const { authors, to, named } = entry
  const t = useText('versions')
  const engine = useEngine()
  const agents = useAgentsIn(entry, (author) => engine.nameOf(author))
  const { timeOf } = useMoments()
  if (to === undefined) return <span className={classes.writers}>{t('earlierText')}</span>
  const wordsOf = ({ agent = t('assistant'), requester, accepter }: AgentPart) =>
    accepter === undefined ? t('byAgent', { agent, requester }) : t('accepted', { agent, requester, accepter })
  const names = authors.length > 0 ? authors.map((author) => engine.nameOf(author)) : [t('someone')]
  return (
    <span className={classes.writers}>
      {authors.slice(0, 3).map((author) => (
        <span key={author} aria-hidden className={classes.badge}>
          <PersonBadge size="small" name={engine.nameOf(author)} />
        </span>
      ))}
      <span>
        {names.join(', ')}
        {named && ` · ${timeOf({ from: to, to })}`}
        {agents.map((part, at) => (
          <span key={at} className={classes.agent}>
            {wordsOf(part)}
          </span>
        ))}
      </span>
    </span>
  )
}
