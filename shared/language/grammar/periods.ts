import { type Day, addMonths, civilOf, dayOf, weekdayOf } from '../civil.ts'
import { type Period, type PeriodMatch, around, namedMonth, relative, year, yearOf } from './calendar-periods.ts'
import { dateAt, settle, weekStart } from './dates.ts'
import { hasClock, lengthOf } from './lengths.ts'
import { type Unit, unitAt } from './lexicon.ts'
import { amount, ordinal, yearAt } from './numbers.ts'
import { type Reader, digitsAt, longest, once, past, says, saysOne, wordAt } from './reader.ts'
import { decade, quarter } from './year-parts.ts'

/** Weeks, months, quarters, years: named, counted, or from here. */
export const periodAt = once(readPeriod)

function readPeriod(reader: Reader, at: number): PeriodMatch {
  return longest([
    relative(reader, at),
    counted(reader, at),
    namedMonth(reader, at),
    year(reader, at),
    quarter(reader, at),
    decade(reader, at),
    weekOf(reader, at),
    numberedWeek(reader, at),
    weekend(reader, at),
    partOf(reader, at),
    toDate(reader, at),
  ])
}

/** `next 3 days`, `past two quarters`, `3 next weeks`, `next couple weeks`. Those ahead begin tomorrow, those behind end today. */
function counted(reader: Reader, at: number): PeriodMatch {
  const start = past(reader, at, ['the'])
  const words = ['next', 'coming', 'upcoming', 'following', 'last', 'past', 'previous']
  const first = saysOne(reader, start, words)
  const count = amount(reader, first || start)
  const word = first ? wordAt(reader, start) : count && wordAt(reader, count.end)
  const single = first && !count ? unitAt(reader, first) : undefined
  if (single && single.value.times > 1)
    return ofCount(reader, { word, unit: single.value.unit, count: 2, end: single.end })
  if (!count || !word || !words.includes(word)) return undefined
  const unit = unitAt(reader, past(reader, first ? count.end : count.end + 1, ['of']))
  if (!unit || count.value < 1 || !unit.value.isPlural) return undefined
  return ofCount(reader, { word, unit: unit.value.unit, count: count.value * unit.value.times, end: unit.end })
}

function ofCount(
  reader: Reader,
  { word, unit, count, end }: { word: string | undefined; unit: Unit; count: number; end: number },
): PeriodMatch {
  const isBack = ['last', 'past', 'previous'].includes(word ?? '')
  const length = lengthOf(unit, count)
  if (hasClock(length)) return undefined
  if (unit === 'quarter' || unit === 'decade') {
    const [near, far] = [around(reader, unit, isBack ? -1 : 1), around(reader, unit, isBack ? -count : count)]
    if (!near || !far) return undefined
    return { value: { from: Math.min(near.from, far.from), until: Math.max(near.until, far.until), grain: unit }, end }
  }
  const { today } = reader
  if (isBack) return { value: { from: addMonths(today, -length.months) - length.days, until: today, grain: unit }, end }
  return { value: { from: today + 1, until: addMonths(today + 1, length.months) + length.days, grain: unit }, end }
}

/** `the week of the 18th`, `w/c Feb 4`, `first week of July`, `last week of dec 2016`. */
function weekOf(reader: Reader, at: number): PeriodMatch {
  const start = past(reader, at, ['the'])
  const named = saysOne(reader, start, [
    'week of',
    'week beginning',
    'week commencing',
    'week starting',
    'w / c',
    'week from',
  ])
  const date = named ? dateAt(reader, past(reader, named, ['on'])) : undefined
  const day = date && settle(reader, date.value)
  if (date && day !== undefined) {
    const from = weekStart(reader, day)
    return { value: { from, until: from + 7, grain: 'week' }, end: date.end }
  }
  const isLast = says(reader, start, 'last')
  const number = isLast ? { value: 0, end: isLast } : ordinal(reader, start)
  const of = number && says(reader, number.end, 'week of')
  const month = of ? (namedMonth(reader, of) ?? relative(reader, of)) : undefined
  if (!number || !month || number.value > 5) return undefined
  // A week belongs to the month in which most of its days lie.
  const first = weekStart(reader, month.value.from + 3)
  const from = isLast ? weekStart(reader, month.value.until - 4) : first + (number.value - 1) * 7
  return { value: { from, until: from + 7, grain: 'week' }, end: month.end }
}

/** `week 31`, `week 3 of 2027`: as ISO 8601 counts them. */
function numberedWeek(reader: Reader, at: number): PeriodMatch {
  const start = says(reader, past(reader, at, ['the']), 'week')
  const number = start ? digitsAt(reader, past(reader, start, ['number', '#'])) : undefined
  if (!start || !number || Number(number) < 1 || Number(number) > 53) return undefined
  const end = past(reader, start, ['number', '#']) + 1
  const inYear = yearAt(reader, past(reader, end, ['of', 'in', ',']))
  const fourth = dayOf(inYear?.value ?? civilOf(reader.today).year, 1, 4)
  const from = fourth - ((weekdayOf(fourth) + 6) % 7) + (Number(number) - 1) * 7
  return { value: { from, until: from + 7, grain: 'week' }, end: inYear?.end ?? end }
}

