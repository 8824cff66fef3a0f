import { type ParsedResult, parse } from 'chrono-node/en'
import { clockText, dayOfIso, isoOf, realDay, wallNow } from './civil.ts'
import type { FoundTime, Moment, WallTime } from './moment.ts'

type Components = ParsedResult['start']

/** A time as chrono-node reads it, by the clock of the zone that it names. Offsets as in `FoundTime`. */
interface Written {
  readonly start: number
  readonly end: number
  readonly from: WallTime
  readonly until?: WallTime | undefined
  /** Minutes east of UTC. undefined: no zone is named. */
  readonly offset: number | undefined
  /** Only a time of day is said. */
  readonly isDayOpen: boolean
}

/**
 * Puts what chrono-node reads beside what the grammar read, as far as it leaves nothing to guess: a day with its month and its year or
 * its name of the week ("Thu 26 Nov 15:00", "2026-11-30T08:15"), and times that name a zone ("3pm EST", "10:00 +0100"), as the clock of
 * the person shows them. It counts where it says more than the grammar; how people mean shorter words is the grammar's.
 */
export function withWritten(own: readonly FoundTime[], text: string, moment: Moment): readonly FoundTime[] {
  const result: FoundTime[] = []
  let at = 0
  for (const written of writtenIn(text, moment)) {
    while (at < own.length && own[at]!.end <= written.start) result.push(own[at++]!)
    const first = at
    while (at < own.length && own[at]!.start < written.end) at += 1
    result.push(...together(written, own.slice(first, at), moment))
  }
  return [...result, ...own.slice(at)]
}

/** Few lines hold a time; what chrono-node is given is short, so that its work stays in proportion to the text. */
function writtenIn(text: string, moment: Moment): readonly Written[] {
  return [...text.matchAll(/[^\n]{1,2000}/g)].flatMap(({ 0: piece, index }) => {
    if (!/\d|noon|midnight/i.test(piece)) return []
    return writtenInPiece(piece, moment).map((each) => ({ ...each, start: each.start + index, end: each.end + index }))
  })
}

function writtenInPiece(piece: string, moment: Moment): readonly Written[] {
  const { day, seconds } = wallNow(moment)
  const instant = new Date(moment.nowMs)
  const timezone = Math.round((day * dayMs + seconds * 1000 - moment.nowMs) / 60_000)
  return parse(piece, { instant, timezone }, { forwardDate: true }).flatMap((found) => writtenOf(piece, found) ?? [])
}

const dayMs = 86_400_000

function writtenOf(piece: string, { index, text, start: first, end: last }: ParsedResult): Written | undefined {
  const said = withoutMarks(text)
  const start = index + text.indexOf(said)
  const end = start + said.length
  if (partOfNumber.test(piece.slice(0, start)) || /^[\p{L}\d]/u.test(piece.slice(end))) return undefined
  const offset = first.isCertain('timezoneOffset') ? first.get('timezoneOffset')! : undefined
  const isDated =
    first.isCertain('day') &&
    first.isCertain('month') &&
    (fullYear.test(said) || (first.isCertain('weekday') && monthName.test(said)))
  // An offset without a zone that is named: "in 2 hours", or a word that is a zone to the library alone.
  const isZoned = first.isCertain('hour') && namesZone(said)
  if (offset === undefined ? !isDated : !isZoned) return undefined
  const [from, until] = [wallOf(first), last && endOf(last)]
  if (!from || (last && !until)) return undefined
  const isDayOpen = [first, last].every((each) => !each?.isCertain('day') && !each?.isCertain('weekday'))
  return { start, end, from, until, offset, isDayOpen }
}

/** chrono-node takes what stands around a time along: `(10 AM CST)`, `Monday,`. */
function withoutMarks(text: string): string {
  const said = text.replace(/^[\s(,.-]+/, '').replace(/[\s,.]+$/, '')
  return said.includes('(') ? said : said.replace(/\)$/, '')
}

