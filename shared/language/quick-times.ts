import { dayOfIso, isoOf, wallNow } from './civil.ts'
import { type DayList, dayListsIn } from './day-lists.ts'
import type { FoundTime, Moment, WallTime } from './moment.ts'
import { firstOccurrence } from './recurrence.ts'
import { findTimes } from './times.ts'
import { withoutZone } from './written-times.ts'

/** Offsets as in `FoundTime`; `text` is what stands there. */
export interface Place {
  readonly start: number
  readonly end: number
  readonly text: string
}

export type TimePart = Place &
  (
    | { readonly kind: 'due'; readonly date: string; readonly time?: string | undefined }
    | { readonly kind: 'repeat'; readonly rule: string; readonly date: string; readonly time?: string | undefined }
  )

interface TimesAsked {
  readonly moment: Moment
  /** Whether a part is meant as words. */
  isWords(part: TimePart): boolean
}

/** The days and rules that a line of words names, in its order; more than one of each. */
export function timePartsIn(text: string, { moment, isWords }: TimesAsked): readonly TimePart[] {
  const today = isoOf(wallNow(moment).day)
  const lists = dayListsIn(text, moment)
  const rest = masked(text, lists)
  const found = withoutChoices(findTimes(rest, moment), rest)
  const parts = found.flatMap((each): TimePart[] => {
    const place = placeOf(each, rest)
    if (isAdjective(rest, place) || isEndOfRule(text, place) || isOfOther(text, place)) return []
    const part = each.kind === 'repeat' ? repeatPart(each, place) : duePart(each, place)
    return part && part.date >= today && !isWords(part) ? [part] : []
  })
  const rules = lists.flatMap((list) => listPart(list, text, parts) ?? []).filter((part) => !isWords(part))
  const inOrder = [...rules, ...parts].toSorted((a, b) => a.start - b.start)
  return oneTime(inOrder, moment)
}

/** Signs cannot be read as times: `#may`. Every letter stays where it is. */
export function masked(text: string, parts: readonly Pick<Place, 'start' | 'end'>[]): string {
  let result = text
  for (const { start, end } of parts) result = `${result.slice(0, start)}${'|'.repeat(end - start)}${result.slice(end)}`
  return result
}

function placeOf({ start: from, end: until, kind }: FoundTime, text: string): Place {
  const lead = (kind === 'repeat' ? onPlural : undefined)?.exec(text.slice(0, until))
  const start = lead ? lead.index : from - joint.exec(text.slice(0, from))![0].length
  const end = endOf(text, { start, end: until })
  return { start, end, text: text.slice(start, end) }
}

/** `on mondays`. */
const onPlural = /(?<=^|\s)on (?=(?:mon|tues|wednes|thurs|fri|satur|sun)days(?![\p{L}]))[^|]*$/iu

/** "Move mon and wed meetings to friday" names a day of its own: then they are words. */
function listPart({ start, end, found, isRule }: DayList, text: string, parts: readonly TimePart[]) {
  const isDay = (part: TimePart) => part.kind === 'due' && !isClock(part) && !isZonedClock(part)
  const hasDay = parts.some((part) => isDay(part) && !beginning.test(part.text))
  return found && (isRule || !hasDay) ? repeatPart(found, { start, end, text: text.slice(start, end) }) : undefined
}

/** A time of day without a day. */
function isClock({ text }: Pick<Place, 'text'>): boolean {
  return /^(?:at |by |@ ?)?(?:\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?|noon|midnight)$/i.test(text)
}

/**
 * `on mondays yoga 6pm`: the time of day is that of the rule; `gym on mondays from next week`: so is the beginning. What says the first day of
 * the rule again is a word of the title: `every jan 1 new year plan`.
 */
function oneTime(parts: readonly TimePart[], moment: Moment): readonly TimePart[] {
  const rule = parts.findLast(({ kind }) => kind === 'repeat')
  if (rule?.kind !== 'repeat') return parts
  const nearest = rule.rule.replace(/INTERVAL=\d+;?/, '').replace(/;$/, '')
  return parts.flatMap((part): readonly TimePart[] => {
    if (part.kind === 'repeat') return [part]
    if (isZonedClock(part) && rule.time === undefined) return zonedTime(part, nearest, moment)
    const isOfRule = beginning.test(part.text) || (isClock(part) && rule.time === undefined)
    if (isOfRule) return [{ ...part, date: firstOccurrence(nearest, part.date) ?? part.date }]
    return part.time === undefined && part.date === rule.date ? [] : [part]
  })
}

/** `3pm EST` without a day, as against `tomorrow 3pm EST`. */
function isZonedClock({ text }: Place): boolean {
  const clock = withoutZone(text)
  return clock !== undefined && isClock({ text: clock })
}

/** `every monday stand-up 3pm EST`: at the time that it is here then. Where Monday is another day here it is words. */
function zonedTime(part: TimePart, nearest: string, moment: Moment): readonly TimePart[] {
  const date = firstOccurrence(nearest, part.date) ?? part.date
  if (!nearest.includes('BY')) return [{ ...part, date }]
  const [there] = findTimes(`${date} ${part.text.replace(/^(?:at |by |@ ?)/i, '')}`, moment)
  return there?.from?.date === date ? [{ ...part, ...there.from }] : []
}

