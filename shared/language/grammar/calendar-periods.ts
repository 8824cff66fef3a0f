import { type Day, addMonths, civilOf, dayOf, weekdayOf } from '../civil.ts'
import { weekStart } from './dates.ts'
import { type Unit, monthAt, unitAt } from './lexicon.ts'
import { shortYear, yearAt } from './numbers.ts'
import { type Match, type Reader, digitsAt, isGlued, past, says, saysOne, wordAt } from './reader.ts'

/** Days that belong together; `until` is the first that no longer does. */
export interface Period {
  readonly from: Day
  readonly until: Day
  readonly grain: Unit | 'century' | 'part'
  /** The year was a guess. */
  readonly isOpen?: boolean
}

export type PeriodMatch = Match<Period> | undefined

/** The period of a unit that a day lies in, moved by some. */
export function around(reader: Reader, unit: Unit, moved: number): Period | undefined {
  const { today } = reader
  const { year: thisYear, month } = civilOf(today)
  const span = (months: number, first: Day): Period => ({
    from: addMonths(first, months * moved),
    until: addMonths(first, months * (moved + 1)),
    grain: unit,
  })
  switch (unit) {
    case 'week': {
      const from = weekStart(reader, today) + moved * 7
      return { from, until: from + 7, grain: unit }
    }
    case 'weekend': {
      const from = saturday(reader) + moved * 7
      return { from, until: from + 2, grain: unit }
    }
    case 'month':
      return span(1, dayOf(thisYear, month, 1))
    case 'quarter':
      return span(3, dayOf(thisYear, month - ((month - 1) % 3), 1))
    case 'year':
      return span(12, dayOf(thisYear, 1, 1))
    case 'decade':
      return span(120, dayOf(thisYear - (thisYear % 10), 1, 1))
    default:
      return undefined
  }
}

/** Of this week; on a Sunday, the weekend that is going on. */
function saturday({ today }: Reader): Day {
  return today + (weekdayOf(today) === 0 ? -1 : 6 - weekdayOf(today))
}

const pulls: readonly (readonly [string, number])[] = [
  ['this', 0],
  ['current', 0],
  ['that', 0],
  ['same', 0],
  ['the', 0],
  ['this coming', 1],
  ['next', 1],
  ['coming', 1],
  ['upcoming', 1],
  ['following', 1],
  ['last', -1],
  ['past', -1],
  ['previous', -1],
]

/** `this week`, `the next month`, `last weekend`, `the month`, `week after next`. */
export function relative(reader: Reader, at: number): PeriodMatch {
  const start = past(reader, at, ['the'])
  const afterNext = unitAt(reader, start)
  if (afterNext && says(reader, afterNext.end, 'after next')) {
    const value = around(reader, afterNext.value.unit, 2)
    return value && { value, end: afterNext.end + 2 }
  }
  for (const [word, moved] of pulls) {
    const from = word === 'the' ? says(reader, at, word) : says(reader, start, word)
    if (!from) continue
    const isWork = saysOne(reader, from, ['working', 'work', 'business', 'calendar'])
    const oneWord = says(reader, from, 'workweek')
    const unit = oneWord
      ? { value: { unit: 'week' as Unit, times: 1, isPlural: false }, end: oneWord }
      : unitAt(reader, isWork || from)
    if (!unit || unit.value.isPlural || unit.value.times > 1) continue
    const value = around(reader, unit.value.unit, moved)
    if (!value) continue
    if (value.grain === 'week' && (oneWord || (isWork && wordAt(reader, isWork - 1) !== 'calendar'))) {
      return { value: workDays(value), end: unit.end }
    }
    return { value, end: unit.end }
  }
  return undefined
}

/** Monday to Friday of a week that may begin on another day. */
function workDays({ from, until }: Period): Period {
  const monday = from + ((1 - weekdayOf(from) + 7) % 7)
  return { from: monday, until: Math.min(until, monday + 5), grain: 'week' }
}

