import type { Day } from '../civil.ts'
import { dateAt, settle } from './dates.ts'
import { type Instant, type Length, hasClock, lengthAt, lengthOf, minutesOf, plus } from './lengths.ts'
import { unitAt } from './lexicon.ts'
import type { Edge, Found } from './meaning.ts'
import { periodAt } from './periods.ts'
import { type Match, type Reader, past, says, saysOne, wordAt } from './reader.ts'

/** Lengths counted from somewhere: `in 2 weeks`, `3 days ago`, `two weeks from tomorrow`, `3 days starting next monday`. */
export function counted(reader: Reader, at: number): Found {
  const lead = saysOne(reader, at, [
    'in about',
    'in the next',
    'within the next',
    'within',
    'in',
    'over the next',
    'the next',
    'next',
    'the last',
    'last',
    'the past',
    'past',
    'for',
    'more than',
  ])
  const word = lead ? wordAt(reader, lead - 1) : ''
  const found = lengthAt(reader, lead || at) ?? oneMore(reader, lead, word)
  if (!found) return undefined
  const behind = behindLength(reader, found, wordAt(reader, at))
  if (behind) return behind
  const start = nowOf(reader)
  const end = says(reader, found.end, "' s time") || saysOne(reader, found.end, ["'s time", 'time']) || found.end
  const there = plus(start, found.value, word === 'last' || word === 'past' ? -1 : 1)
  if (wordAt(reader, at) === 'within') return { value: { kind: 'span', from: start, until: there }, end }
  if (word === 'in' || word === 'about') return { value: { kind: 'moment', from: clipped(there, found.value) }, end }
  if (!hasClock(found.value) || !lead || !['next', 'last', 'past'].includes(word)) return undefined
  return {
    value:
      there.day < start.day || (there.day === start.day && there.seconds < start.seconds)
        ? { kind: 'span', from: there, until: start }
        : { kind: 'span', from: start, until: there },
    end,
  }
}

/** `next hour`, `the next day and 5 hours`, `13 last minutes`. */
function oneMore(reader: Reader, lead: number, word: string): Match<Length> | undefined {
  const unit = lead && ['next', 'last', 'past'].includes(word) ? unitAt(reader, lead) : undefined
  if (!unit || unit.value.isPlural) return undefined
  const rest = lengthAt(reader, past(reader, unit.end, ['and']))
  const one = lengthOf(unit.value.unit, 1)
  if (!rest || rest.end <= unit.end) return hasClock(one) ? { value: one, end: unit.end } : undefined
  return {
    value: {
      months: one.months + rest.value.months,
      days: one.days + rest.value.days,
      seconds: one.seconds + rest.value.seconds,
    },
    end: rest.end,
  }
}

/** A day where only days were counted. */
function clipped(there: Instant, by: Length): Edge {
  return hasClock(by) ? there : { day: there.day }
}

function behindLength(reader: Reader, { value, end }: Match<Length>, lead: string): Found {
  const start = nowOf(reader)
  const ago = saysOne(reader, end, ['ago', 'earlier', 'before now'])
  if (ago && !saysOne(reader, ago, ['this', 'in', 'today'])) return momentOf(plus(start, value, -1), value, ago)
  const later = saysOne(reader, end, ['later', 'from now', 'hence'])
  if (later && !saysOne(reader, later, ['this', 'in', 'today', 'on', 'that']))
    return momentOf(plus(start, value, 1), value, later)
  const back = saysOne(reader, end, ['before'])
  const on = saysOne(reader, end, ['from', 'after', 'since'])
  const starting = saysOne(reader, end, [
    'starting from',
    'starting on',
    'starting',
    'beginning',
    ', from',
    'from',
    'from today',
  ])
  const from = dayAt(reader, back || on || starting)
  if (!from) return undefined
  const there = plus({ day: from.value, seconds: 0 }, value, back ? -1 : 1)
  if (lead === 'more') {
    return {
      value: back ? { kind: 'span', until: { day: there.day } } : { kind: 'span', from: { day: there.day } },
      end: from.end,
    }
  }
  const isSpan = !back && (lead === 'for' || !on || wordAt(reader, starting - 1) === 'starting')
  if (isSpan) return { value: { kind: 'span', from: { day: from.value }, until: { day: there.day } }, end: from.end }
  return momentOf(there, value, from.end)
}

function momentOf(there: Instant, by: Length, end: number): Found {
  return { value: { kind: 'moment', from: clipped(there, by) }, end }
}

function dayAt(reader: Reader, at: number): Match<Day> | undefined {
  if (!at) return undefined
  const date = dateAt(reader, past(reader, at, ['on']))
  const day = date && settle(reader, date.value)
  if (date && day !== undefined) return { value: day, end: date.end }
  const whole = periodAt(reader, at)
  return whole && { value: whole.value.from, end: whole.end }
}

export function length(reader: Reader, at: number): Found {
  const all = saysOne(reader, at, ['all', 'for the', 'a whole', 'the whole', 'the entire', 'a full'])
  const unit = all ? unitAt(reader, all) : undefined
  if (unit && !unit.value.isPlural && unit.value.unit !== 'weekend') {
    const isOther = wordAt(reader, at) === 'for' && unit.value.unit !== 'hour'
    if (!isOther) return { value: { kind: 'length', minutes: minutesOf(lengthOf(unit.value.unit, 1)) }, end: unit.end }
  }
  const lead = saysOne(reader, at, ['more than', 'less than', 'at least', 'at most', 'for'])
  const found = lengthAt(reader, lead || at)
  return found && { value: { kind: 'length', minutes: minutesOf(found.value) }, end: found.end }
}

export function nowOf({ today, seconds }: Reader): Required<Instant> {
  return { day: today, seconds }
}
