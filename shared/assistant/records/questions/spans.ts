import { addDays } from '../../../rooms/tasks/index.ts'
import type { RecordDate, Span } from '../query.ts'
import type { Relation } from './lexicon.ts'
import { backBy, type Days, onBy, type TimeWords, type Today } from './periods.ts'

export interface SaidSpan {
  readonly time: TimeWords
  readonly until?: TimeWords
  readonly relation: Relation | undefined
  /** "not since", "not for". */
  readonly isNegated: boolean
}

export interface SpanContext {
  readonly day: Today
  readonly isPast: boolean
  readonly date: RecordDate
}

/** The days that words mean. undefined: nothing in particular, or nothing that the rows could tell. */
export function spanOf({ time, until, relation, isNegated }: SaidSpan, context: SpanContext): Span | undefined {
  const { today } = context.day
  if ('amount' in time && !('rolling' in time)) return ofAmount(time.amount, { relation, isNegated }, context)
  const span = plainSpan(time, context)
  // What has not happened yet can not be asked for.
  if (!span || (context.isPast && span.from > today)) return undefined
  if (isNegated) {
    const isSince = relation === 'since' || ('rolling' in time && time.rolling === 'last')
    return isSince ? { until: span.from } : relation === 'older' && 'ago' in time ? { until: span.from } : undefined
  }
  if (until) {
    const end = plainSpan(until, context)
    return end && end.until > span.from ? { from: span.from, until: end.until } : undefined
  }
  switch (relation) {
    case 'since':
      return span.from > today ? undefined : { from: span.from }
    case 'after':
      return { from: span.until }
    case 'before':
      return { until: 'isEnd' in time ? span.until : span.from }
    case 'until':
      return { until: span.until }
    case 'older':
      return 'ago' in time ? { until: span.from } : undefined
    case 'within':
    case 'in':
    case 'from':
    case 'for':
    case undefined:
      return span
  }
}

function plainSpan(time: TimeWords, { day: { today }, isPast }: SpanContext): Days | undefined {
  if ('period' in time) return isPast ? time.period.past : time.period.future
  if ('rolling' in time) {
    if (time.rolling === 'last') return { from: backBy(today, time.amount), until: addDays(today, 1) }
    return isPast ? undefined : { from: today, until: addDays(onBy(today, time.amount), 1) }
  }
  if (!('ago' in time)) return undefined
  const date = backBy(today, time.ago)
  return { from: date, until: addDays(date, 1) }
}

interface HowLong {
  readonly relation: Relation | undefined
  readonly isNegated: boolean
}

/** `for a month`, `in 3 days`, `older than 2 weeks`. */
function ofAmount(
  amount: Parameters<typeof backBy>[1],
  { relation, isNegated }: HowLong,
  { day, isPast, date }: SpanContext,
) {
  const { today } = day
  if (isNegated)
    return relation === 'for' || relation === 'in' || relation === 'older' || relation === 'within'
      ? { until: backBy(today, amount) }
      : undefined
  if (relation === 'older') return isPast ? { until: backBy(today, amount) } : undefined
  if (date !== 'due' || isPast) return undefined
  const end = onBy(today, amount)
  if (relation === 'within') return { from: today, until: addDays(end, 1) }
  return relation === 'in' ? { from: end, until: addDays(end, 1) } : undefined
}
