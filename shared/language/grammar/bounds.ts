import { clockAt, likelySeconds } from './clock.ts'
import { counted } from './counted.ts'
import { dateAt, settle } from './dates.ts'
import { type Found, type Meaning, type Point, pointOf } from './meaning.ts'
import { periodAt } from './periods.ts'
import { type Match, type Reader, longest, past, says, saysOne, wordAt } from './reader.ts'
import { endOf, now, period, plainYear, spoken } from './simple.ts'
import { settleSpoken, spokenAt } from './spoken.ts'

const bounds: readonly (readonly [readonly string[], 'before' | 'through' | 'after' | 'since'])[] = [
  [['before', 'prior to', 'earlier than'], 'before'],
  [
    [
      'by',
      'until',
      'till',
      'til',
      'no later than',
      'not later than',
      'up to',
      'as late as',
      'on or before',
      '<',
      '< =',
    ],
    'through',
  ],
  [
    [
      'since',
      'starting',
      'starting on',
      'starting from',
      'as early as',
      'no earlier than',
      'any time from',
      'from',
      'on or after',
      'beginning',
      '> =',
    ],
    'since',
  ],
  [['after', 'later than', 'greater than', 'past', '>'], 'after'],
]

/** One side open: `before friday`, `by 5pm`, `since May`, `2012 or later`, `today after 4`. */
export function bound(reader: Reader, at: number): Found {
  for (const [phrases, side] of bounds) {
    const start = saysOne(reader, at, phrases)
    const point = start
      ? (rim(reader, start) ??
        pointAt(reader, past(reader, start, ['the', 'around', 'about']), side) ??
        pointAt(reader, start, side))
      : undefined
    if (
      !point ||
      ((wordAt(reader, at) === 'from' || wordAt(reader, at) === 'past') && point.value.from.seconds === undefined)
    )
      continue
    return { value: oneSided(point.value, side), end: point.end }
  }
  return dayThenBound(reader, at) ?? orLater(reader, at)
}

/** `before the end of december`, `after the beginning of march`: that very side of it. */
function rim(reader: Reader, at: number): Match<Point> | undefined {
  const start = past(reader, at, ['the'])
  const isEnd = says(reader, start, 'end of')
  const of = isEnd || saysOne(reader, start, ['beginning of', 'start of'])
  const whole = of ? periodAt(reader, of) : undefined
  if (!whole) return undefined
  const edge = { day: isEnd ? whole.value.until : whole.value.from }
  return { value: { from: edge, until: edge }, end: whole.end }
}

function pointAt(reader: Reader, at: number, side: string): Match<Point> | undefined {
  const all = longest<Point>([
    pointOf(spoken(reader, at)),
    pointOf(period(reader, at)),
    pointOf(now(reader, at)),
    pointOf(endOf(reader, at)),
    pointOf(counted(reader, at)),
    plainYear(reader, at, side),
    bareClock(reader, at),
  ])
  return all
}

function bareClock(reader: Reader, at: number): Match<Point> | undefined {
  const clock = clockAt(reader, at)
  if (!clock) return undefined
  const edge = { day: reader.today, seconds: likelySeconds(clock.value) }
  return { value: { from: edge, until: edge }, end: clock.end }
}

function oneSided({ from, until }: Point, side: 'before' | 'through' | 'after' | 'since'): Meaning {
  switch (side) {
    case 'before':
      return { kind: 'span', until: from }
    case 'through':
      return { kind: 'span', until }
    case 'after':
      return { kind: 'span', from: until }
    case 'since':
      return { kind: 'span', from }
  }
}

/** `today before 4pm`, `next wednesday later than 10`, `easter after 5pm`. */
function dayThenBound(reader: Reader, at: number): Found {
  const date = dateAt(reader, past(reader, at, ['on']))
  const day = date && settle(reader, date.value)
  if (!date || day === undefined) return undefined
  for (const [phrases, side] of bounds) {
    const start = saysOne(reader, date.end, phrases)
    const time = start ? spokenAt(reader, start) : undefined
    const clock = start ? clockAt(reader, start, true) : undefined
    const settled = time && !time.value.date && time.value.clock ? settleSpoken(reader, time.value) : undefined
    const seconds = settled?.from.seconds ?? (clock && likelySeconds(clock.value))
    if (seconds === undefined || wordAt(reader, date.end) === 'from') continue
    const edge = { day, seconds }
    return {
      value: oneSided({ from: edge, until: edge }, side),
      end: Math.max(settled ? time!.end : 0, clock?.end ?? 0),
    }
  }
  return undefined
}

/** `2012 or later`, `1/1/2016 and after`. */
function orLater(reader: Reader, at: number): Found {
  const point = pointAt(reader, at, '') ?? pointOfYear(reader, at)
  if (!point) return undefined
  const later = saysOne(reader, point.end, [
    'or later',
    'and later',
    'and after',
    'or after',
    'onwards',
    'onward',
    'and onwards',
    'on',
  ])
  const isLast = later > 0 && !clockAt(reader, later, true)
  if (isLast && wordAt(reader, later - 1) !== 'on')
    return { value: { kind: 'span', from: point.value.from }, end: later }
  const earlier = saysOne(reader, point.end, ['or earlier', 'and before', 'or before', 'and earlier'])
  return earlier ? { value: { kind: 'span', until: point.value.until }, end: earlier } : undefined
}

function pointOfYear(reader: Reader, at: number): Match<Point> | undefined {
  return plainYear(reader, at, 'year')
}
