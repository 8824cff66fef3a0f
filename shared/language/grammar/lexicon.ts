import { isGlued, type Match, type Reader, wordAt } from './reader.ts'

const months = new Map<string, number>()
for (const [index, names] of [
  'january jan',
  'february feb febr',
  'march mar',
  'april apr',
  'may',
  'june jun',
  'july jul',
  'august aug',
  'september sep sept',
  'october oct',
  'november nov',
  'december dec',
].entries())
  for (const name of names.split(' ')) months.set(name, index + 1)

const weekdays = new Map<string, number>()
for (const [index, names] of [
  'sunday sun',
  'monday mon',
  'tuesday tue tues',
  'wednesday wed weds',
  'thursday thu thur thurs',
  'friday fri',
  'saturday sat',
].entries())
  for (const name of names.split(' ')) weekdays.set(name, index)

/** 1 to 12; a full stop after a short name belongs to it. */
export function monthAt(reader: Reader, at: number): Match<number> | undefined {
  const value = months.get(wordAt(reader, at))
  return value === undefined ? undefined : { value, end: afterStop(reader, at) }
}

/** 0 Sunday to 6 Saturday. */
export function weekdayAt(reader: Reader, at: number): Match<number> | undefined {
  const value = weekdays.get(wordAt(reader, at))
  return value === undefined ? undefined : { value, end: afterStop(reader, at) }
}

function afterStop(reader: Reader, at: number): number {
  const isShort = wordAt(reader, at).length <= 4
  const hasMore = reader.tokens[at + 2] !== undefined
  return isShort && hasMore && wordAt(reader, at + 1) === '.' && isGlued(reader, at + 1) ? at + 2 : at + 1
}

/** Several of them: `mondays`. */
export function weekdaysAt(reader: Reader, at: number): Match<number> | undefined {
  const word = wordAt(reader, at)
  const value = word.endsWith('days') ? weekdays.get(word.slice(0, -1)) : undefined
  return value === undefined ? undefined : { value, end: at + 1 }
}

export type Unit =
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'weekday'
  | 'weekend'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | 'decade'

const units = new Map<string, readonly [Unit, number]>()
for (const [unit, times, names] of [
  ['second', 1, 'second seconds sec secs'],
  ['minute', 1, 'minute minutes min mins'],
  ['hour', 1, 'hour hours hr hrs'],
  ['day', 1, 'day days night nights'],
  ['weekday', 1, 'weekday weekdays workday workdays'],
  ['weekend', 1, 'weekend weekends'],
  ['week', 1, 'week weeks wk wks'],
  ['week', 2, 'fortnight fortnights'],
  ['month', 1, 'month months mth mths'],
  ['quarter', 1, 'quarter quarters'],
  ['year', 1, 'year years yr yrs'],
  ['decade', 1, 'decade decades'],
] as const)
  for (const name of names.split(' ')) units.set(name, [unit, times])

const letters: Readonly<Record<string, Unit>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', y: 'year' }

export interface UnitWord {
  readonly unit: Unit
  /** How many of the unit the word is: a fortnight is two weeks. */
  readonly times: number
  readonly isPlural: boolean
}

/** `week`, `fortnights`; glued to a number also `3h`. */
export function unitAt(reader: Reader, at: number): Match<UnitWord> | undefined {
  const word = wordAt(reader, at).replace(/'s$/, '')
  const known = units.get(word)
  if (known) return { value: { unit: known[0], times: known[1], isPlural: word.endsWith('s') }, end: at + 1 }
  const letter = isGlued(reader, at) ? letters[word] : undefined
  return letter && { value: { unit: letter, times: 1, isPlural: true }, end: at + 1 }
}
