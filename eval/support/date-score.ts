import { findTimes } from '../../shared/language/times.ts'
import type { FoundTime, WallTime } from '../../shared/language/moment.ts'

/** One line of the set: `results` are the expressions that its authors expect. */
export interface DateLine {
  readonly text: string
  readonly reference?: string
  readonly results: readonly {
    readonly text: string
    readonly start?: number
    readonly type?: string
    readonly values?: readonly DateValue[]
  }[]
}

export interface DateValue {
  readonly timex?: string
  readonly type?: string
  readonly value?: string
  readonly start?: string
  readonly end?: string
  readonly Mod?: string
}

export interface DateScore {
  readonly expected: number
  readonly hit: number
  readonly found: number
  readonly foundRight: number
  readonly silent: number
  readonly silentRight: number
  readonly misses: readonly string[]
}

/**
 * An expression counts when something found overlaps it and says exactly one of its expected values, to the minute. Three things are
 * written differently by the set and by us, and compared so: the set ends a range of named days, months or years with the last one
 * itself, we with the first day behind it; "until friday" and "after friday" move by that one day too; a time without a day is
 * compared by its time. Each thing found may count once.
 */
export function scoreDates(lines: readonly DateLine[], find = findInLine): DateScore {
  const score = { expected: 0, hit: 0, found: 0, foundRight: 0, silent: 0, silentRight: 0, misses: [] as string[] }
  for (const line of lines) {
    const found = [...find(line)]
    score.found += found.length
    if (line.results.length === 0) {
      score.silent += 1
      score.silentRight += found.length === 0 ? 1 : 0
      if (found.length > 0) score.misses.push(`${line.text} → nothing, not ${JSON.stringify(found)}`)
    }
    let from = 0
    for (const result of line.results) {
      score.expected += 1
      const start = line.text.toLowerCase().indexOf(result.text.toLowerCase(), from)
      const extent = { start: Math.max(0, start), end: start < 0 ? line.text.length : start + result.text.length }
      from = start < 0 ? from : extent.end
      const right = found.find((each) => overlaps(each, extent) && says(each, result.values ?? []))
      if (right) {
        found.splice(found.indexOf(right), 1)
        score.hit += 1
        score.foundRight += 1
      } else
        score.misses.push(
          `${line.text} @${line.reference ?? ''} [${result.text}] ${JSON.stringify(result.values)} ≠ ${JSON.stringify(found)}`,
        )
    }
  }
  return score
}

function findInLine({ text, reference }: DateLine): readonly FoundTime[] {
  const nowMs = Date.parse(`${reference ?? '2016-11-07T00:00:00'}Z`)
  return findTimes(text, { nowMs, timeZone: 'UTC', weekStartsOn: 1 })
}

function overlaps(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end
}

function says(found: FoundTime, values: readonly DateValue[]): boolean {
  return values.some((value) => saysOne(found, value))
}

function saysOne(found: FoundTime, value: DateValue): boolean {
  switch (value.type) {
    case 'date':
    case 'datetime':
      return found.kind === 'moment' && sameMoment(found.from, value.value)
    case 'time':
      return found.kind === 'moment' && found.from?.time === value.value?.slice(0, 5)
    case 'daterange':
    case 'datetimerange':
      // The set calls a date that is "around" a range and gives it one value.
      if (value.value !== undefined) return found.kind === 'moment' && sameMoment(found.from, value.value)
      return found.kind === 'span' && sameStart(found, value) && sameEnd(found, value)
    case 'timerange':
      return (
        found.kind === 'span' &&
        timeOf(found.from) === value.start?.slice(0, 5) &&
        timeOf(found.until) === value.end?.slice(0, 5)
      )
    case 'duration':
      return found.kind === 'length' && Math.abs((found.minutes ?? 0) * 60 - Number(value.value)) < 1
    case 'set':
      return found.kind === 'repeat' && sameRule(found, value.timex ?? '')
    default:
      return false
  }
}

function timeOf(wall: WallTime | undefined): string | undefined {
  return wall && (wall.time ?? '00:00')
}

function sameMoment(wall: WallTime | undefined, value = ''): boolean {
  if (!wall) return false
  const [date, time] = value.split(' ')
  return wall.date === date && (time === undefined ? wall.time === undefined : wall.time === time.slice(0, 5))
}

