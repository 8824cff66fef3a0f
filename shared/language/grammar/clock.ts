import { belowHundred } from './numbers.ts'
import { digitsAt, isGlued, longest, type Match, past, type Reader, says, saysOne, wordAt } from './reader.ts'

/** `isOpen`: neither morning nor afternoon was said. */
export interface Clock {
  readonly seconds: number
  readonly isOpen: boolean
}

const hourSeconds = 3600
const halfDay = 12 * hourSeconds

/** A time of day that says of itself that it is one. With `isBare`, a number alone will do: words around it have said so. */
export function clockAt(reader: Reader, at: number, isBare = false): Match<Clock> | undefined {
  return longest([named(reader, at), past60(reader, at), numbered(reader, at, isBare)])
}

function named(reader: Reader, at: number): Match<Clock> | undefined {
  const start = past(reader, at, ['12'])
  if (says(reader, start, 'noon') || says(reader, start, 'midday')) {
    return { value: { seconds: halfDay, isOpen: false }, end: start + 1 }
  }
  return says(reader, start, 'midnight') ? { value: { seconds: 0, isOpen: false }, end: start + 1 } : undefined
}

/** `20 min past eight`, `half past 5`, `quarter to 6`. */
function past60(reader: Reader, at: number): Match<Clock> | undefined {
  const minutes = minutesAt(reader, at)
  if (!minutes) return undefined
  const isBefore = ['to', 'before', 'till'].includes(wordAt(reader, minutes.end))
  if (!isBefore && !['past', 'after'].includes(wordAt(reader, minutes.end))) return undefined
  const hour = smallAt(reader, minutes.end + 1)
  if (!hour || hour.value > 24 || hour.value === 0) return undefined
  // `5 to 7` and `10 after 3` are spans or sums more often than times.
  if (isBefore && minutes.isPlain) return undefined
  const seconds = hour.value * hourSeconds + (isBefore ? -60 : 60) * minutes.value
  return finish(reader, { seconds, end: hour.end, isSure: false })
}

function minutesAt(reader: Reader, at: number): (Match<number> & { isPlain: boolean }) | undefined {
  const phrase = saysOne(reader, at, ['half', 'a quarter', 'quarter'])
  if (phrase) return { value: wordAt(reader, phrase - 1) === 'half' ? 30 : 15, end: phrase, isPlain: false }
  const number = smallAt(reader, at)
  if (!number || number.value > 59 || number.value === 0) return undefined
  const end = past(reader, number.end, ['min', 'mins', 'minute', 'minutes'])
  return { value: number.value, end, isPlain: end === number.end }
}

function smallAt(reader: Reader, at: number): Match<number> | undefined {
  const digits = digitsAt(reader, at)
  if (digits === undefined) return belowHundred(reader, at)
  return digits.length <= 2 ? { value: Number(digits), end: at + 1 } : undefined
}

function numbered(reader: Reader, at: number, isBare: boolean): Match<Clock> | undefined {
  const digits = digitsAt(reader, at)
  if (digits !== undefined) return inDigits(reader, { at, digits, isBare })
  const hour = belowHundred(reader, at)
  if (!hour || hour.value > 12 || hour.value === 0) return undefined
  const minutes = belowHundred(reader, past(reader, hour.end, ['-']))
  if (minutes && minutes.value >= 10 && minutes.value < 60) {
    const found = finish(reader, {
      seconds: hour.value * hourSeconds + minutes.value * 60,
      end: past(reader, minutes.end, ['minutes']),
      isSure: false,
    })
    if (isBare || (found && !found.value.isOpen)) return found
  }
  return marked(reader, { hour: hour.value, minutes: 0, end: hour.end, isBare })
}

function inDigits(reader: Reader, given: { at: number; digits: string; isBare: boolean }): Match<Clock> | undefined {
  const { at, digits, isBare } = given
  if (digits.length > 2) {
    if (digits.length > 4) return undefined
    const [hour, minutes] = [Number(digits.slice(0, -2)), Number(digits.slice(-2))]
    if (minutes > 59) return undefined
    // Bare, `2015` is a year and `0930` a time.
    return marked(reader, {
      hour,
      minutes,
      end: at + 1,
      isBare: isBare && digits.length === 4 && !/^(19|20)/.test(digits),
    })
  }
  const hour = Number(digits)
  const mark = wordAt(reader, at + 1)
  const minutes = isGlued(reader, at + 1) && isGlued(reader, at + 2) ? digitsAt(reader, at + 2) : undefined
  if ((mark === ':' || mark === '.') && minutes?.length === 2 && Number(minutes) < 60) {
    const seconds = wordAt(reader, at + 3) === mark && isGlued(reader, at + 4) ? digitsAt(reader, at + 4) : undefined
    // A third number behind a dot makes it a date or a version.
    if (mark === '.' && seconds !== undefined) return undefined
    const end = seconds?.length === 2 ? at + 5 : at + 3
    return marked(reader, {
      hour,
      minutes: Number(minutes) + (end === at + 5 ? Number(seconds) / 60 : 0),
      end,
      isBare: isBare || mark === ':',
      isSure: mark === ':' && digits.startsWith('0'),
    })
  }
  return marked(reader, { hour, minutes: 0, end: at + 1, isBare })
}

