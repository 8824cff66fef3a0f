import { civilOf, type Day } from '../civil.ts'
import { type Clock, clockAt, type ClockSpan, type DayPart, halfAt, likelySeconds, partAt, spanOf } from './clock.ts'
import { dateAt, type DateWords, settle } from './dates.ts'
import { hasClock, type Length, lengthAt, plus } from './lengths.ts'
import { monthAt, unitAt } from './lexicon.ts'
import { digitsAt, isGlued, longest, once, type Match, past, type Reader, says, saysOne, wordAt } from './reader.ts'

/** A day, a time, or both, as pieces in any order: `next monday`, `at 3`, `tuesday 8-9am`, `5 to 6pm of april 22`. */
export interface Spoken {
  readonly date?: DateWords | undefined
  readonly clock?: Clock | undefined
  readonly span?: ClockSpan | undefined
  readonly part?: DayPart | undefined
}

const joints = [
  ',',
  'at',
  ', at',
  '@',
  'on',
  ', on',
  'in the',
  'in',
  'of',
  'for',
  'around',
  'at around',
  'about',
  'the',
  '-',
  'sometime',
  'circa',
  'by around',
  'at about',
  '( ',
]
/** Behind these a number alone is a time. */
const timeJoints = new Set(['at', '@', 'around', 'circa', 'about'])

export const spokenAt = once(readSpoken)

function readSpoken(reader: Reader, at: number): Match<Spoken> | undefined {
  let spoken: Spoken = {}
  let end = at
  for (let pieces = 0; pieces < 5; pieces += 1) {
    const joint = saysOne(reader, end, pieces === 0 ? ['at', 'on', 'in the', 'around', 'circa', 'the', '@'] : joints)
    const piece = longest(
      [joint, end]
        .filter((start, index) => index === 1 || start > 0)
        .map((start) => pieceAt(reader, start, { spoken, end })),
    )
    if (!piece) break
    spoken = { ...spoken, ...piece.value }
    end = piece.end
  }
  return end > at && holdsTogether(reader, spoken, { at, end }) ? { value: spoken, end } : undefined
}

function pieceAt(
  reader: Reader,
  at: number,
  { spoken, end }: { spoken: Spoken; end: number },
): Match<Spoken> | undefined {
  const isBare = timeJoints.has(wordAt(reader, at - 1)) || spoken.part !== undefined || spoken.date !== undefined
  return longest<Spoken>([
    spoken.date || spoken.part ? undefined : dayPart(reader, at),
    spoken.date ? sameDay(reader, at, spoken.date) : dateOf(reader, at),
    spoken.clock || spoken.span ? undefined : clockSpan(reader, at, isBare || end === at),
    spoken.clock || spoken.span ? undefined : clock(reader, at, isBare || (end === at && isBeforePart(reader, at))),
    spoken.part ? undefined : part(reader, at, spoken.date !== undefined),
  ])
}

/** `one in the morning`, `10, tonight`. */
function isBeforePart(reader: Reader, at: number): boolean {
  const number = clockAt(reader, at, true)
  if (!number) return false
  const next = past(reader, number.end, [',', 'in the', 'at'])
  // "chapter 3 tonight": no evening has such an hour.
  if (number.value.seconds < 5 * 3600 && number.value.isOpen && saysOne(reader, next, ['tonight', 'tonite']))
    return false
  return dayPart(reader, next) !== undefined || (next > number.end && partAt(reader, next) !== undefined)
}

/** `tonight`, `last night`, `this morning`, `tomorrow am`. */
function dayPart(reader: Reader, at: number): Match<Spoken> | undefined {
  const tonight = saysOne(reader, at, ['tonight', 'tonite'])
  const night = { half: 'pm', name: 'night', from: 20 * 3600, until: 24 * 3600 } as const
  if (tonight) return { value: { date: { day: reader.today }, part: night }, end: tonight }
  for (const [word, days] of [
    ['this', 0],
    ['last', -1],
    ['next', 1],
    ['later this', 0],
  ] as const) {
    const start = says(reader, at, word)
    const found = start ? partAt(reader, start) : undefined
    if (found) return { value: { date: { day: reader.today + days }, part: found.value }, end: found.end }
  }
  return undefined
}

function dateOf(reader: Reader, at: number): Match<Spoken> | undefined {
  const date = dateAt(reader, at)
  return date && { value: { date: date.value }, end: date.end }
}