/** `6,107.31 August`, `$ 12`, `2/29-3/1/2019`: the number began before. */
const partOfNumber = /(?:[\p{L}\d]|[$€£]\s?|\d[.,:/-])$/u
const fullYear = /(?<!\d)\d{4}(?!\d)/
const monthName = /(?<!\p{L})(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/iu
/** As people write zones. Other letters that are a zone somewhere are words first: "9am CAT scan", "1pm west of here", "12 pt". */
const zones = [
  /(?:UTC|GMT)\s?[+-]\d{1,2}|(?::\d\d|[ap]\.?m\.?)\s?[+-]\d\d:?\d\d(?!\d)|\dZ/i,
  /\b(?:utc|gmt|[ecmp][sd]t|ak[sd]t|brt|bst|ces?t|ees?t|sast|msk|pkt|ist|sgt|hkt|[jk]st|a[ecw][sd]t|nz[sd]t)\b/i,
  /\b[ECMP]T\b/,
]

/** Whether a time is said by the clock of a zone: `3pm EST`, `10:00 +0100`. */
function namesZone(time: string): boolean {
  return zones.some((each) => each.test(time))
}

/** What is left of such a time: `3pm`. undefined: it names no zone. */
export function withoutZone(time: string): string | undefined {
  return namesZone(time) ? time.replace(zoneAtEnd, '') : undefined
}

const zoneAtEnd = / ?(?:(?!am|pm)[a-z]{2,4}|(?:utc|gmt)? ?[+-][\d:]+)$/i

function wallOf(at: Components): WallTime | undefined {
  const day = realDay(at.get('year') ?? 0, at.get('month') ?? 0, at.get('day') ?? 0)
  if (day === undefined) return undefined
  if (!at.isCertain('hour')) return { date: isoOf(day) }
  const seconds = (at.get('hour') ?? 0) * 3600 + (at.get('minute') ?? 0) * 60
  return { date: isoOf(day), time: clockText(seconds) }
}

/** The first that no longer belongs to it. */
function endOf(at: Components): WallTime | undefined {
  const wall = wallOf(at)
  return wall && wall.time === undefined ? { date: isoOf(dayOfIso(wall.date) + 1) } : wall
}

/** What stands for a written time and for the words of the grammar that it meets. */
function together(written: Written, met: readonly FoundTime[], moment: Moment): readonly FoundTime[] {
  const { start, end, offset } = written
  const [only] = met
  if (only && met.length === 1 && only.start <= start && only.end >= end) return met
  const isWhole = met.every((each) => each.start >= start && each.end <= end && each.kind !== 'repeat')
  if (isWhole) return [foundOf(written, moment)]
  // "by friday 5pm PST", "every monday 9am EST": the words are those of the grammar, the clock is that of the zone.
  if (!only || met.length > 1 || offset === undefined || only.end > end) return met
  const moved = movedTo(only, (wall) => inZoneOf(moment, wall, offset))
  return moved ? [{ ...moved, end }] : []
}

/** Where only a time of day is said it is the nearest ahead, whatever day it is there. */
function foundOf({ start, end, from, until, offset, isDayOpen }: Written, moment: Moment): FoundTime {
  const kind = until ? 'span' : 'moment'
  if (offset === undefined) return { start, end, kind, from, until }
  const days = isDayOpen ? Math.max(0, Math.floor((instantOf(from, offset) - moment.nowMs) / dayMs)) : 0
  const near = (wall: WallTime) => inZoneOf(moment, { ...wall, date: isoOf(dayOfIso(wall.date) - days) }, offset)
  return { start, end, kind, from: near(from), until: until && near(until) }
}

/** undefined: the days of a rule are others here, and no rule can say that for all of the year. */
function movedTo(found: FoundTime, move: (wall: WallTime) => WallTime): FoundTime | undefined {
  const [from, until] = [found.from && move(found.from), found.until && move(found.until)]
  if (found.kind === 'repeat' && found.rule !== 'FREQ=DAILY' && from?.date !== found.from?.date) return undefined
  return { ...found, from, until }
}

function inZoneOf({ timeZone }: Moment, wall: WallTime, offset: number): WallTime {
  if (wall.time === undefined) return wall
  const { day, seconds } = wallNow({ nowMs: instantOf(wall, offset), timeZone })
  return { date: isoOf(day), time: clockText(seconds) }
}

function instantOf({ date, time = '00:00' }: WallTime, offset: number): number {
  return Date.parse(`${date}T${time}Z`) - offset * 60_000
}
