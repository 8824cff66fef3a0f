import { bound } from './bounds.ts'
import { counted, length } from './counted.ts'
import type { Found, Meaning } from './meaning.ts'
import { range } from './range.ts'
import { type Reader, longest } from './reader.ts'
import { repeatAt } from './repeats.ts'
import { endOf, now, period, spoken } from './simple.ts'

/** The longest thing that begins here; rules further up win over as long ones further down. */
export function meaningAt(reader: Reader, at: number): Found {
  return longest<Meaning>([
    repeated(reader, at),
    range(reader, at),
    spoken(reader, at),
    period(reader, at),
    bound(reader, at),
    counted(reader, at),
    now(reader, at),
    endOf(reader, at),
    length(reader, at),
  ])
}

function repeated(reader: Reader, at: number): Found {
  const found = repeatAt(reader, at)
  return found && { value: { kind: 'repeat', repeat: found.value }, end: found.end }
}
