import { addMonths, type Day } from '../civil.ts'
import { type Unit, unitAt } from './lexicon.ts'
import { amount } from './numbers.ts'
import { type Match, past, type Reader, saysOne, wordAt, once } from './reader.ts'

/** A length of time; months are as long as their calendar makes them, so they stand apart. */
export interface Length {
  readonly months: number
  readonly days: number
  readonly seconds: number
}

const nothing: Length = { months: 0, days: 0, seconds: 0 }
const daySeconds = 86_400

/** `2 weeks and 2 days`, `an hour and a half`, `3h`, `twenty and four hours`: at most four parts. */
export const lengthAt = once(readLength)

function readLength(reader: Reader, at: number): Match<Length> | undefined {
  let sum: Length = nothing
  let end = at
  for (let parts = 0; parts < 4; parts += 1) {
    const start = parts === 0 ? at : past(reader, end, ['and', ', and', ','])
    const part = onePart(reader, start)
    if (!part) break
    sum = {
      months: sum.months + part.value.months,
      days: sum.days + part.value.days,
      seconds: sum.seconds + part.value.seconds,
    }
    end = part.end
  }
  return end > at ? { value: sum, end } : undefined
}

function onePart(reader: Reader, at: number): Match<Length> | undefined {
  const count = amount(reader, at)
  if (!count) return undefined
  const unit = unitAt(reader, past(reader, count.end, ['-', 'of', 'more']))
  if (!unit) return undefined
  // `a second` is as often a number as a length.
  if (unit.value.unit === 'second' && count.value === 1 && wordAt(reader, at) === 'a') return undefined
  const extra = saysOne(reader, unit.end, ['and a half', 'and half'])
  const quarter = extra ? 0 : saysOne(reader, unit.end, ['and a quarter', 'and quarter'])
  const value = (count.value + (extra ? 0.5 : quarter ? 0.25 : 0)) * unit.value.times
  const end = extra || quarter || unit.end
  return { value: lengthOf(unit.value.unit, value), end }
}

export function lengthOf(unit: Unit, count: number): Length {
  switch (unit) {
    case 'second':
      return { ...nothing, seconds: count }
    case 'minute':
      return { ...nothing, seconds: count * 60 }
    case 'hour':
      return { ...nothing, seconds: count * 3600 }
    case 'day':
    case 'weekday':
      return { ...nothing, days: count }
    case 'weekend':
      return { ...nothing, days: count * 2 }
    case 'week':
      return { ...nothing, days: count * 7 }
    case 'month':
      return { ...nothing, months: count }
    case 'quarter':
      return { ...nothing, months: count * 3 }
    case 'year':
      return { ...nothing, months: count * 12 }
    case 'decade':
      return { ...nothing, months: count * 120 }
  }
}

/** As minutes of plain counting: 30 days a month, 365 a year. */
export function minutesOf({ months, days, seconds }: Length): number {
  const years = Math.floor(months / 12)
  const isYears = months % 12 === 0 || months % 1 !== 0 || months % 3 === 0
  const monthDays = isYears && months >= 12 ? (months / 12) * 365 : years * 365 + (months % 12) * 30
  return ((monthDays + days) * daySeconds + seconds) / 60
}

export interface Instant {
  readonly day: Day
  readonly seconds: number
}

/** Half a month and the like fall on whole days. */
export function plus({ day, seconds }: Instant, length: Length, sign: 1 | -1): Instant {
  const wholeMonths = Math.trunc(length.months)
  const days = length.days + Math.round((length.months - wholeMonths) * 30)
  const later = (wholeMonths === 0 ? day : addMonths(day, sign * wholeMonths)) + sign * Math.trunc(days)
  const total = seconds + sign * (length.seconds + (days % 1) * daySeconds)
  return { day: later + Math.floor(total / daySeconds), seconds: ((total % daySeconds) + daySeconds) % daySeconds }
}

/** True where a clock matters: hours and less. */
export function hasClock({ days, seconds }: Length): boolean {
  return seconds !== 0 || days % 1 !== 0
}
