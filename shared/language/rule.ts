import { type Day, dayOf } from './civil.ts'

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
  const rule = { freq, interval: interval[0]!, byDay, byMonthDay, byMonth, until }
  return isSought(rule) ? undefined : rule
}

/**
 * Parts that nobody says together, and of which it takes a walk over the whole calendar to know that they never meet: "every 7 days,
 * on Mondays", "every second month, in March", "the fifth Monday, the first".
 */
function isSought({ freq, interval, byDay, byMonthDay, byMonth }: Rule): boolean {
  const hasNth = byDay.some(({ nth }) => nth !== undefined)
  if (hasNth && (freq !== 'MONTHLY' || byMonthDay.length > 0)) return true
  if (interval === 1) return false
  const hasFilter = byDay.length + byMonthDay.length + byMonth.length > 0
  return (freq === 'DAILY' && hasFilter) || (freq === 'MONTHLY' && byMonth.length > 0)
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
