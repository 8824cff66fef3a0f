import type { Alert } from '#shared/assistant/counsel/alerts.ts'
import type { BriefingPart } from '#shared/assistant/counsel/briefing.ts'
import type { NextAction, Reason } from '#shared/assistant/counsel/next-actions.ts'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { type Engine, useEngine } from '#client/replica/index.ts'
import { type Formatter, type Text, useFormatter, useText } from '#client/ui/i18n.tsx'
import { ThingList } from './thing-list.tsx'
import classes from './replies.module.css'

/** Tasks with what speaks for each. */
export function NextList({ actions }: { actions: readonly NextAction[] }) {
  const t = useText('assistant')
  const engine = useEngine()
  const reasons = new Map(actions.map((action) => [action.id, action.reasons]))
  return (
    <ThingList
      ids={actions.map(({ id }) => id)}
      aside={(id) => (
        <span className={classes.reasons}>
          {reasons.get(id)?.map((reason) => (
            <span
              key={reason.kind}
              className={classes.reason}
              data-kind={reason.kind === 'due' && reason.days > 1 ? 'later' : reason.kind}
            >
              {reasonText(reason, t, engine)}
            </span>
          ))}
        </span>
      )}
    />
  )
}

function reasonText(reason: Reason, t: Text<'assistant'>, engine: Engine): string {
  switch (reason.kind) {
    case 'overdue':
    case 'resting':
      return t(`reason.${reason.kind}`, { days: reason.days })
    case 'due':
      if (reason.days > 1) return t('reason.due', { days: reason.days })
      return t(reason.days === 0 ? 'reason.dueToday' : 'reason.dueTomorrow')
    case 'priority':
      return t(`reason.${reason.priority}`)
    case 'started':
      return t('reason.started')
    case 'nearly-done':
      return t('reason.nearlyDone', { left: reason.left, of: reason.of })
    case 'holds-up':
      return t('reason.holds-up', { count: reason.count })
    case 'given':
      return t('reason.given', { name: engine.nameOf(reason.by) })
  }
}

export function AlertList({ alerts }: { alerts: readonly Alert[] }) {
  const t = useText('assistant')
  const engine = useEngine()
  const format = useFormatter()
  if (alerts.length === 0) return <p>{t('alert.none')}</p>
  return (
    <ul className={classes.groups}>
      {alerts.map((alert) => (
        <li key={`${alert.kind} ${alert.ids[0]}`}>
          <details className={classes.group}>
            <summary>
              <span className={classes.groupText}>{alertText(alert, t, { engine, format })}</span>
            </summary>
            <ThingList ids={alert.ids} />
          </details>
        </li>
      ))}
    </ul>
  )
}

function alertText(
  alert: Alert,
  t: Text<'assistant'>,
  { engine, format }: { engine: Engine; format: Formatter },
): string {
  const count = alert.ids.length
  switch (alert.kind) {
    case 'overdue-in-project':
    case 'no-next-step':
      return t(`alert.${alert.kind}`, { count, title: alert.title })
    case 'overdue-of-person':
      return t('alert.overdue-of-person', { count, name: engine.nameOf(alert.person) })
    case 'crowded-day': {
      const date = format.dateTime(new Date(`${alert.date}T12:00:00`), {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
      })
      return t('alert.crowded-day', { count, date, name: engine.nameOf(alert.person) })
    }
    case 'blocked-chain': {
      const reasons = format.list(alert.reasons.map((reason) => t(`alert.chain.${reason}`)))
      return t('alert.blocked-chain', { count: count - 1, title: alert.title || t('alert.chain.untitled'), reasons })
    }
    case 'stuck':
    case 'waiting':
    case 'waiting-ring':
    case 'undated-promise':
      return t(`alert.${alert.kind}`, { count })
  }
}

export function BriefingView({ parts, period }: { parts: readonly BriefingPart[]; period: 'day' | 'week' }) {
  const t = useText('assistant')
  const textOf = useBriefingText(period)
  if (parts.length === 0) return <p>{t('briefing.none')}</p>
  return (
    <ul className={classes.groups}>
      {parts.map((part) => (
        <li key={part.kind}>
          <details className={classes.group}>
            <summary>
              <span className={classes.groupText}>{textOf(part)}</span>
            </summary>
            <ThingList ids={part.answer.ids} />
          </details>
        </li>
      ))}
    </ul>
  )
}

/** A part of a briefing in a line; who did how much is said where several people are. */
export function useBriefingText(period: 'day' | 'week'): (part: BriefingPart) => string {
  const t = useText('assistant')
  const format = useFormatter()
  const engine = useEngine()
  const { members } = engine.live.people.get()
  return ({ kind, answer: { total: count, groups } }) => {
    if (kind === 'due') return t(period === 'week' ? 'briefing.dueWeek' : 'briefing.due', { count })
    if (kind !== 'done' && kind !== 'changed') return t(`briefing.${kind}`, { count })
    const names =
      members.length > 1
        ? (groups ?? []).flatMap(({ key, total }) =>
            key === undefined ? [] : [t('briefing.person', { name: engine.nameOf(key as PrincipalId), count: total })],
          )
        : []
    return t(`briefing.${kind}`, {
      count,
      people: names.length > 0 ? t('briefing.by', { names: format.list(names) }) : '',
    })
  }
}
