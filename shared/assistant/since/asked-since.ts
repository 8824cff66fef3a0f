import type { Moment } from '../../language/moment.ts'
import type { FindTimes } from '../records/questions/compile.ts'
import { timeAt } from '../records/questions/periods.ts'
import { spanOf } from '../records/questions/spans.ts'
import { tokensOf } from '../records/questions/tokens.ts'
import { dayIn, startOfDay, todayOf } from '../records/zoned-days.ts'

/** last: since they were here last. */
export type AskedSince = 'last' | { readonly fromMs: number }

/** Asks for news by itself. */
const news =
  /^(?:please )?(?:what (?:did|have) i miss(?:ed)?|(?:did|have) i miss(?:ed)? (?:anything|something)(?: important)?|(?:can you )?(?:catch me up|bring me up to date|fill me in)|tell me what i missed)\b/
/** Asks for it with a time only: "summarise this page" asks for something else. */
const timed =
  /^(?:please )?(?:can you )?(?:what(?:'s| is| has| have)?(?: been)? (?:happened|happening|new|going on)|summari[sz]e(?: (?:what(?:'s| has)? happened|everything|all|it all|things|the changes|the news))?|tell me what happened|what happened|what's happened)\b/
const changed = /^(?:please )?(?:what(?:'s| has| have)?(?: been)? changed|what is different|what's different)\b/
const away =
  /^(?:(?:since|while|when) (?:i|we) (?:was|were|have been|had been|am|'ve been)?\s*(?:last )?(?:away|gone|out|off|offline|here|here last|last here|asleep)|since (?:i|we) (?:left|went(?: away| home)?)|since (?:my |our )?last (?:visit|time)(?: here)?|in my absence)$/

export interface SinceWords {
  readonly moment: Moment
  readonly findTimes: FindTimes
}

/** The words of a question for what happened since a time or a visit. undefined: they ask for something else. `plain` as the engine makes it. */
export function askedSince(plain: string, { moment, findTimes }: SinceWords): AskedSince | undefined {
  const head = [news, timed, changed].find((each) => each.test(plain))
  if (!head) return undefined
  const rest = plain
    .replace(head, '')
    .replace(/^[\s,:]+/u, '')
    .replace(/^(?:here|in here)\b\s*/u, '')
  if (rest === '') return head === news ? 'last' : undefined
  if (away.test(rest)) return 'last'
  // "What changed since Monday" is a question after records, which has more to it.
  if (head === changed) return undefined
  const fromMs = startOf(rest, { moment, findTimes })
  return fromMs === undefined ? undefined : { fromMs }
}

/** The first moment of `since Monday`, `in the last 3 days`, `since 9 am`. Every word is accounted for. */
function startOf(words: string, { moment, findTimes }: SinceWords): number | undefined {
  const time = /^(?:since|in|during|over|within|from)(?: the)? (.+)$/u.exec(words)?.[1]
  if (time === undefined) return undefined
  const tokens = tokensOf(time)
  const day = { today: todayOf(moment), weekStartsOn: moment.weekStartsOn }
  const dayAt = dayIn(moment.timeZone)
  const found = timeAt(tokens, 0, day)
  if (found && found.length === tokens.length) {
    const relation = 'rolling' in found ? 'in' : 'since'
    const span = spanOf({ time: found, relation, isNegated: false }, { day, isPast: true, date: 'changed' })
    return span?.from === undefined ? undefined : startOfDay(span.from, dayAt)
  }
  return clockTime(time, { moment, findTimes })
}

/** A time of the day is today's, or yesterday's where that is still to come. */
function clockTime(words: string, { moment, findTimes }: SinceWords): number | undefined {
  const [time] = findTimes(words, moment)
  if (!time?.from || time.start !== 0 || time.end !== words.length) return undefined
  const [hours = 0, minutes = 0] = (time.from.time ?? '00:00').split(':').map(Number)
  const dayMs = 24 * 60 * 60_000
  const at = startOfDay(time.from.date, dayIn(moment.timeZone)) + (hours * 60 + minutes) * 60_000
  if (at <= moment.nowMs) return at
  return time.from.time !== undefined && at - dayMs <= moment.nowMs ? at - dayMs : undefined
}
