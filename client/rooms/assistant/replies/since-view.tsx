import { Link } from '@tanstack/react-router'
import type { Since, SinceItem, SinceOf, SinceReason } from '#shared/assistant/since/since.ts'
import { deeds } from '#shared/assistant/since/since.ts'
import { useEngine, useWorkspace } from '#client/replica/index.ts'
import { type Formatter, type Text, useFormatter, useText } from '#client/ui/i18n.tsx'
import { Suggestions } from './suggestions.tsx'
import { SummariseButton } from '../since/summarise-button.tsx'
import { useWhen } from '../since/use-when.ts'
import { ThingList } from './thing-list.tsx'
import classes from './replies.module.css'

/** What happened since a moment: what concerns the person with the reason, the rest by who did it, and what can not be known. */
export function SinceView({ since }: { since: Since }) {
  const t = useText('assistant')
  const { items, concerning, people, fromMs, remembers } = since
  const others = people.filter(({ isMe }) => !isMe)
  const me = people.find(({ isMe }) => isMe)
  const deedsText = useDeedsText()
  const { id } = useWorkspace()
  const when = useWhen()
  const head = useSinceHead()
  return (
    <div className={classes.reply}>
      <p className={classes.asked}>{t('since.when', { when: when(fromMs) })}</p>
      <p>{head(since)}</p>
      <SinceItems items={items.slice(0, concerning)} />
      {items.length > concerning && <Rest items={items.slice(concerning)} />}
      {others.length > 0 && (
        <ul className={classes.groups}>
          {others.map((each) => (
            <li key={each.who}>
              <details className={classes.group}>
                <summary>
                  <span className={classes.groupText}>{deedsText(each)}</span>
                </summary>
                <ThingList ids={[...each.ids.made, ...each.ids.done, ...each.ids.changed]} />
              </details>
            </li>
          ))}
        </ul>
      )}
      {me && <p className={classes.quiet}>{deedsText(me)}</p>}
      {items.length > 0 && <SummariseButton since={since} />}
      <p className={classes.quiet}>
        {t('since.limits')} {!remembers && t('since.limitsMoved')}{' '}
        <Link to={`/w/${id}/activity`}>{t('since.activity')}</Link>
      </p>
    </div>
  )
}

/** A sentence with the figures, all of which are counts of what is listed. */
export function useSinceHead(): (since: Since) => string {
  const t = useText('assistant')
  return ({ items, concerning, people }) => {
    const others = people.filter(({ isMe }) => !isMe)
    if (items.length === 0) return t('since.none')
    if (others.length === 0) return t('since.passed', { count: items.length })
    const things = others.reduce((sum, { total }) => sum + total, 0)
    return t('since.head', { things, people: others.length, count: concerning })
  }
}

function Rest({ items }: { items: readonly SinceItem[] }) {
  const t = useText('assistant')
  return (
    <div className={classes.groups}>
      <details className={classes.group}>
        <summary>
          <span className={classes.groupText}>{t('since.rest', { count: items.length })}</span>
        </summary>
        <SinceItems items={items} />
      </details>
    </div>
  )
}

export function SinceItems({ items }: { items: readonly SinceItem[] }) {
  const t = useText('assistant')
  const format = useFormatter()
  const engine = useEngine()
  if (items.length === 0) return null
  const byId = new Map(items.map((item) => [item.id, item]))
  return (
    <ThingList
      ids={items.map(({ id }) => id)}
      titleIfGone={(id) => byId.get(id)?.title}
      aside={(id) => {
        const { deed, by, reasons = [] } = byId.get(id) ?? {}
        return (
          <span className={classes.reasons}>
            {deed !== undefined && by !== undefined && (
              <span className={classes.reason}>{t(`since.deed.${deed}`, { name: engine.nameOf(by) })}</span>
            )}
            {reasons.map((reason) => (
              <span key={reason.kind} className={classes.reason} data-kind={lookOf(reason)}>
                {reasonText(reason, t, format)}
              </span>
            ))}
          </span>
        )
      }}
    />
  )
}

/** As those of next actions look. */
function lookOf({ kind }: SinceReason): string {
  if (kind === 'fell-due') return 'overdue'
  return kind === 'given' || kind === 'moved' ? 'due' : kind
}

function reasonText(reason: SinceReason, t: Text<'assistant'>, format: Formatter): string {
  switch (reason.kind) {
    case 'given':
      return t('since.given')
    case 'names-you':
      return t('since.namesYou')
    case 'moved': {
      if (reason.to === undefined) return t('since.undated')
      const date = format.dateTime(new Date(`${reason.to}T12:00:00`), { day: 'numeric', month: 'short' })
      return t('since.moved', { date })
    }
    case 'fell-due':
      return t('since.fellDue', { days: reason.days })
    case 'done':
      return t('since.wasYours')
    case 'decided':
      return t('since.decided')
    case 'yours':
      return t('since.yours')
  }
}

function useDeedsText(): (of: SinceOf) => string {
  const t = useText('assistant')
  const engine = useEngine()
  const format = useFormatter()
  return ({ who, isMe, ids }) => {
    const done = format.list(
      deeds.flatMap((deed) => (ids[deed].length > 0 ? [t(`since.${deed}`, { count: ids[deed].length })] : [])),
    )
    return isMe ? t('since.you', { deeds: done }) : t('since.by', { name: engine.nameOf(who), deeds: done })
  }
}

const instead = [{ text: 'What happened since yesterday?' }, { text: 'What happened since Monday?' }] as const

export function SinceUnknown({ ask }: { ask: (text: string) => void }) {
  const t = useText('assistant')
  return (
    <div className={classes.reply}>
      <p>{t('since.unknown')}</p>
      <Suggestions texts={instead} ask={ask} />
    </div>
  )
}
