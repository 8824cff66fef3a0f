import { ByteScanner, unsound } from '../byte-scanner.ts'

/** One column of an Automerge chunk: its specification and where its bytes are. */
export interface Column {
  readonly spec: number
  readonly bytes: Uint8Array
}

export const specBits = { type: 0b111, deflate: 0b1000 } as const
export const columnTypes = {
  group: 0,
  actor: 1,
  number: 2,
  delta: 3,
  boolean: 4,
  text: 5,
  valueMetadata: 6,
  value: 7,
} as const

/** More runs of one value than this has no column of what people write. */
export interface ColumnLimits {
  readonly maxRows: number
  /** Actor indexes are below this. */
  readonly actors: number
}

/** What a column declares, without its runs being written out. */
export interface ColumnOutline {
  readonly rows: number
  /** Of all values, each as often as it is repeated: the children of a group, the bytes of a value column. */
  readonly sum: number
}

/**
 * Reads the specifications and lengths of columns; `bytesOf` then takes their bytes. Specifications rise, as the library demands.
 */
export function readColumnHeads(scan: ByteScanner): readonly { spec: number; length: number }[] {
  const heads: { spec: number; length: number }[] = []
  let before = -1
  for (let left = scan.count(); left > 0; left -= 1) {
    const spec = scan.number()
    const length = scan.number()
    const order = spec & ~specBits.deflate
    if (order <= before || spec > 0xffff) throw unsound
    before = order
    heads.push({ spec, length })
  }
  return heads
}

/** Counts what a column declares and throws `unsound` where it declares too much. */
export function outlineOf({ spec, bytes }: Column, limits: ColumnLimits): ColumnOutline {
  switch (spec & specBits.type) {
    case columnTypes.boolean:
      return booleans(bytes, limits)
    case columnTypes.value:
      return { rows: 0, sum: bytes.length }
    default:
      return runs(bytes, spec & specBits.type, limits)
  }
}

/** The rows of a small column, written out: numbers, or sums where it is one of differences. */
export function rowsOf({ spec, bytes }: Column, limits: ColumnLimits): readonly number[] {
  const isDelta = (spec & specBits.type) === columnTypes.delta
  const rows: number[] = []
  let sum = 0
  eachRun(bytes, spec & specBits.type, (value, times) => {
    if (rows.length + times > limits.maxRows) throw unsound
    for (let left = times; left > 0; left -= 1) rows.push(isDelta ? (sum += value) : value)
  })
  return rows
}

/** Counters stay within what both sides can compute with. */
const maxCounter = 2 ** 31

function runs(bytes: Uint8Array, type: number, { maxRows, actors }: ColumnLimits): ColumnOutline {
  let rows = 0
  let sum = 0
  eachRun(bytes, type, (value, times, isNull) => {
    rows += times
    if (rows > maxRows) throw unsound
    if (isNull) return
    if (type === columnTypes.actor && value >= actors) throw unsound
    const each = type === columnTypes.valueMetadata ? Math.floor(value / 16) : value
    sum += each * times
    if (type === columnTypes.delta ? Math.abs(sum) > maxCounter : sum > Number.MAX_SAFE_INTEGER) throw unsound
  })
  return { rows, sum }
}

/** Runs of false and true by turns. */
function booleans(bytes: Uint8Array, { maxRows }: ColumnLimits): ColumnOutline {
  const scan = new ByteScanner(bytes)
  let rows = 0
  while (scan.left > 0) {
    rows += scan.number()
    if (rows > maxRows) throw unsound
  }
  return { rows, sum: 0 }
}

type TellRun = (value: number, times: number, isNull: boolean) => void

/** A positive count: one value so often. A negative one: so many single values. Zero: so many nulls. Texts tell their value as 0. */
function eachRun(bytes: Uint8Array, type: number, tell: TellRun): void {
  const scan = new ByteScanner(bytes)
  while (scan.left > 0) {
    const count = signed(scan)
    if (count > 0) tell(valueOf(scan, type), count, false)
    else if (count === 0) tell(0, scan.number(), true)
    else for (let left = -count; left > 0; left -= 1) tell(valueOf(scan, type), 1, false)
  }
}

function valueOf(scan: ByteScanner, type: number): number {
  if (type === columnTypes.delta) return signed(scan)
  if (type !== columnTypes.text) return scan.number()
  scan.text()
  return 0
}

/** Signed LEB128 of at most 2^53. */
export function signed(scan: ByteScanner): number {
  let value = 0
  let factor = 1
  while (true) {
    const byte = scan.byte()
    value += (byte & 0x7f) * factor
    factor *= 0x80
    if (byte < 0x80) {
      if ((byte & 0x40) !== 0) value -= factor
      break
    }
    if (factor > 2 ** 56) throw unsound
  }
  if (!Number.isSafeInteger(value)) throw unsound
  return value
}
