import { civilOf, type Day, dayOf, realDay, weekdayOf } from '../civil.ts'
import { holidayAt } from './holidays.ts'
import { monthAt, weekdayAt } from './lexicon.ts'
import { ofMonth } from './month-days.ts'
import { cardinal, ordinal, shortYear, yearAt } from './numbers.ts'
import { digitsAt, isGlued, longest, once, type Match, past, type Reader, says, saysOne, wordAt } from './reader.ts'

/** A date as far as words say it; what is left out, the nearest date ahead that fits fills in. */
export interface DateWords {
  readonly year?: number | undefined
  readonly month?: number | undefined
  readonly date?: number | undefined
  readonly weekday?: number | undefined
  /** All of it is said. */
  readonly day?: Day | undefined
  /** A day of every year: Christmas. */
  readonly yearly?: ((year: number) => Day) | undefined
  /** `next 5/12` wants the one after today, `last` the one before. */
  readonly pull?: 'this' | 'next' | 'last' | undefined
}

type DateMatch = Match<DateWords> | undefined

/** A day: `tomorrow`, `next friday`, `5 May 2026`, `2026-05-05`, `the 5th`, `last monday of june`, `christmas eve`. */
export const dateAt = once(readDate)

function readDate(reader: Reader, at: number): DateMatch {
  return longest([
    nearby(reader, at),
    isoLike(reader, at),
    withSlashes(reader, at),
    namedMonth(reader, at),
    weekday(reader, at),
    ofMonth(reader, at),
    holiday(reader, at),
    pulled(reader, at),
  ])
}

const nearbyDays: readonly (readonly [string, number])[] = [
  ['today', 0],
  ['otd', 0],
  ['the day', 0],
  ['same day', 0],
  ['tomorrow', 1],
  ['tmrw', 1],
  ['tmr', 1],
  ['tomorow', 1],
  ['the next day', 1],
  ['next day', 1],
  ['the day after', 1],
  ['the following day', 1],
  ['yesterday', -1],
  ['the day before', -1],
  ['the previous day', -1],
  ['the day after tomorrow', 2],
  ['day after tomorrow', 2],
  ['the day before yesterday', -2],
  ['day before yesterday', -2],
]

function nearby(reader: Reader, at: number): DateMatch {
  let best: DateMatch
  for (const [phrase, days] of nearbyDays) {
    const end = says(reader, at, phrase)
    if (end > (best?.end ?? 0)) best = { value: { day: reader.today + days }, end }
  }
  return best
}

/** `2026-05-05`, `2026/5/5`, `2026 10 16`, `20260505`, `2019-aug-1`, `23-2020-September`, `September-2020-23`. */
function isoLike(reader: Reader, at: number): DateMatch {
  const first = digitsAt(reader, at)
  if (first?.length === 8) return whole(first.slice(0, 4), first.slice(4, 6), first.slice(6), at + 1)
  const [mark, second, third] = [wordAt(reader, at + 1), digitsAt(reader, at + 2), digitsAt(reader, at + 4)]
  if (first?.length === 4 && ['-', '/', '.'].includes(mark) && mark === wordAt(reader, at + 3)) {
    const month = second ?? String(monthAt(reader, at + 2)?.value ?? '')
    if (third && third.length <= 2) return whole(first, month, third, at + 5)
  }
  const spaced = digitsAt(reader, at + 1)
  const last = digitsAt(reader, at + 2)
  if (first?.length === 4 && spaced?.length === 2 && last?.length === 2) return whole(first, spaced, last, at + 3)
  if (mark !== '-' || wordAt(reader, at + 3) !== '-') return undefined
  const month = monthAt(reader, at)?.value ?? monthAt(reader, at + 4)?.value
  const rest = monthAt(reader, at) ? [second, third] : [second, first]
  if (!month || rest[0]?.length !== 4 || !rest[1]) return undefined
  return whole(rest[0], String(month), rest[1], at + 5)
}

