import { civilOf, dayOf } from '../civil.ts'
import type { Period, PeriodMatch } from './calendar-periods.ts'
import { ordinal, yearAt } from './numbers.ts'
import { type Match, type Reader, digitsAt, isGlued, past, says, saysOne, wordAt } from './reader.ts'

/** `Q3`, `Q3 2026`, `2026-Q1`, `2019 H2`, `first quarter of 2013`, `next year's first quarter`. */
export function quarter(reader: Reader, at: number): PeriodMatch {
  const now = civilOf(reader.today).year
  const before = yearAt(reader, at)
  if (before) {
    const part = partLetters(reader, past(reader, before.end, ['-']))
    if (part) return { value: partOfYear(before.value, part.value), end: part.end }
  }
  const nextYears = saysOne(reader, at, ["next year's", "this year's", "last year's"])
  const start = past(reader, nextYears || at, ['the', 'the whole'])
  const said = partLetters(reader, start) ?? partWords(reader, start)
  if (!said) return undefined
  const moved = { next: 1, last: -1 }[nextYears ? wordAt(reader, at) : ''] ?? 0
  if (nextYears) return { value: partOfYear(now + moved, said.value), end: said.end }
  const joined = past(reader, said.end, ['of', 'in', '-', ',', '/'])
  const after = yearAt(reader, joined)
  if (after) return { value: partOfYear(after.value, said.value), end: after.end }
  for (const [phrase, years] of [
    ['the year', 0],
    ['this year', 0],
    ['next year', 1],
    ['last year', -1],
  ] as const) {
    const end = says(reader, joined, phrase)
    if (end) return { value: partOfYear(now + years, said.value), end }
  }
  return { value: { ...partOfYear(now, said.value), isOpen: true }, end: said.end }
}

interface YearPart {
  readonly index: number
  readonly months: 3 | 6
}

function partLetters(reader: Reader, at: number): Match<YearPart> | undefined {
  const letter = wordAt(reader, at)
  const index = Number(digitsAt(reader, at + 1) ?? 0)
  if (!isGlued(reader, at + 1) || index < 1 || (letter !== 'q' && letter !== 'h')) return undefined
  const months = letter === 'q' ? 3 : 6
  return index * months <= 12 ? { value: { index, months }, end: at + 2 } : undefined
}

function partWords(reader: Reader, at: number): Match<YearPart> | undefined {
  const number = says(reader, at, 'last') ? { value: 0, end: at + 1 } : ordinal(reader, at)
  const word = number && wordAt(reader, number.end)
  if (!number || (word !== 'quarter' && word !== 'half')) return undefined
  const months = word === 'quarter' ? 3 : 6
  // `last quarter` by itself is the one before this.
  if (number.value === 0 && !saysOne(reader, number.end + 1, ['of'])) return undefined
  const index = number.value || 12 / months
  return index * months <= 12 ? { value: { index, months }, end: number.end + 1 } : undefined
}

function partOfYear(inYear: number, { index, months }: YearPart): Period {
  return {
    from: dayOf(inYear, (index - 1) * months + 1, 1),
    until: dayOf(inYear, index * months + 1, 1),
    grain: 'quarter',
  }
}

const decades = new Map(
  'twenties thirties forties fifties sixties seventies eighties nineties'
    .split(' ')
    .map((word, index) => [word, 20 + index * 10]),
)

/** `1990s`, `the nineties`, `the 80s`, `21st century`. */
export function decade(reader: Reader, at: number): PeriodMatch {
  const start = past(reader, at, ['the'])
  const ordinalNumber = ordinal(reader, start)
  if (ordinalNumber && wordAt(reader, ordinalNumber.end) === 'century') {
    const first = (ordinalNumber.value - 1) * 100
    return {
      value: { from: dayOf(first, 1, 1), until: dayOf(first + 100, 1, 1), grain: 'century' },
      end: ordinalNumber.end + 1,
    }
  }
  const digits = digitsAt(reader, start)
  const end = past(reader, start + 1, ["'"])
  const isDecade = digits?.endsWith('0') && wordAt(reader, end) === 's' && isGlued(reader, end)
  const short = decades.get(wordAt(reader, start))
  const tens = isDecade
    ? digits!.length === 4
      ? Number(digits)
      : digits!.length === 2
        ? 1900 + Number(digits)
        : 0
    : short && short + 1900
  if (!tens) return undefined
  return {
    value: { from: dayOf(tens, 1, 1), until: dayOf(tens + 10, 1, 1), grain: 'decade' },
    end: isDecade ? end + 1 : start + 1,
  }
}
