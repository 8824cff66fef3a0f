import type { Moment } from '#shared/language/moment.ts'
import { findTimes } from '#shared/language/times.ts'

/** When something is asked: by a rule of RFC 5545, first at `startAt` and at that time of the clock ever after. */
export interface When {
  readonly rule: string
  readonly startAt: number
}

/** When no time is said: before most people begin to work. */
const usualTime = '08:00'

/** "every weekday at 8" → its rule. undefined: there is no repetition in it. The moment is that of this device. */
export function readWhen(text: string, moment: Moment): When | undefined {
  const found = findTimes(text, moment).find(({ kind }) => kind === 'repeat')
  if (!found?.rule || !found.from) return undefined
  const { date, time = usualTime } = found.from
  return { rule: found.rule, startAt: new Date(`${date}T${time}`).getTime() }
}

/** What is asked and when, out of one line: "What is overdue? every weekday at 8". */
export function splitWhen(text: string, moment: Moment): { readonly text: string; readonly when: string } {
  const found = findTimes(text, moment).find(({ kind }) => kind === 'repeat')
  if (!found) return { text, when: '' }
  const rest = `${text.slice(0, found.start)}${text.slice(found.end)}`
    .replaceAll(/\s+/g, ' ')
    .replace(/ ([,.?!])/g, '$1')
  const tidy = rest.trim().replace(/^[,;:–-]\s*|\s*[,;:–-]$/g, '')
  // Of nothing but a time there is nothing to ask.
  return tidy === '' ? { text, when: '' } : { text: tidy, when: text.slice(found.start, found.end) }
}