/** `the weekend`, `weekend of halloween`. */
export function weekend(reader: Reader, at: number): PeriodMatch {
  const start = past(reader, at, ['the', 'this'])
  if (wordAt(reader, start) !== 'weekend') return undefined
  const of = says(reader, start + 1, 'of')
  const date = of ? dateAt(reader, of) : undefined
  const day = date && settle(reader, date.value)
  if (!date || day === undefined) return { value: around(reader, 'weekend', 0)!, end: start + 1 }
  const sinceSaturday = (weekdayOf(day) + 1) % 7
  const from = day - sinceSaturday + (sinceSaturday > 3 ? 7 : 0)
  return { value: { from, until: from + 2, grain: 'weekend' }, end: date.end }
}

const partWordsOf: readonly (readonly [string, 'start' | 'mid' | 'end' | 'rest' | 'gone'])[] = [
  ['beginning of', 'start'],
  ['start of', 'start'],
  ['early', 'start'],
  ['early in', 'start'],
  ['middle of', 'mid'],
  ['mid', 'mid'],
  ['mid -', 'mid'],
  ['end of', 'end'],
  ['late', 'end'],
  ['late in', 'end'],
  ['later', 'rest'],
  ['later in', 'rest'],
  ['rest of', 'rest'],
  ['the rest of', 'rest'],
  ['earlier', 'gone'],
  ['earlier in', 'gone'],
]

const shortEnds = new Map<string, Unit>([
  ['eow', 'week'],
  ['eom', 'month'],
  ['eoq', 'quarter'],
  ['eoy', 'year'],
])

/** `mid-November`, `end of the month`, `late 2026`, `later this week`, `eow`. */
function partOf(reader: Reader, at: number): PeriodMatch {
  const start = past(reader, at, ['the'])
  const ending = shortEnds.get(wordAt(reader, start))
  const period = ending && around(reader, ending, 0)
  if (period) return { value: cut(reader, period, 'end'), end: start + 1 }
  for (const [phrase, part] of partWordsOf) {
    const from = says(reader, start, phrase)
    if (!from) continue
    const bare = unitAt(reader, from)
    const unit = bare && !bare.value.isPlural && ['week', 'month', 'quarter', 'year'].includes(bare.value.unit)
    const found = longest([
      relative(reader, from),
      namedMonth(reader, from),
      yearAt(reader, from) && { value: yearOf(yearAt(reader, from)!.value), end: yearAt(reader, from)!.end },
      year(reader, from),
      quarter(reader, from),
      decade(reader, from),
      unit ? { value: around(reader, bare.value.unit, 0)!, end: bare.end } : undefined,
    ])
    if (found) return { value: cut(reader, found.value, part), end: found.end }
  }
  return undefined
}

function cut(
  { today }: Reader,
  { from, until, grain }: Period,
  part: 'start' | 'mid' | 'end' | 'rest' | 'gone',
): Period {
  const half = halfOf(from, until, grain)
  const isNow = from <= today && today < until
  switch (part) {
    case 'mid':
      return { ...middle(from, until, grain), grain: 'part' }
    case 'gone':
      return { from, until: isNow ? Math.min(half, Math.max(today, from + 1)) : half, grain: 'part' }
    case 'rest':
      return { from: isNow ? Math.max(half, today) : half, until, grain: 'part' }
    case 'start':
      return grain === 'year' && !isNow
        ? { from, until: addMonths(from, 4), grain: 'part' }
        : { from, until: half, grain: 'part' }
    case 'end':
      return grain === 'year' && !isNow
        ? { from: addMonths(from, 8), until, grain: 'part' }
        : { from: half, until, grain: 'part' }
  }
}

function halfOf(from: Day, until: Day, grain: Period['grain']): Day {
  if (grain === 'week') return from + 3
  if (grain === 'month') return from + 15
  if (grain === 'year') return addMonths(from, 6)
  return from + Math.floor((until - from) / 2)
}

function middle(from: Day, until: Day, grain: Period['grain']): { from: Day; until: Day } {
  if (grain === 'month') return { from: from + 9, until: from + 20 }
  if (grain === 'year') return { from: addMonths(from, 4), until: addMonths(from, 8) }
  const third = Math.floor((until - from) / 3)
  return { from: from + third, until: until - third }
}

/** `year to date`. */
function toDate(reader: Reader, at: number): PeriodMatch {
  const unit = unitAt(reader, past(reader, at, ['the']))
  const end = unit ? says(reader, unit.end, 'to date') : says(reader, at, 'ytd')
  const period = around(reader, unit?.value.unit ?? 'year', 0)
  return end && period ? { value: { from: period.from, until: reader.today, grain: 'part' }, end } : undefined
}