interface Given {
  hour: number
  minutes: number
  end: number
  isBare: boolean
  isSure?: boolean
}

function marked(reader: Reader, { hour, minutes, end, isBare, isSure = false }: Given): Match<Clock> | undefined {
  if (hour > 24 || (hour === 24 && minutes > 0)) return undefined
  const seconds = hour * hourSeconds + Math.round(minutes * 60)
  const found = finish(reader, { seconds, end, isSure: isSure || hour > 12 || hour === 0 })
  return isBare || found?.isMarked ? found : undefined
}

/** Reads what stands behind the number: `pm`, `p. m.`, `o'clock`, `hrs`. */
function finish(
  reader: Reader,
  { seconds, end, isSure }: { seconds: number; end: number; isSure: boolean },
): (Match<Clock> & { isMarked: boolean }) | undefined {
  const oClock = saysOne(reader, end, ["o'clock", 'oclock', "o ' clock", 'o clock'])
  const half = halfAt(reader, oClock || end)
  if (half) {
    if (seconds >= 13 * hourSeconds) return { value: { seconds, isOpen: false }, end: half.end, isMarked: true }
    const value = { seconds: (seconds % halfDay) + (half.value === 'pm' ? halfDay : 0), isOpen: false }
    return { value, end: half.end, isMarked: true }
  }
  if (isSure)
    return { value: { seconds: seconds % (2 * halfDay), isOpen: false }, end: oClock || end, isMarked: oClock > 0 }
  return { value: { seconds, isOpen: true }, end: oClock || end, isMarked: oClock > 0 }
}

export function halfAt(reader: Reader, at: number): Match<'am' | 'pm'> | undefined {
  for (const half of ['am', 'pm'] as const) {
    const [letter] = half
    const end = saysOne(reader, at, [half, `${letter} . m .`, `${letter} . m`, `${letter} m`])
    if (end) return { value: half, end }
    if (wordAt(reader, at) === letter && isGlued(reader, at) && !isGlued(reader, at + 1))
      return { value: half, end: at + 1 }
    if (wordAt(reader, at) === 'p' && letter === 'p' && isGlued(reader, at)) return { value: half, end: at + 1 }
  }
  return undefined
}

/** Small hours are those of the afternoon unless a word says otherwise: nobody calls at three in the night. */
export function likelySeconds({ seconds, isOpen }: Clock, half?: 'am' | 'pm'): number {
  if (!isOpen) return seconds
  const early = seconds % halfDay
  if (half) return early + (half === 'pm' ? halfDay : 0)
  return early < 7 * hourSeconds ? early + halfDay : early
}

export interface ClockSpan {
  readonly from: number
  readonly until: number
}

/** Two times that belong together share what one of them leaves open. */
export function spanOf(from: Clock, until: Clock, half?: 'am' | 'pm'): ClockSpan {
  if (!until.isOpen) {
    if (!from.isOpen) return { from: from.seconds, until: until.seconds }
    const sameHalf = (from.seconds % halfDay) + (until.seconds >= halfDay ? halfDay : 0)
    return { from: sameHalf < until.seconds ? sameHalf : from.seconds % halfDay, until: until.seconds }
  }
  const first = likelySeconds(from, half)
  const later = until.seconds % halfDay
  return {
    from: first,
    until: [later, later + halfDay, later + 2 * halfDay].find((each) => each > first)! % (2 * halfDay),
  }
}

export interface DayPart extends ClockSpan {
  readonly half: 'am' | 'pm'
  readonly name: string
}

const parts: readonly { readonly words: readonly string[]; readonly part: DayPart }[] = [
  { words: ['morning', 'early morning', 'late morning'], part: partOf('morning', 8, 12) },
  { words: ['afternoon', 'early afternoon', 'late afternoon'], part: partOf('afternoon', 12, 16) },
  { words: ['evening', 'early evening', 'late evening'], part: partOf('evening', 16, 20) },
  { words: ['night', 'late night', 'late at night'], part: partOf('night', 20, 24) },
  { words: ['daytime', 'business hours'], part: partOf('day', 8, 18) },
  { words: ['lunchtime', 'lunch time'], part: partOf('lunch', 11, 13) },
]

function partOf(name: string, from: number, until: number): DayPart {
  return {
    name,
    half: from < 12 && name !== 'lunch' ? 'am' : 'pm',
    from: from * hourSeconds,
    until: until * hourSeconds,
  }
}

/** `morning`, `late evening`; not the greeting. */
export function partAt(reader: Reader, at: number): Match<DayPart> | undefined {
  if (wordAt(reader, at - 1) === 'good') return undefined
  for (const { words, part } of parts) {
    const end = saysOne(reader, at, words)
    if (end) return { value: part, end }
  }
  return undefined
}
