import { digitsAt, isGlued, type Match, past, type Reader, says, wordAt } from './reader.ts'

const small = new Map(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen ' +
    'nineteen'
  )
    .split(' ')
    .map((word, index) => [word, index]),
)
const tens = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index) => [word, (index + 2) * 10]),
)
const ordinalWords = new Map(
  (
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth ' +
    'seventeenth eighteenth nineteenth twentieth'
  )
    .split(' ')
    .map((word, index) => [word, index + 1]),
)

/** 0 to 99 in words: `twenty-five`, `twenty five`, `seven`. */
export function belowHundred(reader: Reader, at: number): Match<number> | undefined {
  const word = wordAt(reader, at)
  const ten = tens.get(word)
  if (ten === undefined) {
    const value = small.get(word)
    return value === undefined ? undefined : { value, end: at + 1 }
  }
  const unitAt = past(reader, at + 1, ['-', 'and'])
  const unit = small.get(wordAt(reader, unitAt))
  if (unit !== undefined && unit > 0 && unit < 10) return { value: ten + unit, end: unitAt + 1 }
  return { value: ten, end: at + 1 }
}

/** A number in words up to 9999: `two thousand and fifteen`. */
export function cardinalWords(reader: Reader, at: number): Match<number> | undefined {
  const first = belowHundred(reader, at)
  if (!first) return undefined
  let { value, end } = first
  if (wordAt(reader, end) === 'thousand') {
    value *= 1000
    end += 1
    const hundreds = belowHundred(reader, past(reader, end, ['and']))
    if (!hundreds) return { value, end }
    if (wordAt(reader, hundreds.end) !== 'hundred') return { value: value + hundreds.value, end: hundreds.end }
    return withRest(reader, { value: value + hundreds.value * 100, end: hundreds.end + 1 })
  }
  if (wordAt(reader, end) === 'hundred') return withRest(reader, { value: value * 100, end: end + 1 })
  return { value, end }
}

function withRest(reader: Reader, { value, end }: Match<number>): Match<number> {
  const rest = belowHundred(reader, past(reader, end, ['and']))
  return rest ? { value: value + rest.value, end: rest.end } : { value, end }
}

/** A whole or decimal number in digits, or words. */
export function cardinal(reader: Reader, at: number): Match<number> | undefined {
  const digits = digitsAt(reader, at)
  if (digits === undefined) return cardinalWords(reader, at)
  const decimals = digitsAt(reader, at + 2)
  if (wordAt(reader, at + 1) === '.' && isGlued(reader, at + 1) && decimals && isGlued(reader, at + 2)) {
    return { value: Number(`${digits}.${decimals}`), end: at + 3 }
  }
  return { value: Number(digits), end: at + 1 }
}

/** How many, as people say it of units: also `a`, `a couple of`, `half an`. */
export function amount(reader: Reader, at: number): Match<number> | undefined {
  for (const [phrase, value] of amounts) {
    const end = says(reader, at, phrase)
    if (end) return { value, end }
  }
  const number = cardinal(reader, at)
  if (!number) return undefined
  for (const [phrase, value] of fractions) {
    const end = says(reader, number.end, phrase)
    if (end) return { value: number.value + value, end }
  }
  return number
}

const fractions: readonly (readonly [string, number])[] = [
  ['and a half', 0.5],
  ['and half', 0.5],
  ['½', 0.5],
  ['and a quarter', 0.25],
  ['and quarter', 0.25],
]

const amounts: readonly (readonly [string, number])[] = [
  ['half an', 0.5],
  ['half a', 0.5],
  ['half', 0.5],
  ['½', 0.5],
  ['a couple of', 2],
  ['a couple', 2],
  ['couple of', 2],
  ['couple', 2],
  ['a few', 3],
  ['few', 3],
  ['several', 3],
  ['quarter of an', 0.25],
  ['an', 1],
  ['a', 1],
]

/** `3rd`, `third`, `twenty-third`. */
export function ordinal(reader: Reader, at: number): Match<number> | undefined {
  const digits = digitsAt(reader, at)
  if (digits !== undefined) {
    const isOrdinal = ['st', 'nd', 'rd', 'th'].includes(wordAt(reader, at + 1)) && isGlued(reader, at + 1)
    return isOrdinal ? { value: Number(digits), end: at + 2 } : undefined
  }
  const word = wordAt(reader, at)
  const value = ordinalWords.get(word)
  if (value !== undefined) return { value, end: at + 1 }
  if (word === 'thirtieth') return { value: 30, end: at + 1 }
  const ten = tens.get(word)
  const unitAt = past(reader, at + 1, ['-'])
  const unit = ordinalWords.get(wordAt(reader, unitAt))
  return ten !== undefined && unit !== undefined && unit < 10 ? { value: ten + unit, end: unitAt + 1 } : undefined
}

/** A year with four digits, or in words. `nineteen ninety six`, `two thousand and fifteen`. */
export function yearAt(reader: Reader, at: number): Match<number> | undefined {
  const digits = digitsAt(reader, at)
  if (digits !== undefined) {
    return /^(1[5-9]|20|21)\d\d$/.test(digits) ? { value: Number(digits), end: at + 1 } : undefined
  }
  const century = belowHundred(reader, at)
  if (!century || century.end !== at + 1) return undefined
  const rest = belowHundred(reader, century.end)
  if (century.value >= 15 && century.value <= 21 && rest && rest.value >= 10) {
    return { value: century.value * 100 + rest.value, end: rest.end }
  }
  const whole = cardinalWords(reader, at)
  return whole && whole.value >= 1500 && whole.value < 2200 ? whole : undefined
}

/** Also two digits after a date: `5/6/18`, `'18`. As near to today as a century allows. */
export function shortYear(digits: string, thisYear: number): number | undefined {
  if (digits.length === 4) return Number(digits)
  if (digits.length !== 2) return undefined
  const value = Math.floor(thisYear / 100) * 100 + Number(digits)
  return value > thisYear + 30 ? value - 100 : value
}
