import { createDecoder, readUint8, readVarString, readVarUint, readVarUint8Array, type Decoder } from 'lib0/decoding'
import { toUint8Array, writeUint8, writeVarString, writeVarUint, writeVarUint8Array, type Encoder } from 'lib0/encoding'
import { assert } from '../kit/assert.ts'

/**
 * The few kinds of values that frames are made of. Each writes and reads itself and describes itself in `shape`, so that the
 * schema can be hashed. Reading checks every length against its bound and against the bytes that are left before it allocates,
 * and throws `MalformedFrame`; only `codec.ts` catches it.
 */
export interface Wire<Value> {
  readonly shape: unknown
  write(sink: Sink, value: Value): void
  read(source: Source): Value
}

export interface Sink {
  readonly encoder: Encoder
  /** Texts this frame has already said, by what they are. */
  readonly said: Map<unknown, Said>
}

/** Texts with their places, and the one that was said last, which is often said again. */
interface Said {
  readonly places: Map<string, number>
  last: string
  lastPlace: number
}

export interface Source {
  readonly decoder: Decoder
  readonly heard: Map<unknown, string[]>
}

export class MalformedFrame extends Error {}

/** One frame is written after another, so they share the room to write in: `frameOf` copies what is written. */
const room = 64 * 1024
let encoder: Encoder | undefined

export function openSink(): Sink {
  // What has outgrown it, or was given up half written, has more than one buffer.
  if (!encoder || encoder.bufs.length > 0) encoder = { cpos: 0, cbuf: new Uint8Array(room), bufs: [] }
  encoder.cpos = 0
  return { encoder, said: new Map() }
}

/** What was written to the sink, which is not to be used any more. */
export function frameOf({ encoder: written }: Sink): Uint8Array {
  return written.bufs.length === 0 ? written.cbuf.slice(0, written.cpos) : toUint8Array(written)
}

export function openSource(bytes: Uint8Array): Source {
  return { decoder: createDecoder(bytes), heard: new Map() }
}

export const uint: Wire<number> = {
  shape: 'uint',
  write: ({ encoder }, value) => {
    assert(Number.isSafeInteger(value) && value >= 0, 'a number on the wire is a whole one')
    writeVarUint(encoder, value)
  },
  read: ({ decoder }) => {
    // The library's own check lets the last step over the edge.
    const value = readVarUint(decoder)
    return Number.isSafeInteger(value) ? value : malformed('a number too large')
  },
}

interface TextRule<Value extends string> {
  readonly name: string
  readonly maxBytes: number
  isValid(value: string): value is Value
}

export function text<Value extends string>({ name, maxBytes, isValid }: TextRule<Value>): Wire<Value> {
  const known = new KnownTexts<Value>()
  return {
    shape: [name, maxBytes],
    write: ({ encoder }, value) => {
      if (!writeAscii(encoder, value)) writeVarString(encoder, value)
    },
    read: ({ decoder }) => {
      const start = decoder.pos
      const length = lengthWithin(decoder, maxBytes)
      const before = known.find(decoder, length)
      if (before !== undefined) return before
      const ascii = readAscii(decoder, length)
      if (ascii === undefined) decoder.pos = start
      const value = ascii ?? readVarString(decoder)
      if (!isValid(value)) throw new MalformedFrame(name)
      if (ascii !== undefined) known.remember(decoder, value)
      return value
    },
  }
}

/** A text that often repeats within one frame: said in full once (0, text), then by its place plus one. */
export function repeated<Value extends string>(inner: Wire<Value>): Wire<Value> {
  return {
    shape: ['repeated', inner.shape],
    write: (sink, value) => {
      const said = getOrAdd(sink.said, inner, (): Said => ({ places: new Map(), last: '', lastPlace: -1 }))
      const place = value === said.last ? said.lastPlace : (said.places.get(value) ?? -1)
      writeVarUint(sink.encoder, place + 1)
      said.last = value
      said.lastPlace = place >= 0 ? place : said.places.size
      if (place >= 0) return
      said.places.set(value, said.lastPlace)
      inner.write(sink, value)
    },
    read: (source) => {
      const heard = getOrAdd(source.heard, inner, () => [] as string[])
      const place = readVarUint(source.decoder)
      if (place > 0) return (heard[place - 1] as Value | undefined) ?? malformed('a text never said')
      const value = inner.read(source)
      heard.push(value)
      return value
    },
  }
}

export function bytes(maxBytes: number): Wire<Uint8Array> {
  return {
    shape: ['bytes', maxBytes],
    write: ({ encoder }, value) => {
      assert(value.length <= maxBytes, `no more than ${maxBytes} bytes at once`)
      writeVarUint8Array(encoder, value)
    },
    read: ({ decoder }) => {
      const start = decoder.pos
      lengthWithin(decoder, maxBytes)
      decoder.pos = start
      return readVarUint8Array(decoder)
    },
  }
}

/** One of a fixed list, by number. A number never gets a second meaning: add, do not reorder. */
export function oneOf<Value extends string>(numbers: Readonly<Record<Value, number>>): Wire<Value> {
  const byNumber = new Map(Object.entries<number>(numbers).map(([value, number]) => [number, value as Value]))
  return {
    shape: ['one of', numbers],
    write: ({ encoder }, value) => writeUint8(encoder, numbers[value]),
    read: ({ decoder }) => byNumber.get(byte(decoder)) ?? malformed('an unknown choice'),
  }
}

