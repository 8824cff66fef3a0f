import { counted } from './counted.ts'
import { type DateWords, dateAt, settle } from './dates.ts'
import { type Edge, type Found, type Point, pointOf } from './meaning.ts'
import { amount, ordinal, yearAt } from './numbers.ts'
import { type Match, type Reader, digitsAt, longest, past, says, saysOne, wordAt } from './reader.ts'
import { endOf, now, period, plainYear } from './simple.ts'
import { withYear } from './spoken.ts'

const dashes = ['-', '–', '—', '~']
const words = ['to', 'till', 'til', 'until', 'through', 'thru', '- until', 'up to']

/** Two ends: `from monday to friday`, `may 5-9`, `between march and june`, `2014-2018`. The last day or month named belongs to it. */
export function range(reader: Reader, at: number): Found {
  const lead = saysOne(reader, at, ['from', 'between', 'starting', 'starting from', 'on', 'at', 'in'])
  const isBetween = wordAt(reader, at) === 'between'
  const first = endAt(reader, lead || at)
  if (!first) return undefined
  const to = saysOne(reader, first.end, isBetween ? [...words, ...dashes, 'and'] : [...words, ...dashes])
  if (!to) return undefined
  const second = endAt(reader, to) ?? sameMonth(reader, to, first.value)
  const better = sameMonth(reader, to, first.value)
  const last = better && (!second || better.end >= second.end) ? better : second
  return last && joined(reader, first.value, { value: last.value, end: last.end })
}

interface RangeEnd {
  readonly date?: DateWords | undefined
  readonly point?: Point | undefined
  readonly isPeriod?: boolean | undefined
}

function endAt(reader: Reader, at: number): Match<RangeEnd> | undefined {
  const start = past(reader, at, ['the', 'on'])
  const date = dateAt(reader, start) ?? dateAt(reader, at) ?? plainDate(reader, at)
  const whole = longest([
    pointOf(period(reader, at)),
    plainYear(reader, at, 'year'),
    pointOf(now(reader, at)),
    pointOf(endOf(reader, at)),
    today(reader, at),
  ])
  if (whole && (!date || whole.end > date.end)) return { value: { point: whole.value, isPeriod: true }, end: whole.end }
  if (!date) return undefined
  const after = yearAt(reader, past(reader, date.end, [',', 'in', 'of']))
  const isYear = after && date.value.month !== undefined && date.value.year === undefined
  return isYear
    ? { value: { date: { ...date.value, year: after.value } }, end: after.end }
    : { value: { date: date.value }, end: date.end }
}

/** `… to date`, `… until 3 min later`. */
export function today(reader: Reader, at: number): Match<Point> | undefined {
  const end = says(reader, at, 'date')
  if (end) return { value: { from: { day: reader.today }, until: { day: reader.today } }, end }
  return pointOf(counted(reader, at))
}

/** `9 to 12 of June`, `the twenty-seventh to …`: what a number is a date of, the other end says. */
function plainDate(reader: Reader, at: number): Match<DateWords> | undefined {
  const number = ordinal(reader, past(reader, at, ['the'])) ?? plainNumber(reader, at)
  return number && number.value >= 1 && number.value <= 31
    ? { value: { date: number.value }, end: number.end }
    : undefined
}

function plainNumber(reader: Reader, at: number): Match<number> | undefined {
  const digits = digitsAt(reader, at)
  return digits && digits.length <= 2 ? { value: Number(digits), end: at + 1 } : undefined
}

function sameMonth(reader: Reader, at: number, { date }: RangeEnd): Match<RangeEnd> | undefined {
  if (date?.month === undefined) return undefined
  const number = plainDate(reader, at) ?? amountAsDate(reader, at)
  if (!number) return undefined
  const year = yearAt(reader, past(reader, number.end, [',']))
  const { month } = date
  return {
    value: { date: { month, date: number.value.date, year: year?.value ?? date.year } },
    end: year?.end ?? number.end,
  }
}

function amountAsDate(reader: Reader, at: number): Match<DateWords> | undefined {
  const number = amount(reader, at)
  return number && Number.isInteger(number.value) && number.value <= 31
    ? { value: { date: number.value }, end: number.end }
    : undefined
}

function joined(reader: Reader, first: RangeEnd, { value: second, end }: Match<RangeEnd>): Found {
  const from = first.date ? startOf(reader, first.date, second.date) : first.point?.from
  const until = second.date ? endDay(reader, second.date, first.date) : second.point?.until
  if (!from || !until) return undefined
  const isNumberOnly =
    first.date && first.date.month === undefined && first.date.date !== undefined && first.date.weekday === undefined
  if (isNumberOnly && second.date?.month === undefined) return undefined
  return fit({ from, until, isOpenFirst: first.isPeriod === true || first.date?.month !== undefined, end })
}

function startOf(reader: Reader, words: DateWords, other: DateWords | undefined): Edge | undefined {
  const isNumber =
    words.month === undefined && words.date !== undefined && words.weekday === undefined && other?.month !== undefined
  const isMonthBefore = isNumber && words.date > (other.date ?? 31)
  const named = isNumber
    ? { ...words, month: isMonthBefore ? ((other.month + 10) % 12) + 1 : other.month, year: other.year }
    : other
      ? withYear(words, other)
      : words
  const day = settle(reader, named)
  return day === undefined ? undefined : { day }
}

function endDay(reader: Reader, words: DateWords, other: DateWords | undefined): Edge | undefined {
  const day = settle(
    reader,
    words.year === undefined && other?.year !== undefined ? { ...words, year: other.year } : words,
  )
  return day === undefined ? undefined : { day: day + 1 }
}

/** An end before its beginning belongs to the next round: the next week, the next year. */
function fit({ from, until, isOpenFirst, end }: { from: Edge; until: Edge; isOpenFirst: boolean; end: number }): Found {
  const isOrdered = from.day < until.day || (from.day === until.day && (from.seconds ?? 0) < (until.seconds ?? 86_400))
  if (isOrdered) return { value: { kind: 'span', from, until }, end }
  const gap = from.day - until.day
  if (gap < 7 && !isOpenFirst) return { value: { kind: 'span', from, until: { ...until, day: until.day + 7 } }, end }
  // Named without years: the beginning lies in the year before.
  return gap < 366 ? { value: { kind: 'span', from: { ...from, day: from.day - 365 }, until }, end } : undefined
}
