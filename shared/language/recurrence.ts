import * as library from 'rrule'
import { dayOfIso, daysInMonth, isoOf } from './civil.ts'
import { type Rule, readRule } from './rule.ts'

/** A bundler sees what it exports; Node, to which it is a CommonJS module, one default that holds all of it. */
interface Library {
  readonly RRule: typeof library.RRule
  readonly default?: Library
}

const { RRule } = (library as Library).default ?? (library as Library)

/** The first day of a series that may begin on a day or later; dates as `2026-03-31`. */
export function firstOccurrence(rule: string, onOrAfter: string): string | undefined {
  return nextOccurrence({ rule, start: onOrAfter, after: isoOf(dayOfIso(onOrAfter) - 1) })
}

/**
 * The first day after `after` in the series that began on `start`, which says which weeks an "every two weeks" means and which date a
 * "monthly". Months without that date are left out, as the RFC has it. undefined: the series is over, or the text is no rule.
 */
export function nextOccurrence({
  rule,
  start,
  after,
}: {
  rule: string
  start: string
  after: string
}): string | undefined {
  const read = readRule(rule)
  if (!read || isNever(read)) return undefined
  // Days are midnights of UTC throughout: no zone of a machine has a say.
  const series = new RRule({ ...RRule.parseString(rule), dtstart: nearStart(read, { start, after }) }, true)
  return series.after(midnightOf(after))?.toISOString().slice(0, 10)
}

function midnightOf(date: string): Date {
  return new Date(`${date}T00:00:00Z`)
}

/** The library walks every day and week from the start on; whole rounds before the day asked for are passed over. */
function nearStart({ freq, interval }: Rule, { start, after }: { start: string; after: string }): Date {
  const round = { DAILY: interval, WEEKLY: 7 * interval, MONTHLY: 0, YEARLY: 0 }[freq]
  const rounds = round === 0 ? 0 : Math.max(0, Math.floor((dayOfIso(after) - dayOfIso(start)) / round))
  return midnightOf(isoOf(dayOfIso(start) + rounds * round))
}

/** Its months are never as long as its dates, 31 February: the library would look for it to the end of the calendar. */
function isNever({ byMonth, byMonthDay }: Rule): boolean {
  if (byMonth.length === 0 || byMonthDay.length === 0) return false
  const longest = Math.max(...byMonth.map((month) => daysInMonth(2024, month)))
  return byMonthDay.every((date) => Math.abs(date) > longest)
}
