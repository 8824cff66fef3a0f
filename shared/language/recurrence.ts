import { civilOf, type Day, dayOf, dayOfIso, daysInMonth, isoOf, weekdayOf } from './civil.ts'

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
export type Frequency = (typeof frequencies)[number]

/** The parts of RFC 5545, 3.3.10, that people say of days. Without a part its list is empty. */
export interface Rule {
  readonly freq: Frequency
  readonly interval: number
  /** 0 Sunday … 6 Saturday; `nth` of the month, -1 the last. */
  readonly byDay: readonly { readonly weekday: number; readonly nth?: number | undefined }[]
  /** -1 is the last day. */
  readonly byMonthDay: readonly number[]
  readonly byMonth: readonly number[]
  /** The last day it may fall on. */
  readonly until?: Day | undefined
}

const dayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

/** undefined: not a rule, or one with parts that are not kept here (hours, positions, counts). */
export function readRule(text: string): Rule | undefined {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const [name = '', value = ''] = part.split('=')
    if (!known.has(name) || value === '' || parts.has(name)) return undefined
    parts.set(name, value)
  }
  const freq = frequencies.find((each) => each === parts.get('FREQ'))
  const interval = numbers(parts.get('INTERVAL') ?? '1', { min: 1, max: 1000 })
  const byDay = list(parts.get('BYDAY'), weekdayPart)
  const byMonthDay = list(parts.get('BYMONTHDAY'), (value) => within(value, { min: -31, max: 31 }))
  const byMonth = list(parts.get('BYMONTH'), (value) => within(value, { min: 1, max: 12 }))
  const until = parts.has('UNTIL') ? untilOf(parts.get('UNTIL')!) : undefined
  if (!freq || interval?.length !== 1 || !byDay || !byMonthDay || !byMonth) return undefined
  if (parts.has('UNTIL') && until === undefined) return undefined
  const hasNth = byDay.some((day) => day.nth !== undefined)
  if (hasNth && freq !== 'MONTHLY') return undefined
  return { freq, interval: interval[0]!, byDay, byMonthDay, byMonth, until }
}

const known = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'UNTIL'])

function list<Value>(text: string | undefined, part: (value: string) => Value | undefined): Value[] | undefined {
  if (text === undefined) return []
  const values = text.split(',').map(part)
  return values.every((value) => value !== undefined) && values.length <= 31 ? (values as Value[]) : undefined
}

function within(value: string, { min, max }: { min: number; max: number }): number | undefined {
  const number = /^[+-]?\d{1,4}$/.test(value) ? Number(value) : 0
  return number !== 0 && number >= min && number <= max ? number : undefined
}

function numbers(text: string, bounds: { min: number; max: number }): number[] | undefined {
  return list(text, (value) => within(value, bounds))
}

function weekdayPart(value: string): { weekday: number; nth?: number } | undefined {
  const found = /^([+-]?[1-5])?([A-Z]{2})$/.exec(value)
  const weekday = dayNames.indexOf(found?.[2] ?? '')
  if (!found || weekday < 0) return undefined
  return found[1] === undefined ? { weekday } : { weekday, nth: Number(found[1]) }
}

function untilOf(value: string): Day | undefined {
  const found = /^(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?$/.exec(value)
  return found ? dayOf(Number(found[1]), Number(found[2]), Number(found[3])) : undefined
}

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
  const [first, last] = [dayOfIso(start), dayOfIso(after)]
  const filled = filledFrom(read, first)
  const from = Math.max(0, periodsUntil(filled, first, last) - 1)
  // Rare days (29 February every third year) come within 400 periods or not at all: then the calendar begins again. A year costs 0.1 ms.
  const periods = read.freq === 'YEARLY' ? 401 : 1000
  for (let index = from; index < from + periods; index += 1) {
    const found = daysIn(filled, first, index).find((day) => day > last && day >= first)
    if (found === undefined) continue
    if (found > dayOf(9999, 12, 31) || (read.until !== undefined && found > read.until)) return undefined
    return isoOf(found)
  }
  return undefined
}

/** Its months are never as long as its dates: 31 February. */
function isNever({ byMonth, byMonthDay }: Rule): boolean {
  if (byMonth.length === 0 || byMonthDay.length === 0) return false
  const longest = Math.max(...byMonth.map((month) => daysInMonth(2024, month)))
  return byMonthDay.every((date) => Math.abs(date) > longest)
}

/** What a rule leaves out, the day of its beginning says. */
function filledFrom(rule: Rule, start: Day): Rule {
  const { month, date } = civilOf(start)
  const hasDays = rule.byDay.length > 0 || rule.byMonthDay.length > 0
  switch (rule.freq) {
    case 'DAILY':
      return rule
    case 'WEEKLY':
      return hasDays ? rule : { ...rule, byDay: [{ weekday: weekdayOf(start) }] }
    case 'MONTHLY':
      return hasDays ? rule : { ...rule, byMonthDay: [date] }
    case 'YEARLY':
      return {
        ...rule,
        byMonth: rule.byMonth.length > 0 || hasDays ? rule.byMonth : [month],
        byMonthDay: hasDays ? rule.byMonthDay : [date],
      }
  }
}

/** How many whole periods fit between two days: where the search may begin. */
function periodsUntil({ freq, interval }: Rule, start: Day, after: Day): number {
  const [a, b] = [civilOf(start), civilOf(after)]
  const months = (b.year - a.year) * 12 + b.month - a.month
  const units = {
    DAILY: after - start,
    WEEKLY: Math.floor((after - start) / 7),
    MONTHLY: months,
    YEARLY: b.year - a.year,
  }
  return Math.floor(units[freq] / interval)
}

/** The days of one period, in order. */
function daysIn(rule: Rule, start: Day, index: number): readonly Day[] {
  const moved = index * rule.interval
  const { year, month } = civilOf(start)
  switch (rule.freq) {
    case 'DAILY':
      return [start + moved].filter((day) => fits(rule, day))
    case 'WEEKLY': {
      const monday = start - ((weekdayOf(start) + 6) % 7) + moved * 7
      return span(monday, 7).filter((day) => fits(rule, day))
    }
    case 'MONTHLY': {
      const first = dayOf(year, month + moved, 1)
      const then = civilOf(first)
      return span(first, daysInMonth(then.year, then.month)).filter((day) => fits(rule, day))
    }
    case 'YEARLY': {
      const first = dayOf(year + moved, 1, 1)
      return span(first, dayOf(year + moved + 1, 1, 1) - first).filter((day) => fits(rule, day))
    }
  }
}

function span(from: Day, length: number): Day[] {
  return Array.from({ length }, (_, index) => from + index)
}

function fits({ byDay, byMonthDay, byMonth }: Rule, day: Day): boolean {
  const { year, month, date } = civilOf(day)
  const length = daysInMonth(year, month)
  return (
    (byMonth.length === 0 || byMonth.includes(month)) &&
    (byMonthDay.length === 0 || byMonthDay.includes(date) || byMonthDay.includes(date - length - 1)) &&
    (byDay.length === 0 ||
      byDay.some(({ weekday, nth }) => {
        if (weekday !== weekdayOf(day)) return false
        if (nth === undefined) return true
        return nth > 0 ? Math.ceil(date / 7) === nth : Math.ceil((length - date + 1) / 7) === -nth
      }))
  )
}