/** `friday 5/12`: both name one day; the weekday says nothing new. */
function sameDay(reader: Reader, at: number, said: DateWords): Match<Spoken> | undefined {
  const isWeekdayOnly = said.weekday !== undefined && said.date === undefined
  const next = dateAt(reader, past(reader, at, ['(', ', the', 'the']))
  if (!next) return undefined
  const end = past(reader, next.end, [')'])
  const isNextWeekday = next.value.weekday !== undefined && next.value.date === undefined
  if (isNextWeekday && (said.month !== undefined || said.day !== undefined) && wordAt(reader, at - 1) !== 'on') {
    return { value: { date: said }, end }
  }
  const isWhole = next.value.month !== undefined || (next.value.day !== undefined && digitsAt(reader, next.end - 1))
  return isWeekdayOnly && isWhole ? { value: { date: next.value }, end } : undefined
}

function clock(reader: Reader, at: number, isBare: boolean): Match<Spoken> | undefined {
  const ends = endOfDay(reader, at)
  if (ends) return ends
  const found = clockAt(reader, at, isBare)
  const isNumber = found?.end === at + 1 && digitsAt(reader, at) !== undefined
  if (!found || ((found.value.isOpen || isNumber) && !standsAlone(reader, at, found.end))) return undefined
  return { value: { clock: found.value }, end: found.end }
}

function endOfDay(reader: Reader, at: number): Match<Spoken> | undefined {
  const end = saysOne(reader, at, [
    'eod',
    'the eod',
    'end of day',
    'end of the day',
    'end of today',
    'the end of the day',
    'the end of today',
  ])
  if (end) {
    const isToday = wordAt(reader, end - 1) === 'today'
    return { value: { clock: lastMinute, ...(isToday && { date: { day: reader.today } }) }, end }
  }
  const close = saysOne(reader, at, ['cob', 'close of business', 'end of business'])
  return close ? { value: { clock: { seconds: 17 * 3600, isOpen: false } }, end: close } : undefined
}

export const lastMinute: Clock = { seconds: 24 * 3600 - 60, isOpen: false }

/** A number alone is a time where no word makes it a count, a date or an amount. */
function standsAlone(reader: Reader, at: number, end: number): boolean {
  const token = reader.tokens[end]
  if (end > at + 1 || !token) return true
  if (token.kind === 'number' || monthAt(reader, end) || unitAt(reader, end)) return false
  if (token.kind === 'mark')
    return !token.isGlued || ![':', '/', '%', '.', '-', '$', '€'].includes(token.word) || !digitsAt(reader, end + 1)
  return (
    !token.isGlued &&
    (afterTime.has(token.word) || dateAt(reader, end) !== undefined || partAt(reader, end) !== undefined)
  )
}

const afterTime = new Set(
  'on in at with and or for to from about today tomorrow tonight next this works work the every sharp until till by but except excluding via'.split(
    ' ',
  ),
)

/** `8-9am`, `from 5 to 6pm`, `between 10:30 and noon`, `from 10 am for 3 hours`, `for 7 hours from 9:30`. */
function clockSpan(reader: Reader, at: number, isBare: boolean): Match<Spoken> | undefined {
  const lead = saysOne(reader, at, ['from', 'between', 'between the hours of'])
  const start = past(reader, lead || at, ['at'])
  const length = lengthAt(reader, past(reader, at, ['for']))
  const after = length ? says(reader, length.end, 'from') : 0
  const begins = after ? clockAt(reader, past(reader, after, ['at']), true) : undefined
  if (length && begins) return lasting(begins.value, length.value, begins.end)
  const first = clockAt(reader, start, true)
  if (!first) return undefined
  const lasts = says(reader, first.end, 'for')
  const long = lasts ? lengthAt(reader, lasts) : undefined
  if (long && hasClock(long.value) && (lead || !first.value.isOpen || isBare))
    return lasting(first.value, long.value, long.end)
  const to = saysOne(reader, first.end, [
    '-',
    '–',
    '—',
    'to',
    'till',
    'til',
    'until',
    'through',
    '~',
    ...(wordAt(reader, at) === 'between' ? ['and'] : []),
  ])
  const second = to ? clockAt(reader, past(reader, to, ['at']), true) : undefined
  if (!second || !standsAlone(reader, to, second.end)) return undefined
  const isSaid =
    isBare || [first, second].some((each, index) => !each.value.isOpen || each.end > (index ? to : start) + 1)
  if (!isSaid && wordAt(reader, at) !== 'between') return undefined
  const half = partAt(reader, past(reader, second.end, ['in the', 'at']))?.value.half
  return { value: { span: spanOf(first.value, second.value, half) }, end: second.end }
}

