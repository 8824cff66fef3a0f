import { readQuickAdd } from '../../shared/language/quick-add.ts'
import type { DateLine, DateValue } from './date-score.ts'

export interface QuickScore {
  readonly asked: number
  /** Lines of which every part, the day, and the title were right. */
  readonly whole: number
  readonly day: number
  /** Signs around it: label, priority, person. */
  readonly signs: number
  /** Sentences that name no time, kept word for word. */
  readonly silent: number
  readonly kept: number
  readonly misses: readonly string[]
}

const people = [{ id: 'user:ana', name: 'Ana Novak' }]
const titles = ['Call the bank', 'Send the contract to Ben', 'Book a room for twelve people', 'Renew the insurance']

/**
 * A line such as people type, made of a title of ours and an expression of the public set: "Call the bank tomorrow at 5pm #finance !high @Ana".
 * Right is what the set says of the expression, as a day ahead; and nothing of the line may be lost.
 */
export function scoreQuickAdd(lines: readonly DateLine[]): QuickScore {
  const score = { asked: 0, whole: 0, day: 0, signs: 0, silent: 0, kept: 0, misses: [] as string[] }
  for (const [at, line] of lines.entries()) {
    if (line.results.length === 0) {
      score.silent += 1
      score.kept += quickAdd(line.text, line).title === line.text.replaceAll(/\s+/g, ' ').trim() ? 1 : 0
      continue
    }
    const title = titles[at % titles.length] as string
    for (const { text, values = [] } of line.results) {
      const wanted = values.filter((value) => isDayAhead(value, line))
      if (wanted.length === 0) continue
      score.asked += 1
      const said = `${title} ${text} #finance !high @Ana`
      const read = quickAdd(said, line)
      const due = read.parts.find((part) => part.kind === 'due')
      const isDay = due !== undefined && wanted.some(({ value }) => value?.slice(0, 16) === dayAndTime(due))
      const signs = read.parts.filter(({ kind }) => kind === 'label' || kind === 'priority' || kind === 'person')
      score.day += isDay ? 1 : 0
      score.signs += signs.length === 3 ? 1 : 0
      if (isDay && signs.length === 3 && read.title === title) score.whole += 1
      else score.misses.push(`${said} @${momentOf(line)} ${JSON.stringify(wanted)} ≠ ${JSON.stringify(read)}`)
    }
  }
  return score
}

function quickAdd(text: string, line: DateLine) {
  const moment = { nowMs: Date.parse(`${momentOf(line)}Z`), timeZone: 'UTC', weekStartsOn: 1 } as const
  return readQuickAdd(text, { moment, people })
}

function momentOf({ reference = '2016-11-07T00:00:00' }: DateLine): string {
  return reference
}

/** What has passed is no day for a task, and "now" is no date: such words stay words. Nor is what the set could not resolve. */
function isDayAhead({ type, value = '', timex }: DateValue, line: DateLine): boolean {
  const isDay = type === 'date' || type === 'datetime'
  return (
    isDay &&
    timex !== 'PRESENT_REF' &&
    /^\d/.test(value) &&
    value >= momentOf(line).slice(0, value.length).replace('T', ' ')
  )
}

function dayAndTime({ date, time }: { readonly date: string; readonly time?: string | undefined }): string {
  return time === undefined ? date : `${date} ${time}`
}
