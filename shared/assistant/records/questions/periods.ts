import { addDays, type CalendarDate } from '../../../rooms/tasks/index.ts'
import { addMonths, weekdayOf, weekOf } from '../zoned-days.ts'
import type { Token } from './tokens.ts'

export interface Today {
  readonly today: CalendarDate
  readonly weekStartsOn: 0 | 1 | 6
}

/** From the first up to, but not including, the second. */
export interface Days {
  readonly from: CalendarDate
  readonly until: CalendarDate
}

/** Days without a word of where they lie (`May`, `Monday`) are another span before today than after it. */
export interface Period {
  readonly past: Days
  readonly future: Days
}

export interface Amount {
  readonly count: number
  readonly unit: 'day' | 'week' | 'month' | 'year'
}

export type TimeWords = {
  readonly length: number
} /** `isEnd`: the end of something longer, before which its last day still lies. */ & (
  | { readonly period: Period; readonly isEnd?: true }
  /** `last 3 weeks`: up to and with today; `next`: from today on. */
  | { readonly rolling: 'last' | 'next'; readonly amount: Amount }
  | { readonly ago: Amount }
  | { readonly amount: Amount }
)

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** What times are said with, for whoever looks for mistyped words. */
export const timeWords: readonly string[] = [
  ...weekdays,
  ...months,
  'today',
  'tomorrow',
  'yesterday',
  'week',
  'weeks',
  'month',
  'months',
  'quarter',
  'year',
  'weekend',
  'this',
  'next',
]

/** The words at this place that mean a time. Only what has one meaning: the rest is for whoever reads times in general. */
export function timeAt(tokens: readonly Token[], at: number, day: Today): TimeWords | undefined {
  const words = tokens.slice(at, at + 6).map(({ word }) => word)
  return amountWords(words) ?? near(words, day.today) ?? endOf(words, day) ?? relative(words, day) ?? named(words, day)
}

export function monthsOf(amount: Amount): number {
  return amount.unit === 'month' ? amount.count : amount.count * 12
}

export function backBy(today: CalendarDate, amount: Amount): CalendarDate {
  return onBy(today, { ...amount, count: -amount.count })
}

export function onBy(today: CalendarDate, amount: Amount): CalendarDate {
  if (amount.unit === 'day') return addDays(today, amount.count)
  return amount.unit === 'week' ? addDays(today, 7 * amount.count) : addMonths(today, monthsOf(amount))
}

function amountWords(words: readonly string[]): TimeWords | undefined {
  const [first = '', ...rest] = words
  if (first === 'last' || first === 'past' || first === 'next' || first === 'coming') {
    const amount =
      amountAt(rest) ??
      (first === 'past' && unitOf(rest[0]) ? { count: 1, unit: unitOf(rest[0]), length: 1 } : undefined)
    if (!amount?.unit) return undefined
    const rolling = first === 'last' || first === 'past' ? 'last' : 'next'
    return { rolling, amount: { count: amount.count, unit: amount.unit }, length: amount.length + 1 }
  }
  const amount = amountAt(words)
  if (!amount) return undefined
  const { length, ...plain } = amount
  return words[length] === 'ago' ? { ago: plain, length: length + 1 } : { amount: plain, length }
}

function amountAt([count = '', unit = '']: readonly string[]): (Amount & { length: number }) | undefined {
  const known = unitOf(unit)
  const value = count === 'a' || count === 'an' ? 1 : /^\d{1,3}$/.test(count) ? Number(count) : numbers.indexOf(count)
  return known && value > 0 ? { count: value, unit: known, length: 2 } : undefined
}

function unitOf(word = ''): Amount['unit'] | undefined {
  return (['day', 'week', 'month', 'year'] as const).find((unit) => word === unit || word === `${unit}s`)
}

function near(words: readonly string[], today: CalendarDate): TimeWords | undefined {
  const text = words.join(' ')
  const days: Readonly<Record<string, number>> = {
    'day before yesterday': -2,
    'day after tomorrow': 2,
    yesterday: -1,
    today: 0,
    tomorrow: 1,
  }
  const found = Object.keys(days).find((each) => `${text} `.startsWith(`${each} `))
  if (found) return fixed(daySpan(addDays(today, days[found] ?? 0)), found.split(' ').length)
  const iso = /^(\d{4}) (\d{2}) (\d{2})\b/.exec(text)
  return iso && isDay(iso.slice(1).join('-')) ? fixed(daySpan(iso.slice(1).join('-')), 3) : undefined
}