function lasting(from: Clock, length: Length, end: number): Match<Spoken> {
  const seconds = likelySeconds(from)
  return { value: { span: { from: seconds, until: seconds + length.seconds + length.days * 86_400 } }, end }
}

function part(reader: Reader, at: number, hasDate: boolean): Match<Spoken> | undefined {
  const early = past(reader, at, ['in the', 'in', 'at', 'the', 'all', 'early in the', 'later in the'])
  const found = partAt(reader, early)
  if (found) {
    const word = wordAt(reader, early - 1) === 'the' ? wordAt(reader, early - 3) : ''
    if (word === 'early' && found.value.half === 'am')
      return { value: { part: { ...found.value, until: found.value.from + 7200 } }, end: found.end }
    if (word === 'later') return { value: { part: { ...found.value, from: found.value.from + 7200 } }, end: found.end }
    return { value: { part: found.value }, end: found.end }
  }
  const half = hasDate && !digitsAt(reader, at - 1) ? halfAt(reader, at) : undefined
  if (!half) return undefined
  const pm = half.value === 'pm'
  return {
    value: { part: { half: half.value, name: 'half', from: (pm ? 12 : 8) * 3600, until: (pm ? 16 : 12) * 3600 } },
    end: half.end,
  }
}

/** Refuses what only looked like a time: numbers that nothing around them supports. */
function holdsTogether(
  reader: Reader,
  { date, clock: time, span, part: half }: Spoken,
  { at, end }: { at: number; end: number },
): boolean {
  if (isAbbreviatedDay(reader, { at, end }) && date && !time && !span && !half) return false
  const isBareSpan = span !== undefined && !date && !half && end - at <= 3 && digitsAt(reader, at) !== undefined
  if (isBareSpan) return false
  // A time and a word such as `4:3` or `1:1` at the very beginning is a ratio.
  return !(time?.isOpen && !date && !half && isGlued(reader, at))
}

/** `sun`, `sat` and `wed` are words too: only behind one that goes with a day. */
function isAbbreviatedDay(reader: Reader, { at, end }: { at: number; end: number }): boolean {
  if (end > at + 2 || !['sun', 'sat', 'wed'].includes(wordAt(reader, end - 1))) return false
  return !beforeDays.has(wordAt(reader, end - 2))
}

const beforeDays = new Set(['on', 'this', 'next', 'last', 'by', 'until', 'every', 'or', 'and', ','])

export interface Settled {
  readonly from: { readonly day: Day; readonly seconds?: number | undefined }
  readonly until?: { readonly day: Day; readonly seconds: number } | undefined
  /** No day was said: it is the next such time. */
  readonly isTimeOnly: boolean
}

/** Makes days and times of the pieces: the nearest ahead that fit. */
export function settleSpoken(reader: Reader, { date, clock: time, span, part: half }: Spoken): Settled | undefined {
  const day = date ? settle(reader, date) : reader.today
  if (day === undefined) return undefined
  const seconds = time && likelySeconds(time, halfFor(time, half))
  const shownSpan = span ? (half ? inHalf(span, half) : span) : time ? undefined : half
  const from = seconds ?? shownSpan?.from
  const isPassed = from !== undefined && day === reader.today && (shownSpan?.until ?? from) < reader.seconds
  const moved =
    isPassed && date === undefined
      ? 1
      : isPassed && date?.weekday !== undefined && date.date === undefined && date.month === undefined
        ? 7
        : 0
  const start = { day: day + moved, seconds: from }
  if (!shownSpan) return { from: start, isTimeOnly: date === undefined }
  const overNight = shownSpan.until <= shownSpan.from ? 1 : 0
  const until = plus({ day: start.day + overNight, seconds: 0 }, { months: 0, days: 0, seconds: shownSpan.until }, 1)
  return { from: start, until, isTimeOnly: date === undefined }
}

/** Twelve to five at night are small hours. */
function halfFor({ seconds }: Clock, half: DayPart | undefined): 'am' | 'pm' | undefined {
  if (half?.name === 'night' && (seconds >= 12 * 3600 || seconds < 5 * 3600)) return 'am'
  return half?.half
}

function inHalf({ from, until }: ClockSpan, { half }: DayPart): ClockSpan {
  if (half !== 'pm' || from >= 12 * 3600 || until > 12 * 3600) return { from, until }
  return { from: from + 12 * 3600, until: until + 12 * 3600 }
}

/** The year that the other end of a range says. */
export function withYear(words: DateWords, other: DateWords): DateWords {
  const year = other.year ?? (other.day === undefined ? undefined : civilOf(other.day).year)
  return words.month !== undefined && words.year === undefined && year !== undefined ? { ...words, year } : words
}
