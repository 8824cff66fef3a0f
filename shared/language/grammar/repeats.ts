import { civilOf } from '../civil.ts'
import { type Clock, likelySeconds, partAt } from './clock.ts'
import { dateAt, settle } from './dates.ts'
import { monthAt, type Unit, unitAt, weekdayAt, weekdaysAt } from './lexicon.ts'
import { cardinal, ordinal } from './numbers.ts'
import { digitsAt, longest, type Match, past, type Reader, says, saysOne, wordAt } from './reader.ts'
import { spokenAt } from './spoken.ts'

/** A rule of RFC 5545 in parts, and the time of day if one was said. */
export interface Repeat {
  readonly rule: string
  readonly seconds?: number | undefined
}

const dayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const
const mondayFirst = [...dayNames.slice(1), dayNames[0]]
const workDays = mondayFirst.slice(0, 5).join(',')

/** `every 2 weeks`, `each monday at 4pm`, `daily`, `monthly on the 15th`, `last friday of every month`, `mondays`, `6am every day`. */
export function repeatAt(reader: Reader, at: number): Match<Repeat> | undefined {
  const before = spokenAt(reader, at)
  const isTimeFirst = before && before.value.clock && !before.value.date
  const start = isTimeFirst ? past(reader, before.end, [',']) : at
  const whole = longest([
    every(reader, start),
    adverb(reader, start),
    nthOfEvery(reader, start),
    plurals(reader, start),
  ])
  if (!whole) return undefined
  const found = withoutSome(reader, whole)
  if (isTimeFirst) return { value: { ...found.value, seconds: likelySeconds(before.value.clock!) }, end: found.end }
  return withoutSome(reader, withTime(reader, found))
}

const except = [
  'except on',
  'except for',
  'except',
  'excluding',
  'apart from',
  'other than',
  'but not on',
  'but not',
  'but',
]

/** `every weekday except friday`, `daily but not on weekends`. */
function withoutSome(reader: Reader, found: Match<Repeat>): Match<Repeat> {
  const { value } = found
  const listed = /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(value.rule)?.[1]?.split(',')
  const days = value.rule === 'FREQ=DAILY' ? mondayFirst : listed
  const start = days && saysOne(reader, past(reader, found.end, [',']), except)
  if (!days || !start) return found
  const weekend = saysOne(reader, start, ['weekends', 'the weekend', 'weekend', 'the weekends'])
  const out = weekend ? { value: 'SA,SU', end: weekend } : weekdayList(reader, past(reader, start, ['the']))
  const left = out ? days.filter((day) => !out.value.includes(day)) : []
  if (!out || left.length === 0 || left.length === days.length) return found
  return { value: { ...value, rule: rule('WEEKLY', { by: `BYDAY=${left.join(',')}` }) }, end: out.end }
}

function rule(freq: string, parts: { interval?: number | undefined; by?: string | undefined } = {}): string {
  const { interval = 1, by } = parts
  return [`FREQ=${freq}`, interval > 1 ? `INTERVAL=${interval}` : '', by ?? ''].filter(Boolean).join(';')
}

/** What each unit is in the terms of the RFC, which knows no quarters and no weekends. */
function ruleOf(unit: Unit, count: number): string | undefined {
  if (!Number.isInteger(count) || count < 1 || count > 400) return undefined
  switch (unit) {
    case 'day':
      return rule('DAILY', { interval: count })
    case 'weekday':
      return rule('WEEKLY', { interval: count, by: `BYDAY=${workDays}` })
    case 'weekend':
      return rule('WEEKLY', { interval: count, by: 'BYDAY=SA,SU' })
    case 'week':
      return rule('WEEKLY', { interval: count })
    case 'month':
      return rule('MONTHLY', { interval: count })
    case 'quarter':
      return rule('MONTHLY', { interval: count * 3 })
    case 'year':
      return rule('YEARLY', { interval: count })
    case 'decade':
      return rule('YEARLY', { interval: count * 10 })
    default:
      return undefined
  }
}