/** `8am and 8pm`, `monday or tuesday`: two times, of which a task has one. Neither is taken for the other. */
function withoutChoices(times: readonly FoundTime[], text: string): readonly FoundTime[] {
  const isJoined = (one: FoundTime | undefined, other: FoundTime | undefined) =>
    one !== undefined && other !== undefined && /^\s*(?:and|or|[&/+])\s*$/i.test(text.slice(one.end, other.start))
  return times.filter(
    (each, index) =>
      !isJoined(times[index - 1], each) && !isJoined(each, times[index + 1]) && !moreTimes.test(text.slice(each.end)),
  )
}

/** `daily at 8 and 20`. */
const moreTimes = /^\s*(?:and|or|[&/+])\s*(?:at\s+)?\d{1,2}(?::\d\d)?\s*(?:am|pm)?(?![\p{L}\p{N}])(?!\s*[\p{L}\p{N}])/iu

/** `the daily report`, `night shift`: a lone word of time with another word behind it says what kind of thing it is. */
function isAdjective(text: string, { end, text: said }: Place): boolean {
  if (/^(?:morning|afternoon|evening|night)$/i.test(said)) return true
  return (
    /^(?:bi-?|semi-?)?(?:daily|nightly|weekly|monthly|quarterly|yearly|annual|annually|fortnightly)$/i.test(said) &&
    /^\s*(?!(?:from|on|at|until|till|starting|and|in|with|by|for)\b)[\p{L}\d]/iu.test(text.slice(end))
  )
}

/** `every Friday until the end of March`: when a rule ends is nothing that a task has, and stays in its words. */
function isEndOfRule(text: string, { start, text: said }: Place): boolean {
  return (
    /^(?:until|till|through)\b/i.test(said) &&
    /\b(?:every|each|daily|nightly|weekly|monthly|yearly)\b/i.test(text.slice(0, start))
  )
}

/** `first business day of each month`, `except weekends`: part of a rule that was not read, and no rule of its own. */
function isOfOther(text: string, { start, text: said }: Place): boolean {
  const before = text.slice(0, start)
  return (
    /\b(?:except|excluding|but not|not)(?: on| for)?\s+$/i.test(before) ||
    (/^(?:each|every)\b/i.test(said) && /\bof\s+$/i.test(before))
  )
}

/** Words that only lead to a date: `due friday`, `for tomorrow`, `remind me on Tuesday`. */
const joint = /(?:(?<=^|\s)(?:due|for|to|starting|beginning|from)\s+|(?:, ?|(?<=^|\s))remind me(?: on| at)?\s+)?$/i

/** "Remind me Tuesday to call Ana" is about calling Ana. */
function endOf(text: string, { start, end }: { start: number; end: number }): number {
  if (!/^(?:, ?)?remind me\b/i.test(text.slice(start, end))) return end
  return end + (/^\s+to(?=\s)/i.exec(text.slice(end))?.[0].length ?? 0)
}

function repeatPart({ rule, from }: FoundTime, place: Place): (TimePart & { kind: 'repeat' }) | undefined {
  return rule !== undefined && from ? { kind: 'repeat', rule, ...from, ...place } : undefined
}

function duePart(found: FoundTime, place: Place): (TimePart & { kind: 'due' }) | undefined {
  const due =
    beginOf(found, place.text) ??
    dueOf(found, place.text.replace(/^(?:due|for|to|starting|beginning|from|(?:, ?)?remind me(?: on| at)?)\s+/i, ''))
  return due && { kind: 'due', ...due, ...place }
}

const beginning = /^(?:starting|beginning|from)\b/i

/** `starting 1 dec`, `from next week`, but not `from mon to wed`. */
function beginOf({ kind, from }: FoundTime, text: string): WallTime | undefined {
  const isOpen = kind === 'span' && beginning.test(text) && !/\b(?:to|till|until|through)\b|[-–]/i.test(text)
  return isOpen ? from : undefined
}

const monthWords = /^(?:by|in|before|until|till|the end|end|this|next|mid|early|late|later|during)\b/i

/** A span is due on its last day; one from an hour to another on the first. Longer than a month it is no date of a task: "the Q3 budget". */
function dueOf({ kind, from, until }: FoundTime, text: string): WallTime | undefined {
  if (kind === 'moment') return /^(?:right )?now$|^asap$|^at (?:present|this|the m)/i.test(text) ? undefined : from
  if (kind !== 'span' || !until) return undefined
  if (from?.time !== undefined) return from
  if (until.time !== undefined) return until
  const last = dayOfIso(until.date) - 1
  const days = from ? last - dayOfIso(from.date) + 1 : 1
  // "november report" is about a month, "in november" is when.
  if (from && /^(?:by (?:the )?|the )?(?:end of|eo[yq]\b)/i.test(text)) return { date: isoOf(last) }
  if (days > 31 || (days > 7 && !monthWords.test(text))) return undefined
  return { date: isoOf(last) }
}