export function list<Value>(inner: Wire<Value>, maxItems: number): Wire<readonly Value[]> {
  return {
    shape: ['list', maxItems, inner.shape],
    write: (sink, values) => {
      assert(values.length <= maxItems, `no more than ${maxItems} items in one frame`)
      writeVarUint(sink.encoder, values.length)
      for (const value of values) inner.write(sink, value)
    },
    read: (source) => {
      // Every item takes a byte at least, so the bytes that are left bound the count as well.
      const count = lengthWithin(source.decoder, maxItems)
      return Array.from({ length: count }, () => inner.read(source))
    },
  }
}

/** A wire of named values that adds what it reads to an object that is being made. */
interface Named<Value extends object> extends Wire<Value> {
  readInto(source: Source, target: Record<string, unknown>): Value
}

type Fields<Value extends object> = { readonly [Name in keyof Value]-?: Wire<Value[Name]> }

/** Fields in the order of the definition, which is therefore part of the wire. */
export function struct<Value extends object>(fields: Fields<Value>): Named<Value> {
  const entries = Object.entries(fields) as [keyof Value & string, Wire<unknown>][]
  const readInto = (source: Source, target: Record<string, unknown>) => {
    for (const [name, wire] of entries) target[name] = wire.read(source)
    return target as Value
  }
  return {
    shape: entries.map(([name, wire]) => [name, wire.shape]),
    write: (sink, value) => {
      for (const [name, wire] of entries) wire.write(sink, value[name])
    },
    read: (source) => readInto(source, {}),
    readInto,
  }
}

type Bodies<Message extends { kind: string }> = {
  readonly [Kind in Message['kind']]: {
    readonly tag: number
    readonly fields: Fields<Omit<Extract<Message, { kind: Kind }>, 'kind'>>
  }
}

/** A union by `kind`: one byte that says which, then its fields. */
export function tagged<Message extends { kind: string }>(bodies: Bodies<Message>): Wire<Message> {
  const entries = Object.entries<{ tag: number; fields: Fields<object> }>(bodies)
  const byKind = new Map(entries.map(([kind, { tag, fields }]) => [kind, { tag, body: struct(fields) }]))
  const byTag = new Map([...byKind].map(([kind, { tag, body }]) => [tag, { kind, body }]))
  return {
    shape: [...byKind].map(([kind, { tag, body }]) => [kind, tag, body.shape]),
    write: (sink, message) => {
      const { tag, body } = byKind.get(message.kind) ?? malformed(message.kind)
      writeUint8(sink.encoder, tag)
      body.write(sink, message)
    },
    read: (source) => {
      const { kind, body } = byTag.get(byte(source.decoder)) ?? malformed('an unknown kind')
      return body.readInto(source, { kind }) as unknown as Message
    },
  }
}

/** Ids are short and plain, and there are many: the library's way through UTF-8 takes five times as long. false: not plain, or no room. */
function writeAscii(encoder: Encoder, value: string): boolean {
  const { cpos: start, cbuf } = encoder
  if (cbuf.length - start < value.length + 5) return false
  writeVarUint(encoder, value.length)
  let to = encoder.cpos
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at)
    if (code > 127) {
      encoder.cpos = start
      return false
    }
    cbuf[to++] = code
  }
  encoder.cpos = to
  return true
}

/**
 * Plain texts that have come lately, and were valid. The same ids come again and again: to compare one with bytes takes a fraction of what making it of
 * them takes, and what looks it up in a map afterwards finds its hash done.
 */
class KnownTexts<Value extends string> {
  readonly #places: (Value | undefined)[] = []

  /** undefined: not among them, and the decoder is where it was. */
  find(decoder: Decoder, length: number): Value | undefined {
    const { arr, pos } = decoder
    const known = this.#places[placeOf(arr, pos + length)]
    if (known?.length !== length) return undefined
    for (let at = 0; at < length; at += 1) if (known.charCodeAt(at) !== arr[pos + at]) return undefined
    decoder.pos = pos + length
    return known
  }

  /** It ends where the decoder is. */
  remember({ arr, pos }: Decoder, value: Value): void {
    if (value.length <= maxKnownLength) this.#places[placeOf(arr, pos)] = value
  }
}

const maxKnownLength = 64

/** One of 1,024, by the last bytes: ids are random. */
function placeOf(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] ?? 0) ^ ((bytes[end - 2] ?? 0) << 3) ^ ((bytes[end - 3] ?? 0) << 6)) & 1_023
}

/** undefined: not plain, and the decoder is where it was. */
function readAscii(decoder: Decoder, length: number): string | undefined {
  const { arr, pos } = decoder
  let text = ''
  for (let at = pos; at < pos + length; at += 1) {
    const code = arr[at] ?? 128
    if (code > 127) return undefined
    text += String.fromCharCode(code)
  }
  decoder.pos = pos + length
  return text
}

/** Reads a length, refused when it is over its bound or over what is left of the frame. */
function lengthWithin(decoder: Decoder, max: number): number {
  const length = readVarUint(decoder)
  if (length > max || length > decoder.arr.length - decoder.pos) throw new MalformedFrame('a length out of bounds')
  return length
}

/** The library reads past the end as undefined. */
export function byte(decoder: Decoder): number {
  if (decoder.pos >= decoder.arr.length) throw new MalformedFrame('an early end')
  return readUint8(decoder)
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make()
  map.set(key, found)
  return found
}

function malformed(what: string): never {
  throw new MalformedFrame(what)
}