function every(reader: Reader, at: number): Match<Repeat> | undefined {
  const daily = saysOne(reader, at, ['everyday', 'every single day'])
  if (daily) return { value: { rule: rule('DAILY') }, end: daily }
  const start = saysOne(reader, at, [
    'every',
    'each',
    'ev',
    'every !',
    'all',
    'once a',
    'once every',
    'once per',
    'once each',
  ])
  if (!start) return undefined
  const isAll = wordAt(reader, at) === 'all'
  const other = isAll ? 0 : saysOne(reader, start, ['other', 'second', '2 nd'])
  const count = other ? { value: 2, end: other } : cardinal(reader, start)
  const from = count?.end ?? start
  return longest([
    isAll || count ? undefined : partRule(reader, start),
    isAll && !unitAt(reader, from)?.value.isPlural ? undefined : unitRule(reader, from, count?.value ?? 1),
    isAll ? undefined : weekdayRule(reader, from, count?.value ?? 1),
    isAll ? undefined : monthDay(reader, start),
    isAll ? undefined : yearly(reader, start),
  ])
}

function unitRule(reader: Reader, at: number, count: number): Match<Repeat> | undefined {
  const unit = unitAt(reader, at)
  const found = unit && ruleOf(unit.value.unit, count * unit.value.times)
  if (!unit || !found || (wordAt(reader, at - 1) === 'all' && unit.value.unit !== 'weekend')) return undefined
  return refined(reader, { value: { rule: found }, end: unit.end })
}

/** `every week on monday`, `every month on the 15th`, `every year on may 5`, `monthly on the last day`. */
function refined(reader: Reader, found: Match<Repeat>): Match<Repeat> {
  const on = past(reader, found.end, ['on', 'on the', 'the', ', on'])
  if (on === found.end) return found
  const { rule: text } = found.value
  const add = (by: string, end: number): Match<Repeat> => ({ value: { rule: `${text};${by}` }, end })
  if (text.includes('BY')) return found
  if (text.startsWith('FREQ=WEEKLY')) {
    const days = weekdayList(reader, on)
    return days ? add(`BYDAY=${days.value}`, days.end) : found
  }
  if (text.startsWith('FREQ=MONTHLY')) {
    const last = saysOne(reader, on, ['last day'])
    if (last) return add('BYMONTHDAY=-1', last)
    const number = ordinalOrLast(reader, on)
    const day = number && weekdayAt(reader, number.end)
    if (number && day) return add(`BYDAY=${number.value}${dayNames[day.value]}`, day.end)
    const plain = digitsAt(reader, on)
    if (number && number.value > 0 && number.value <= 31) return add(`BYMONTHDAY=${number.value}`, number.end)
    return plain && Number(plain) >= 1 && Number(plain) <= 31 ? add(`BYMONTHDAY=${Number(plain)}`, on + 1) : found
  }
  const date = text.startsWith('FREQ=YEARLY') ? dateAt(reader, on) : undefined
  if (!date?.value.month || !date.value.date) return found
  return add(`BYMONTH=${date.value.month};BYMONTHDAY=${date.value.date}`, date.end)
}

function ordinalOrLast(reader: Reader, at: number): Match<number> | undefined {
  const start = past(reader, at, ['the'])
  return says(reader, start, 'last') ? { value: -1, end: start + 1 } : ordinal(reader, start)
}

function weekdayRule(reader: Reader, at: number, interval: number): Match<Repeat> | undefined {
  const days = weekdayList(reader, at)
  return days && { value: { rule: rule('WEEKLY', { interval, by: `BYDAY=${days.value}` }) }, end: days.end }
}

/** `monday`, `mon, wed and fri`, `tuesdays and thursdays`. */
function weekdayList(reader: Reader, at: number): Match<string> | undefined {
  const days = new Set<number>()
  let end = at
  for (let index = 0; index < 7; index += 1) {
    const start = index === 0 ? at : past(reader, end, [', and', ', every', 'and every', 'and', ',', '/', '&'])
    const day = start === end && index > 0 ? undefined : (weekdayAt(reader, start) ?? weekdaysAt(reader, start))
    if (!day) break
    days.add(day.value)
    end = day.end
  }
  const names = mondayFirst.filter((name) => days.has(dayNames.indexOf(name)))
  return end > at ? { value: names.join(','), end } : undefined
}