const ends: Readonly<Record<string, string>> = { eow: 'week', eom: 'month', eoy: 'year' }

/** `the end of the month`, `end of next week`, `eow`: the last day of it. */
function endOf(words: readonly string[], day: Today): TimeWords | undefined {
  const short = ends[words[0] ?? '']
  const rest = words[0] === 'the' ? words.slice(1) : words
  const isEnd = rest[0] === 'end' && rest[1] === 'of'
  if (!short && !isEnd) return undefined
  const [first = '', second = ''] = short ? [short] : rest.slice(2)
  const [which, unit] = ['week', 'month', 'quarter', 'year'].includes(first) ? ['this', first] : [first, second]
  const shift = which === 'the' ? 0 : shifts[which]
  if (shift === undefined || !['week', 'month', 'quarter', 'year'].includes(unit)) return undefined
  const { until } = unitSpan(unit, shift, day)
  const length = short ? 1 : words.length - rest.length + 2 + (unit === first ? 1 : 2)
  return { ...fixed(daySpan(addDays(until, -1)), length), isEnd: true }
}

const shifts: Readonly<Record<string, number>> = { this: 0, current: 0, last: -1, previous: -1, next: 1 }

/** `this week`, `last May`, `next Friday`. */
function relative([which = '', what = '']: readonly string[], day: Today): TimeWords | undefined {
  const shift = which === 'the' && what === 'weekend' ? 0 : shifts[which]
  if (shift === undefined) return undefined
  const unit = what === 'quarter' || what === 'weekend' ? what : unitOf(what)
  if (unit && what === unit && unit !== 'day') return fixed(unitSpan(unit, shift, day), 2)
  const weekday = weekdays.indexOf(what)
  if (weekday >= 0) return fixed(daySpan(weekdayBy(weekday, shift, day)), 2)
  const month = months.indexOf(what)
  if (month < 0) return undefined
  const { past, future } = monthPeriod(month, day.today)
  const own = monthSpan(`${day.today.slice(0, 4)}-${pad(month + 1)}-01`)
  const isNow = day.today >= past.from && day.today < past.until
  const before = isNow ? monthSpan(addMonths(past.from, -12)) : past
  const after = isNow ? monthSpan(addMonths(future.from, 12)) : future
  return fixed(shift === 0 ? own : shift < 0 ? before : after, 2)
}

function unitSpan(unit: string, shift: number, { today, weekStartsOn }: Today): Days {
  const year = today.slice(0, 4)
  if (unit === 'month') return monthSpan(addMonths(`${today.slice(0, 7)}-01`, shift))
  if (unit === 'year')
    return { from: addMonths(`${year}-01-01`, 12 * shift), until: addMonths(`${year}-01-01`, 12 * (shift + 1)) }
  if (unit === 'quarter') {
    const first = `${year}-${pad(Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3 + 1)}-01`
    return { from: addMonths(first, 3 * shift), until: addMonths(first, 3 * (shift + 1)) }
  }
  const week = addDays(weekOf(today, weekStartsOn), 7 * shift)
  if (unit === 'week') return { from: week, until: addDays(week, 7) }
  const saturday = addDays(weekOf(addDays(today, 7 * shift), 1), 5)
  return { from: saturday, until: addDays(saturday, 2) }
}

/** Last: the latest before today. This and next: of this week and of the next one. */
function weekdayBy(weekday: number, shift: number, { today, weekStartsOn }: Today): CalendarDate {
  if (shift < 0) return addDays(today, -((weekdayOf(today) - weekday + 6) % 7) - 1)
  return addDays(weekOf(today, weekStartsOn), ((weekday - weekStartsOn + 7) % 7) + 7 * shift)
}