function whole(year: string, month: string, date: string, end: number): DateMatch {
  const day = realDay(Number(year), Number(month), Number(date))
  return day === undefined ? undefined : { value: { day }, end }
}

/** `5/12`, `5/12/2026`, `12-5-2026`, `5.12.2026`: month first with slashes and dashes, date first with dots; the other where only that is a date. */
function withSlashes(reader: Reader, at: number): DateMatch {
  const [first, mark, second] = [digitsAt(reader, at), wordAt(reader, at + 1), digitsAt(reader, at + 2)]
  if (!first || !second || first.length > 2 || second.length > 2 || !['/', '-', '.'].includes(mark)) return undefined
  if (!isGlued(reader, at + 1) || !isGlued(reader, at + 2)) return undefined
  const third = wordAt(reader, at + 3) === mark && isGlued(reader, at + 4) ? digitsAt(reader, at + 4) : undefined
  const year = third && isGlued(reader, at + 3) ? shortYear(third, civilOf(reader.today).year) : undefined
  if (year === undefined && mark === '-') return undefined
  const [a, b] = [Number(first), Number(second)]
  // Around the clock, all week.
  if (a === 24 && b === 7 && year === undefined) return undefined
  const isMonthFirst = mark === '.' && year !== undefined ? b > 12 : a <= 12
  const [month, date] = isMonthFirst ? [a, b] : [b, a]
  // A year that has a 29 February stands in for the year that is not said.
  if (realDay(year ?? 2024, month, date) === undefined) return undefined
  // `2.30` is a version or a time when nothing else is around it; here two numbers need to be a likely date.
  if (year === undefined && mark === '.' && second.length < 2) return undefined
  return { value: { year, month, date }, end: year === undefined ? at + 3 : at + 5 }
}

/** `May 5`, `May the 5th, 2026`, `the 5th of May`, `5 May '26`, `Oct/2`, `may twenty nine`. */
function namedMonth(reader: Reader, at: number): DateMatch {
  const month = monthAt(reader, at)
  if (month) {
    const start = past(reader, month.end, ['the', '/', '-', ',', '. ,'])
    const date = ordinal(reader, start) ?? dateNumber(reader, start)
    if (!date || date.value > 31 || date.value < 1) return undefined
    return withYear(reader, { month: month.value, date: date.value, end: date.end })
  }
  const start = past(reader, at, ['the'])
  const date = ordinal(reader, start) ?? dateNumber(reader, start)
  if (!date || date.value > 31 || date.value < 1) return undefined
  const then = monthAt(reader, past(reader, date.end, ['day of', 'of', '-', '/']))
  return then && withYear(reader, { month: then.value, date: date.value, end: then.end })
}

function dateNumber(reader: Reader, at: number): Match<number> | undefined {
  const digits = digitsAt(reader, at)
  if (digits !== undefined) {
    // `may 5:30` is a time, `May 2026` has no date.
    const isTime = wordAt(reader, at + 1) === ':' && isGlued(reader, at + 2) && digitsAt(reader, at + 2) !== undefined
    return digits.length <= 2 && !isTime ? { value: Number(digits), end: at + 1 } : undefined
  }
  return yearAt(reader, at) ? undefined : smallWords(reader, at)
}

function smallWords(reader: Reader, at: number): Match<number> | undefined {
  const words = ['ten', 'fifteen', 'twenty', 'thirty']
  const known = dateNames.get(wordAt(reader, at))
  if (known === undefined) return undefined
  const unit = dateNames.get(wordAt(reader, past(reader, at + 1, ['-'])))
  const isSum = words.includes(wordAt(reader, at)) && known >= 20 && unit !== undefined && unit < 10
  return isSum ? { value: known + unit, end: past(reader, at + 1, ['-']) + 1 } : { value: known, end: at + 1 }
}