/** `every morning`, `every monday afternoon` by way of its time. */
function partRule(reader: Reader, at: number): Match<Repeat> | undefined {
  const part = partAt(reader, at)
  return part && { value: { rule: rule('DAILY'), seconds: part.value.from }, end: part.end }
}

/** `every 15th`, `every 1st and 3rd monday`, `every last friday (of the month)`, `every first monday`, `every last day of the month`. */
function monthDay(reader: Reader, at: number): Match<Repeat> | undefined {
  const number = ordinalOrLast(reader, at)
  if (!number) return undefined
  const ofMonth = (end: number) =>
    past(reader, end, [
      'of the month',
      'of each month',
      'of every month',
      'of month',
      'in the month',
      'every month',
      'each month',
    ])
  const lastDay = number.value === -1 && says(reader, number.end, 'day')
  if (lastDay) return { value: { rule: rule('MONTHLY', { by: 'BYMONTHDAY=-1' }) }, end: ofMonth(lastDay) }
  const more = moreOrdinals(reader, number)
  if (more) return { ...more, end: ofMonth(more.end) }
  const day = weekdayAt(reader, number.end)
  if (day) {
    const end = ofMonth(day.end)
    // `every second tuesday` alone is every other one: the other rule reads as far and comes first.
    return number.value <= 5
      ? { value: { rule: rule('MONTHLY', { by: `BYDAY=${number.value}${dayNames[day.value]}` }) }, end }
      : undefined
  }
  if (
    number.value < 1 ||
    number.value > 31 ||
    monthAt(reader, past(reader, number.end, ['of'])) ||
    unitAt(reader, number.end)
  ) {
    const unit = unitAt(reader, number.end)
    const counted = unit && number.value > 1 ? ruleOf(unit.value.unit, number.value) : undefined
    return counted && unit ? { value: { rule: counted }, end: unit.end } : undefined
  }
  return { value: { rule: rule('MONTHLY', { by: `BYMONTHDAY=${number.value}` }) }, end: ofMonth(number.end) }
}

/** `2nd and 4th friday`, `1st and 15th`. */
function moreOrdinals(reader: Reader, first: Match<number>): Match<Repeat> | undefined {
  const numbers = [first.value]
  let end = first.end
  for (;;) {
    const next = saysOne(reader, end, [', and', 'and the', 'and', '&', ',', '/'])
    const number = next ? ordinalOrLast(reader, next) : undefined
    if (!number) break
    numbers.push(number.value)
    end = number.end
  }
  if (numbers.length === 1) return undefined
  const day = weekdayAt(reader, end)
  if (day && numbers.every((each) => each <= 5)) {
    const by = numbers.map((each) => `${each}${dayNames[day.value]}`).join(',')
    return { value: { rule: rule('MONTHLY', { by: `BYDAY=${by}` }) }, end: day.end }
  }
  const isDays = numbers.every((each) => each >= 1 && each <= 31) && !unitAt(reader, end) && !monthAt(reader, end)
  return isDays ? { value: { rule: rule('MONTHLY', { by: `BYMONTHDAY=${numbers.join(',')}` }) }, end } : undefined
}

/** `every 5 may`, `every christmas`. */
function yearly(reader: Reader, at: number): Match<Repeat> | undefined {
  const date = dateAt(reader, at)
  if (!date || date.value.weekday !== undefined || date.value.day !== undefined || date.value.year !== undefined)
    return undefined
  const day = date.value.month || date.value.yearly ? settle(reader, date.value) : undefined
  if (day === undefined) return undefined
  // Feasts that move with the moon or the week have no rule of this kind.
  const isFixed = !date.value.yearly || [1, 2, 3].every((more) => sameDate(date.value.yearly!, civilOf(day).year, more))
  const { month, date: number } = civilOf(day)
  return isFixed
    ? { value: { rule: rule('YEARLY', { by: `BYMONTH=${month};BYMONTHDAY=${number}` }) }, end: date.end }
    : undefined
}

function sameDate(yearlyDay: (year: number) => number, inYear: number, more: number): boolean {
  const [a, b] = [civilOf(yearlyDay(inYear)), civilOf(yearlyDay(inYear + more))]
  return a.month === b.month && a.date === b.date
}