/** `May 2026`, `dec-2018`, `12-2015`, `april of 87`; a month alone where words around it make clear that it is one. */
export function namedMonth(reader: Reader, at: number): PeriodMatch {
  const month = monthAt(reader, at)
  const mark = wordAt(reader, at + 1)
  if (!month) {
    const [first, second] = [digitsAt(reader, at), digitsAt(reader, at + 2)]
    const isPair = first && second?.length === 4 && first.length <= 2 && (mark === '-' || mark === '/')
    if (!isPair || !isGlued(reader, at + 1) || !isGlued(reader, at + 2) || !yearAt(reader, at + 2)) return undefined
    if (Number(first) < 1 || Number(first) > 12) return undefined
    return { value: monthOf(Number(second), Number(first)), end: at + 3 }
  }
  const start = past(reader, month.end, ['of', ',', '-', '/', 'in'])
  const long = yearAt(reader, start)
  if (long) return { value: monthOf(long.value, month.value), end: long.end }
  const now = civilOf(reader.today)
  const short = digitsAt(reader, start)
  if (short?.length === 2 && start > month.end && wordAt(reader, start - 1) === 'of') {
    return { value: monthOf(shortYear(short, now.year)!, month.value), end: start + 1 }
  }
  if (!isMonthWord(reader, at)) return undefined
  return {
    value: { ...monthOf(now.year + (month.value < now.month ? 1 : 0), month.value), isOpen: true },
    end: month.end,
  }
}

/** `may`, `march` and `mar` are other words too: only behind one that goes with a month. */
function isMonthWord(reader: Reader, at: number): boolean {
  const word = wordAt(reader, at)
  if (
    !['may', 'march', 'mar', 'sept', 'dec', 'jun', 'jan'].includes(word) ||
    ['sept', 'dec', 'jun', 'jan'].includes(word)
  )
    return true
  const before = wordAt(reader, at - 1)
  return (
    [
      'in',
      'of',
      'since',
      'until',
      'till',
      'by',
      'during',
      'from',
      'to',
      'through',
      'late',
      'early',
      'mid',
      '-',
      'between',
      'before',
      'after',
      'this',
      'next',
      'last',
    ].includes(before) ||
    (['to', 'until', 'till', 'through'].includes(wordAt(reader, at + 1)) && monthAt(reader, at + 2) !== undefined)
  )
}

function monthOf(inYear: number, month: number): Period {
  return { from: dayOf(inYear, month, 1), until: dayOf(inYear, month + 1, 1), grain: 'month' }
}

/** `2026` behind or before a word that goes with years, `the year 2026`, `cy18`. */
export function year(reader: Reader, at: number): PeriodMatch {
  const named = saysOne(reader, at, [
    'the calendar year',
    'calendar year',
    'the year of',
    'the year',
    'year of',
    'year',
    'cy',
  ])
  const short = named && wordAt(reader, at) === 'cy' ? digitsAt(reader, named) : undefined
  if (short?.length === 2) return { value: yearOf(2000 + Number(short)), end: named + 1 }
  const found = yearAt(reader, named || at)
  if (!found || (isGlued(reader, found.end) && /[%\d:]/.test(wordAt(reader, found.end)))) return undefined
  if (named) return { value: yearOf(found.value), end: found.end }
  const before = wordAt(reader, at - 1)
  const isSaid = [
    'in',
    'of',
    'since',
    'until',
    'till',
    'by',
    'during',
    'from',
    'to',
    'and',
    'or',
    'before',
    'after',
    'through',
    'between',
    'early',
    'late',
    'mid',
    'than',
    'to',
    '-',
    '=',
    '~',
  ].includes(before)
  return isSaid && !(isGlued(reader, at) && isGlued(reader, at - 1) && before === '-')
    ? { value: yearOf(found.value), end: found.end }
    : undefined
}

export function yearOf(value: number): Period {
  return { from: dayOf(value, 1, 1), until: dayOf(value + 1, 1, 1), grain: 'year' }
}