const dateNames = new Map<string, number>(
  (
    'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen ' +
    'nineteen twenty'
  )
    .split(' ')
    .map((word, index) => [word, index + 1] as [string, number])
    .concat([['thirty', 30]]),
)

function withYear(reader: Reader, { month, date, end }: { month: number; date: number; end: number }): DateMatch {
  const start = past(reader, end, [', of', 'of', ', in', 'in', ',', '/', '-'])
  const isSaid = start > end && ['of', 'in'].includes(wordAt(reader, start - 1))
  const long = yearAt(reader, past(reader, start, ["'"]))
  const quote = wordAt(reader, start) === "'" || wordAt(reader, start) === '’' ? start + 1 : isSaid ? start : undefined
  const short = quote === undefined ? undefined : digitsAt(reader, quote)
  const isTime = long !== undefined && wordAt(reader, long.end) === ':'
  const year = long && !isTime ? long.value : short?.length === 2 && shortYear(short, civilOf(reader.today).year)
  if (realDay(year || 2024, month, date) === undefined) return undefined
  if (!year) return { value: { month, date }, end }
  return { value: { year, month, date }, end: long && !isTime ? long.end : quote! + 1 }
}

const weekWords: readonly (readonly [string, number])[] = [
  ['this week', 0],
  ['the week', 0],
  ['next week', 1],
  ['the next week', 1],
  ['the following week', 1],
  ['following week', 1],
  ['the coming week', 1],
  ['last week', -1],
  ['the last week', -1],
  ['previous week', -1],
  ['the week after next', 2],
]

/** `friday`, `next friday`, `tuesday of next week`, `next week monday`, `friday the 26th`, `wed 13th`, `thu 26 nov`. */
function weekday(reader: Reader, at: number): DateMatch {
  const week = weekWordsAt(reader, at)
  if (week) {
    const day = weekdayAt(reader, past(reader, week.end, ['on', "' s", ',']))
    if (day) return { value: { day: inWeek(reader, week.value, day.value) }, end: day.end }
  }
  const start = pullAt(reader, at)
  const day = weekdayAt(reader, start.end)
  if (!day) return undefined
  if (start.value === undefined) {
    const of = weekWordsAt(reader, past(reader, day.end, ['of', 'in']))
    if (of && of.end > day.end + 2) return { value: { day: inWeek(reader, of.value, day.value) }, end: of.end }
    const weeks = weeksAhead(reader, day.end)
    if (weeks) return { value: { day: inWeek(reader, weeks.value, day.value) }, end: weeks.end }
    const named = namedMonth(reader, past(reader, day.end, [',', 'the', ', the']))
    if (named) return named
    const date = ordinal(reader, past(reader, day.end, ['the', ', the']))
    if (date && date.value <= 31) return { value: { weekday: day.value, date: date.value }, end: date.end }
    const plain = digitsAt(reader, day.end)
    const isEnd = plain && wordAt(reader, day.end + 1) !== ':' && !isGlued(reader, day.end + 1)
    if (isEnd && Number(plain) > 12 && Number(plain) <= 31)
      return { value: { weekday: day.value, date: Number(plain) }, end: day.end + 1 }
    return { value: { weekday: day.value }, end: day.end }
  }
  return { value: { day: pulledWeekday(reader, start.value, day.value) }, end: day.end }
}

/** `monday in two weeks`: that of the week which is then. */
function weeksAhead(reader: Reader, at: number): Match<number> | undefined {
  const start = says(reader, at, 'in')
  const count = start ? cardinal(reader, start) : undefined
  const end = count && saysOne(reader, count.end, ['weeks', 'week', 'wks', 'wk'])
  return count && end && Number.isInteger(count.value) && count.value <= 100 ? { value: count.value, end } : undefined
}

function weekWordsAt(reader: Reader, at: number): Match<number> | undefined {
  return longest(
    weekWords.map(([phrase, value]) => {
      const end = says(reader, at, phrase)
      return end ? { value, end } : undefined
    }),
  )
}

