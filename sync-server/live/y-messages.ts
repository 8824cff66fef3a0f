import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'

/** What a stock client says (y-protocols, as y-websocket frames it: one message a frame). */
export type YMessage =
  | { readonly kind: 'step-1'; readonly stateVector: Uint8Array }
  /** step-2: the answer to our step 1, so it holds whatever we lack; update: what has just been written. */
  | { readonly kind: 'step-2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly entries: readonly AwarenessEntry[] }
  | { readonly kind: 'query-awareness' }
  /** Of an extension that we do not know. */
  | { readonly kind: 'other' }

/** One client of an awareness message. The state stays text: nothing here has to look into it. */
export interface AwarenessEntry {
  readonly client: number
  readonly clock: number
  /** JSON; 'null' when the client has left. */
  readonly state: string
}

const tags = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3 } as const
const syncTags = { step1: 0, step2: 1, update: 2 } as const
const permissionDenied = 0

/** Says that somebody has left, in an awareness message. */
export const leftState = 'null'
/** More than a document has people; an echo of all of them still fits. */
const maxEntries = 10_000

export function decodeYMessage(bytes: Uint8Array): Outcome<'malformed', YMessage> {
  try {
    return done(readMessage(decoding.createDecoder(bytes)))
  } catch {
    return refused('malformed')
  }
}

function readMessage(decoder: decoding.Decoder): YMessage {
  switch (decoding.readVarUint(decoder)) {
    case tags.sync:
      return readSync(decoder)
    case tags.awareness:
      return { kind: 'awareness', entries: readEntries(decoding.readVarUint8Array(decoder)) }
    case tags.queryAwareness:
      return { kind: 'query-awareness' }
    default:
      return { kind: 'other' }
  }
}

function readSync(decoder: decoding.Decoder): YMessage {
  const tag = decoding.readVarUint(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  if (tag === syncTags.step1) return { kind: 'step-1', stateVector: bytes }
  if (tag === syncTags.step2) return { kind: 'step-2', update: bytes }
  if (tag === syncTags.update) return { kind: 'update', update: bytes }
  return { kind: 'other' }
}

/** Throws at what is no awareness update. */
export function readEntries(bytes: Uint8Array): readonly AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes)
  const count = decoding.readVarUint(decoder)
  if (count > maxEntries) throw new Error('too many entries')
  const entries: AwarenessEntry[] = []
  for (let index = 0; index < count; index += 1) {
    const client = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    const state = decoding.readVarString(decoder)
    // Whoever it is relayed to parses it.
    JSON.parse(state)
    entries.push({ client, clock, state })
  }
  return entries
}

export function encodeEntries(entries: readonly AwarenessEntry[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, state)
    }
  })
}

export const yMessages = {
  step1: (stateVector: Uint8Array) => sync(syncTags.step1, stateVector),
  step2: (update: Uint8Array) => sync(syncTags.step2, update),
  update: (update: Uint8Array) => sync(syncTags.update, update),
  awareness: (entries: readonly AwarenessEntry[]) =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, tags.awareness)
      encoding.writeVarUint8Array(encoder, encodeEntries(entries))
    }),
  denied: (reason: string) =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, tags.auth)
      encoding.writeVarUint(encoder, permissionDenied)
      encoding.writeVarString(encoder, reason)
    }),
} as const

function sync(tag: number, bytes: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, tags.sync)
    encoding.writeVarUint(encoder, tag)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}
