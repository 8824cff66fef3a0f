import { clockText, isoOf, wallNow } from './civil.ts'
import { meaningAt } from './grammar/found.ts'
import type { Edge, Meaning } from './grammar/meaning.ts'
import { type Reader, tokenise } from './grammar/reader.ts'
import type { FoundTime, Moment, WallTime } from './moment.ts'
import { firstOccurrence } from './recurrence.ts'
import { withWritten } from './written-times.ts'

/** Longer texts are read up to here: a time deep in a book is nobody's appointment. */
const longestText = 200_000

/**
 * Every time that a text names, in its order and without overlaps. English only. Where words leave open which one is meant, it is the
 * nearest ahead; weeks begin as the moment says; `next friday` is that of next week. Never throws, whatever the text.
 */
export function findTimes(text: string, moment: Moment): readonly FoundTime[] {
  const read = text.slice(0, longestText)
  return withWritten(byGrammar(read, moment), read, moment)
}

function byGrammar(text: string, moment: Moment): readonly FoundTime[] {
  const { day, seconds } = wallNow(moment)
  const tokens = tokenise(text)
  const reader: Reader = { tokens, today: day, seconds, weekStartsOn: moment.weekStartsOn, known: new Map() }
  const found: FoundTime[] = []
  for (let at = 0; at < tokens.length; ) {
    const match = isStart(reader, at) ? meaningAt(reader, at) : undefined
    const written = match && isEnd(reader, match.end) ? write(reader, match.value) : undefined
    if (match && written) {
      found.push({ start: tokens[at]!.start, end: tokens[match.end - 1]!.end, ...written })
      at = match.end
    } else at += 1
  }
  return found
}

/** Not in the middle of a word, a number or a code: `A1B2`, `3.5.1`. */
function isStart({ tokens }: Reader, at: number): boolean {
  const [token, before] = [tokens[at]!, tokens[at - 1]]
  if (token.kind === 'mark') return ['>', '<', '@', '½'].includes(token.word)
  if (token.kind === 'number' && before && ['$', '€', '£'].includes(before.word)) return false
  if (!token.isGlued || !before) return true
  if (before.kind !== 'mark') return false
  if (token.kind === 'number' && ['$', '€', '£', '+', ':', '.', '#'].includes(before.word)) return false
  if (token.kind === 'number' && before.word === '-') return token.word.length >= 4 && tokens[at - 2]?.kind !== 'number'
  return before.word !== '#' && before.word !== '@' && before.word !== '$'
}

function isEnd({ tokens }: Reader, end: number): boolean {
  const [last, token, after] = [tokens[end - 1]!, tokens[end], tokens[end + 1]]
  if (!token?.isGlued) return true
  if (token.kind !== 'mark') return false
  if (token.word === '%') return false
  const goesOn = after?.isGlued === true && after.kind === 'number' && last.kind === 'number'
  return !(goesOn && [':', '.', '/', '-'].includes(token.word))
}

type Written = Omit<FoundTime, 'start' | 'end'>

function write(reader: Reader, meaning: Meaning): Written | undefined {
  switch (meaning.kind) {
    case 'moment':
      return { kind: 'moment', from: wall(meaning.from) }
    case 'span':
      return { kind: 'span', from: meaning.from && wall(meaning.from), until: meaning.until && wall(meaning.until) }
    case 'length':
      return { kind: 'length', minutes: meaning.minutes }
    case 'repeat': {
      const { rule, seconds } = meaning.repeat
      const isPassed = seconds !== undefined && seconds < reader.seconds
      // The nearest that fits begins the series: "every second tuesday" does not skip the coming one.
      const date = firstOccurrence(
        rule.replace(/INTERVAL=\d+;?/, '').replace(/;$/, ''),
        isoOf(reader.today + (isPassed ? 1 : 0)),
      )
      const time = seconds === undefined ? undefined : clockText(seconds)
      return { kind: 'repeat', rule, from: date === undefined ? undefined : { date, time } }
    }
  }
}

function wall({ day, seconds }: Edge): WallTime {
  if (seconds === undefined) return { date: isoOf(day) }
  return seconds >= 86_400 ? { date: isoOf(day + 1), time: '00:00' } : { date: isoOf(day), time: clockText(seconds) }
}