type Pull = 'this' | 'next' | 'coming' | 'last' | 'past'

function pullAt(reader: Reader, at: number): { value: Pull | undefined; end: number } {
  const start = past(reader, at, ['the'])
  for (const [value, words] of [
    ['this', ['this']],
    ['next', ['next', 'following']],
    ['coming', ['coming', 'upcoming', 'this coming']],
    ['last', ['last', 'previous']],
    ['past', ['past', 'this past']],
  ] as const) {
    const end = saysOne(reader, start, words)
    if (end) return { value, end }
  }
  return { value: undefined, end: at }
}

/** `next friday` is the one of next week, `this friday` that of this week, `coming` and `past` the nearest. */
function pulledWeekday(reader: Reader, pull: Pull, day: number): Day {
  const ahead = (day - weekdayOf(reader.today) + 7) % 7
  if (pull === 'coming') return reader.today + (ahead || 7)
  if (pull === 'past') return reader.today + ahead - 7
  return inWeek(reader, pull === 'next' ? 1 : pull === 'last' ? -1 : 0, day)
}

export function weekStart(reader: Reader, day: Day): Day {
  return day - ((weekdayOf(day) - reader.weekStartsOn + 7) % 7)
}

function inWeek(reader: Reader, weeks: number, day: number): Day {
  return weekStart(reader, reader.today) + weeks * 7 + ((day - reader.weekStartsOn + 7) % 7)
}

function holiday(reader: Reader, at: number): DateMatch {
  const next = past(reader, at, ['next', 'this', 'the next'])
  const found = holidayAt(reader, next)
  if (!found) return undefined
  const year = yearAt(reader, past(reader, found.end, [', ', 'in', 'of', ',']))
  if (year) return { value: { day: found.value(year.value) }, end: year.end }
  return { value: { yearly: found.value }, end: found.end }
}

/** `this 5/12`, `next 6th of April`, `next friday 5/12`. */
function pulled(reader: Reader, at: number): DateMatch {
  const pull = pullAt(reader, at)
  if (pull.value === undefined || pull.value === 'coming' || pull.value === 'past') return undefined
  const day = weekdayAt(reader, pull.end)
  const date = longest([withSlashes(reader, day?.end ?? pull.end), namedMonth(reader, day?.end ?? pull.end)])
  if (!date || date.value.month === undefined) return undefined
  return { value: { ...date.value, pull: day ? 'this' : pull.value }, end: date.end }
}

/** The nearest day ahead, today included, that is what was said. */
export function settle(reader: Reader, words: DateWords): Day | undefined {
  const { today } = reader
  const { year, month, date, weekday: day } = words
  if (words.day !== undefined) return words.day
  const now = civilOf(today)
  if (words.yearly) return [0, 1].map((more) => words.yearly!(now.year + more)).find((each) => each >= today)
  if (month !== undefined && date !== undefined) {
    if (year !== undefined) return realDay(year, month, date)
    if (words.pull === 'this') return realDay(now.year, month, date)
    if (words.pull === 'next') return realDay(now.year + 1, month, date)
    if (words.pull === 'last') return realDay(now.year - 1, month, date)
    return candidates(8, (count) => realDay(now.year + count, month, date)).find((each) => each >= today)
  }
  if (date !== undefined) {
    const months = candidates(60, (count) => {
      const first = civilOf(dayOf(now.year, now.month + count, 1))
      return realDay(first.year, first.month, date)
    })
    return months.find((each) => each >= today && (day === undefined || weekdayOf(each) === day))
  }
  return day === undefined ? undefined : today + ((day - weekdayOf(today) + 7) % 7)
}

function candidates(count: number, make: (index: number) => Day | undefined): readonly Day[] {
  return Array.from({ length: count + 1 }, (_, index) => make(index)).filter((each) => each !== undefined)
}
