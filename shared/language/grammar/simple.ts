import { type Period, yearOf } from './calendar-periods.ts'
import { nowOf } from './counted.ts'
import { dateAt, settle } from './dates.ts'
import type { Found, Meaning, Point } from './meaning.ts'
import { yearAt } from './numbers.ts'
import { periodAt } from './periods.ts'
import { type Match, type Reader, past, saysOne } from './reader.ts'
import { settleSpoken, spokenAt } from './spoken.ts'

export function spoken(reader: Reader, at: number): Found {
  const found = spokenAt(reader, at)
  const settled = found && settleSpoken(reader, found.value)
  if (!found || !settled) return undefined
  const { from, until } = settled
  return { value: until ? { kind: 'span', from, until } : { kind: 'moment', from }, end: found.end }
}

export function period(reader: Reader, at: number): Found {
  const found = periodAt(reader, past(reader, at, ['in', 'during', 'over']))
  return found && { value: spanOf(found.value), end: found.end }
}

function spanOf({ from, until }: Period): Meaning {
  return { kind: 'span', from: { day: from }, until: { day: until } }
}

export function now(reader: Reader, at: number): Found {
  const end = saysOne(reader, at, [
    'right now',
    'now',
    'at present',
    'at the present time',
    'at this time',
    'at the minute',
    'at the moment',
    'asap',
  ])
  return end ? { value: { kind: 'moment', from: nowOf(reader) }, end } : undefined
}

/** `end of tomorrow`, `the end of this sunday`: its last minute. */
export function endOf(reader: Reader, at: number): Found {
  const start = saysOne(reader, at, ['end of', 'the end of', 'by end of', 'by the end of'])
  const date = start ? dateAt(reader, start) : undefined
  const day = date && settle(reader, date.value)
  return date && day !== undefined
    ? { value: { kind: 'moment', from: { day, seconds: 86_340 } }, end: date.end }
    : undefined
}

export function plainYear(reader: Reader, at: number, side: string): Match<Point> | undefined {
  const year = yearAt(reader, past(reader, at, ['=']))
  if (!year || side === '') return undefined
  const { from, until } = yearOf(year.value)
  return { value: { from: { day: from }, until: { day: until } }, end: year.end }
}