function sameStart({ from }: FoundTime, { start, Mod = '' }: DateValue): boolean {
  if (start === undefined) return from === undefined
  if (sameEdge(from, start)) return true
  return Mod.startsWith('after') && from?.time === undefined && sameEdge(from && dayAfter(from, -1), start)
}

function sameEnd({ until }: FoundTime, { end, timex = '', Mod = '' }: DateValue): boolean {
  if (end === undefined) return until === undefined
  if (sameEdge(until, end) || (end.endsWith('23:59:59') && sameEdge(until, `${nextDate(end.slice(0, 10))} 00:00:00`)))
    return true
  const isEndIncluded = /^\(.*,P\d+(D|M|Y|W)\)$/.test(timex) || Mod.startsWith('before') || Mod.startsWith('until')
  if (!isEndIncluded || !until || until.time !== undefined) return false
  return unitsBefore(until, timex).some((edge) => sameEdge(edge, end))
}

/** The last named day, and where the range is one of months or years the last named of these. */
function unitsBefore(until: WallTime, timex: string): readonly WallTime[] {
  const [year = 0, month = 1, date = 1] = until.date.split('-').map(Number)
  const back = (years: number, months: number): WallTime => ({
    date: new Date(Date.UTC(year - years, month - 1 - months, date)).toISOString().slice(0, 10),
  })
  const edges = [dayAfter(until, -1)]
  if (/P\d+M\)$/.test(timex)) edges.push(back(0, 1))
  if (/P\d+Y\)$/.test(timex)) edges.push(back(1, 0))
  return edges
}

function dayAfter(wall: WallTime, days: number): WallTime {
  return {
    ...wall,
    date: new Date(Date.parse(`${wall.date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10),
  }
}

function nextDate(date: string): string {
  return dayAfter({ date }, 1).date
}

function sameEdge(wall: WallTime | undefined, value: string): boolean {
  if (!wall) return false
  const [date, time = '00:00:00'] = value.split(' ')
  return wall.date === date && (wall.time ?? '00:00') === time.slice(0, 5)
}

const rules: readonly (readonly [RegExp, (part: string) => RegExp])[] = [
  [/P1WD/, () => /^FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR$/],
  [/P2WE/, () => /^FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU$/],
  [/P1WE|WXX-WE/, () => /^FREQ=WEEKLY;BYDAY=SA,SU$/],
  [/P0\.5Y/, () => /^FREQ=MONTHLY;INTERVAL=6$/],
  [
    /WXX-(\d)/,
    (day) =>
      new RegExp(`^FREQ=WEEKLY;(INTERVAL=\\d+;)?BYDAY=${['', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][Number(day)]}$`),
  ],
  [/P(\d+D)/, (count) => ruleOf('DAILY', count)],
  [/P(\d+W)/, (count) => ruleOf('WEEKLY', count)],
  [/P(\d+M)/, (count) => ruleOf('MONTHLY', count)],
  [/P(\d+Y)/, (count) => ruleOf('YEARLY', count)],
  [/^T/, () => /^FREQ=DAILY$/],
]

function ruleOf(freq: string, count: string): RegExp {
  const interval = Number.parseInt(count, 10)
  return new RegExp(`^FREQ=${freq}${interval > 1 ? `;INTERVAL=${interval}` : ''}$`)
}

const parts: Readonly<Record<string, string>> = { MO: '08:00', AF: '12:00', EV: '16:00', NI: '20:00' }

/** A timex such as `P2W`, `XXXX-WXX-1T16`, `TMO`: the rule, and the time where it names one. */
function sameRule(found: FoundTime, timex: string): boolean {
  const wanted = rules.find(([pattern]) => pattern.test(timex))
  const match = wanted && wanted[0].exec(timex)
  if (!wanted || !match || !wanted[1](match[1] ?? '').test(found.rule ?? '')) return false
  const time = /T(\d\d)(?::(\d\d))?/.exec(timex)
  if (time) return found.from?.time === `${time[1]}:${time[2] ?? '00'}`
  const part = /T([A-Z]{2})/.exec(timex)
  return part ? found.from?.time === parts[part[1]!] : true
}
