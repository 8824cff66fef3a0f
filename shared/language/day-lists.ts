import type { FoundTime, Moment } from './moment.ts'
import { findTimes } from './times.ts'

/** Some days of the week side by side. Without a rule they are one thing that lasts, or a choice: words. */
export interface DayList {
  readonly start: number
  readonly end: number
  readonly found: FoundTime | undefined
  /** Said as one: "every mon and wed". */
  readonly isRule: boolean
}

const names = [
  'mon(?:day)?',
  'tue(?:s(?:day)?)?',
  'wed(?:s|nesday)?',
  'thu(?:r(?:s(?:day)?)?)?',
  'fri(?:day)?',
  'sat(?:urday)?',
  'sun(?:day)?',
]
const day = `(?:${names.join('|')})\\.?`
const joint = String.raw`(?:\s*(?:,\s*and|,\s*or|[,/&+])\s*|\s+(?:and|or)\s+|\s+)`
const list = new RegExp(
  String.raw`(?<![\p{L}\p{N}#@/+-])(?:(every|each)\s+(other\s+)?|on\s+)?(${day}(?:${joint}${day})+|${day}\s*(?:[-–]|\bto\b|\bthrough\b)\s*${day})(?![\p{L}\p{N}/+-])`,
  'giu',
)
const leastDaily = 4

/**
 * `gym mon wed fri 7am`, `yoga tue & thu`, `standup mon-fri 9:15`: every week on these days. Days in a row ("party fri sat") may be once,
 * and those of "sat or sun" are one of them; both are left as words, rather than that one of them is taken for all.
 */
export function dayListsIn(text: string, moment: Moment): readonly DayList[] {
  return [...text.matchAll(list)].flatMap((match): readonly DayList[] => {
    const [whole, every, other, days = ''] = match
    if (isOfOneWeek(text.slice(0, match.index))) return []
    const end = match.index + whole.length
    const isRange = /[-–]|\b(?:to|through)\b/i.test(days)
    const numbers = numbersIn(days)
    const all = isRange ? between(numbers) : numbers
    const rule = `every ${other ?? ''}${all.map((number) => fullNames[number]).join(', ')}`
    const [time] = findTimes(rule + text.slice(end), moment)
    const isWhole = time?.kind === 'repeat' && time.start === 0 && time.end >= rule.length
    const isMeant = isDaily(all, time) || (!isRange && (every !== undefined || isSpread(days, all)))
    const isRead = isWhole && isMeant
    // "trip mon to wed" is a span, which others read.
    if (isRange && !isRead) return []
    const found = isRead ? { ...time, start: match.index, end: end + time.end - rule.length } : undefined
    return [{ start: match.index, end: found?.end ?? end, found, isRule: every !== undefined }]
  })
}

const fullNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** "Next mon and wed", "this mon". */
function isOfOneWeek(before: string): boolean {
  return /\b(?:this|next|last|coming|past|until|till|by|before|after|since)\s+$/i.test(before)
}

/** Monday is 0. */
function numbersIn(days: string): readonly number[] {
  return [...days.matchAll(new RegExp(day, 'giu'))].map(([name]) =>
    names.findIndex((each) => new RegExp(`^${each}\\.?$`, 'i').test(name)),
  )
}

function between([first = 0, last = 0]: readonly number[]): readonly number[] {
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
}

/** What has a time of day on most days of a week is no journey. */
function isDaily(days: readonly number[], time: FoundTime | undefined): boolean {
  return days.length >= leastDaily && time?.from?.time !== undefined
}

function isSpread(words: string, days: readonly number[]): boolean {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b)
  if (/\bor\b/i.test(words) || sorted.length < 2) return false
  const gaps = sorted.map((each, index) => ((sorted[index + 1] ?? (sorted[0] ?? 0) + 7) - each + 7) % 7)
  return gaps.filter((gap) => gap > 1).length > 1
}