/** `Monday`, `May`, `May 2025`, `19 November`, `Q3`, `2025`. */
function named(words: readonly string[], { today }: Today): TimeWords | undefined {
  const [first = '', second = '', third = ''] = words
  const weekday = weekdays.indexOf(first)
  if (weekday >= 0) {
    const past = addDays(today, -((weekdayOf(today) - weekday + 7) % 7))
    const future = addDays(today, (weekday - weekdayOf(today) + 7) % 7)
    return { period: { past: daySpan(past), future: daySpan(future) }, length: 1 }
  }
  if (isYear(first)) return fixed({ from: `${first}-01-01`, until: `${Number(first) + 1}-01-01` }, 1)
  const quarter = /^q([1-4])$/.exec(first)
  if (quarter) return isYear(second) ? fixed(quarterSpan(second, quarter[1]), 2) : quarterNear(quarter[1], today)
  if (monthAt(first) >= 0) return monthWords(first, [second, third], today)
  if (ordinal(first) === undefined || monthAt(second === 'of' ? third : second) < 0) return undefined
  const skipped = second === 'of' ? 1 : 0
  return dayOfMonth(
    ordinal(first),
    { month: monthAt(words[1 + skipped]), year: words[2 + skipped], length: 2 + skipped },
    today,
  )
}

function monthWords(
  first: string,
  [second = '', third = '']: readonly string[],
  today: CalendarDate,
): TimeWords | undefined {
  const month = monthAt(first)
  if (isYear(second)) return fixed(monthSpan(`${second}-${pad(month + 1)}-01`), 2)
  if (ordinal(second) !== undefined) return dayOfMonth(ordinal(second), { month, year: third, length: 2 }, today)
  return { period: monthPeriod(month, today), length: 1 }
}

interface InMonth {
  readonly month: number
  readonly year: string | undefined
  readonly length: number
}

function dayOfMonth(day = 0, { month, year, length }: InMonth, today: CalendarDate): TimeWords | undefined {
  const rest = `${pad(month + 1)}-${pad(day)}`
  if (year && isYear(year)) return isDay(`${year}-${rest}`) ? fixed(daySpan(`${year}-${rest}`), length + 1) : undefined
  const thisYear = Number(today.slice(0, 4))
  const near = [thisYear - 1, thisYear, thisYear + 1].map((each) => `${each}-${rest}`).filter(isDay)
  const past = near.findLast((each) => each <= today)
  const future = near.find((each) => each >= today)
  return past && future ? { period: { past: daySpan(past), future: daySpan(future) }, length } : undefined
}

function monthPeriod(month: number, today: CalendarDate): Period {
  const own = `${today.slice(0, 4)}-${pad(month + 1)}-01`
  const past = own <= today ? own : addMonths(own, -12)
  const future = addMonths(own, 1) > today ? own : addMonths(own, 12)
  return { past: monthSpan(past), future: monthSpan(future) }
}

function quarterNear(quarter = '1', today: CalendarDate): TimeWords {
  const year = Number(today.slice(0, 4))
  const own = quarterSpan(String(year), quarter)
  const past = own.from <= today ? own : quarterSpan(String(year - 1), quarter)
  const future = own.until > today ? own : quarterSpan(String(year + 1), quarter)
  return { period: { past, future }, length: 1 }
}

function quarterSpan(year: string, quarter = '1'): Days {
  const from = `${year}-${pad(3 * Number(quarter) - 2)}-01`
  return { from, until: addMonths(from, 3) }
}

function monthSpan(from: CalendarDate): Days {
  return { from, until: addMonths(from, 1) }
}

function daySpan(date: CalendarDate): Days {
  return { from: date, until: addDays(date, 1) }
}

function fixed(span: Days, length: number): TimeWords & { readonly period: Period } {
  return { period: { past: span, future: span }, length }
}

function monthAt(word = ''): number {
  return word === '' ? -1 : months.findIndex((month) => month === word || (word.length === 3 && month.startsWith(word)))
}

function ordinal(word: string): number | undefined {
  const match = /^(\d{1,2})(st|nd|rd|th)?$/.exec(word)
  const value = Number(match?.[1])
  return value >= 1 && value <= 31 ? value : undefined
}

function isYear(word: string): boolean {
  return /^20\d\d$/.test(word)
}

function isDay(date: string): boolean {
  return !Number.isNaN(Date.parse(date)) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
