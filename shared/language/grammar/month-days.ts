import { addMonths, civilOf, type Day, dayOf, realDay } from '../civil.ts'
import type { DateWords } from './dates.ts'
import { nthWeekday } from './holidays.ts'
import { monthAt, weekdayAt } from './lexicon.ts'
import { ordinal, yearAt } from './numbers.ts'
import { digitsAt, type Match, past, type Reader, says, saysOne, wordAt } from './reader.ts'

type DateMatch = Match<DateWords> | undefined

/** `the 5th`, `the 21st of this month`, `first monday of next month`, `last friday in June 2026`. */
export function ofMonth(reader: Reader, at: number): DateMatch {
  const start = past(reader, at, ['the'])
  const last = says(reader, start, 'last')
  const number = last ? { value: -1, end: last } : ordinal(reader, start)
  if (!number) return undefined
  const day = weekdayAt(reader, number.end)
  const then = past(reader, day?.end ?? number.end, ['of', 'in'])
  const month = monthWords(reader, then)
  // "The 1st of the month" is that of the next one when it has passed.
  const isOpen = says(reader, then, 'the month') > 0
  const inMonth = (make: (year: number, month: number) => Day | undefined) => {
    const found = month && make(month.value.year, month.value.month)
    const next = civilOf(addMonths(reader.today, 1))
    return isOpen && found !== undefined && found < reader.today ? make(next.year, next.month) : found
  }
  if (day && month && (number.value <= 5 || last)) {
    const found = inMonth((year, of) => nthWeekday(year, of, { weekday: day.value, nth: number.value }))
    return { value: { day: found }, end: month.end }
  }
  if (day || last || number.value > 31) return last && !day ? lastDay(reader, start) : undefined
  if (month) {
    const exact = inMonth((year, of) => realDay(year, of, number.value))
    if (exact !== undefined) return { value: { day: exact }, end: month.end }
  }
  if (digitsAt(reader, start) === undefined) return undefined
  // "Due 1st", but not "on 2nd thought".
  const isLast = reader.tokens[number.end]?.kind !== 'word' || wordAt(reader, number.end) === 'at'
  const isLed = start > at || (isLast && ['due', 'on', 'by'].includes(wordAt(reader, at - 1)))
  return isLed ? { value: { date: number.value }, end: number.end } : undefined
}

/** A month with its year, named or counted from this one; a named one without a year is this one or the next ahead. */
function monthWords(reader: Reader, at: number): Match<{ year: number; month: number }> | undefined {
  const named = monthAt(reader, at)
  const now = civilOf(reader.today)
  if (named) {
    const year = yearAt(reader, past(reader, named.end, ['of', ',']))
    if (year) return { value: { year: year.value, month: named.value }, end: year.end }
    return { value: { year: now.year + (named.value < now.month ? 1 : 0), month: named.value }, end: named.end }
  }
  for (const [phrases, months] of [
    [['this month', 'the month'], 0],
    [['next month', 'the next month', 'the following month', 'the coming month'], 1],
    [['last month', 'the last month', 'previous month', 'the previous month'], -1],
  ] as const) {
    const end = saysOne(reader, at, phrases)
    const then = civilOf(addMonths(reader.today, months))
    if (end) return { value: { year: then.year, month: then.month }, end }
  }
  return undefined
}

/** `last day of the month`, `the last day of June`. */
function lastDay(reader: Reader, at: number): DateMatch {
  const of = saysOne(reader, at, ['last day of', 'last day in'])
  const month = of ? monthWords(reader, of) : undefined
  return month && { value: { day: dayOf(month.value.year, month.value.month + 1, 0) }, end: month.end }
}