const adverbs: readonly (readonly [readonly string[], string])[] = [
  [['daily', 'nightly'], rule('DAILY')],
  [['weekly'], rule('WEEKLY')],
  [['biweekly', 'bi - weekly', 'fortnightly'], rule('WEEKLY', { interval: 2 })],
  [['monthly'], rule('MONTHLY')],
  [['bimonthly', 'bi - monthly'], rule('MONTHLY', { interval: 2 })],
  [['quarterly'], rule('MONTHLY', { interval: 3 })],
  [
    ['semiannual', 'semiannually', 'semi - annual', 'semi - annually', 'biannual', 'biannually', 'half - yearly'],
    rule('MONTHLY', { interval: 6 }),
  ],
  [['yearly', 'annually', 'annual'], rule('YEARLY')],
  [['biennial', 'biennially'], rule('YEARLY', { interval: 2 })],
]

function adverb(reader: Reader, at: number): Match<Repeat> | undefined {
  for (const [names, text] of adverbs) {
    const end = saysOne(reader, at, names)
    if (end) return refined(reader, { value: { rule: text }, end })
  }
  return undefined
}

/** `the first monday of every month`, `on the 1st of every month`. */
function nthOfEvery(reader: Reader, at: number): Match<Repeat> | undefined {
  const found = monthDay(reader, past(reader, at, ['on the', 'on']))
  const tail = found && wordAt(reader, found.end - 2)
  return found && (tail === 'every' || tail === 'each') ? found : undefined
}

/** `mondays`, `tuesday afternoons`, `weekends`, `mornings`. */
function plurals(reader: Reader, at: number): Match<Repeat> | undefined {
  const isWeekend =
    wordAt(reader, at) === 'weekends' &&
    !['two', 'three', 'few'].includes(wordAt(reader, at - 1)) &&
    !digitsAt(reader, at - 1)
  if (isWeekend) return { value: { rule: rule('WEEKLY', { by: 'BYDAY=SA,SU' }) }, end: at + 1 }
  const isWork = ['weekdays', 'workdays'].includes(wordAt(reader, at)) && !digitsAt(reader, at - 1)
  if (isWork) return { value: { rule: rule('WEEKLY', { by: `BYDAY=${workDays}` }) }, end: at + 1 }
  const part = pluralParts.get(wordAt(reader, at))
  if (part !== undefined) return { value: { rule: rule('DAILY'), seconds: part * 3600 }, end: at + 1 }
  const day = weekdayAt(reader, at)
  const dayPart = day && pluralParts.get(wordAt(reader, day.end))
  if (day && dayPart !== undefined) {
    return {
      value: { rule: rule('WEEKLY', { by: `BYDAY=${dayNames[day.value]}` }), seconds: dayPart * 3600 },
      end: day.end + 1,
    }
  }
  return weekdaysAt(reader, at) ? weekdayRule(reader, at, 1) : undefined
}

const pluralParts = new Map([
  ['mornings', 8],
  ['afternoons', 12],
  ['evenings', 16],
  ['nights', 20],
])

/** `… at 4pm`, `… by 5pm`, `… morning`, `… until june 5`. */
function withTime(reader: Reader, found: Match<Repeat>): Match<Repeat> {
  let { value, end } = found
  const time = spokenAt(reader, past(reader, end, [',', 'by', ', by']))
  const { clock, part, span, date } = time?.value ?? {}
  if (time && !date && (clock || part || span)) {
    const seconds = clock ? likelyIn(clock, part?.half) : (span ?? part)!.from
    value = { ...value, seconds }
    end = time.end
  }
  const until = saysOne(reader, end, ['until', 'till', 'through'])
  const last = until ? dateAt(reader, until) : undefined
  const day = last && settle(reader, last.value)
  if (!last || day === undefined) return { value, end }
  const { year, month, date: number } = civilOf(day)
  const text = `${year}${String(month).padStart(2, '0')}${String(number).padStart(2, '0')}`
  return { value: { ...value, rule: `${value.rule};UNTIL=${text}` }, end: last.end }
}

function likelyIn(clock: Clock, half: 'am' | 'pm' | undefined): number {
  return likelySeconds(clock, half)
}
