import { createDecoder, hasContent, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'

/** One client in an awareness update of y-protocols. */
export interface AwarenessEntry {
  readonly client: number
  readonly clock: number
  /** null: it has left. */
  readonly state: Readonly<Record<string, unknown>> | null
}

/** Bytes of others: [] when they can not be read. */
export function decodeAwareness(bytes: Uint8Array): readonly AwarenessEntry[] {
  try {
    const decoder = createDecoder(bytes)
    const count = readVarUint(decoder)
    const entries: AwarenessEntry[] = []
    for (let index = 0; index < count && hasContent(decoder); index += 1) {
      const client = readVarUint(decoder)
      const clock = readVarUint(decoder)
      const state: unknown = JSON.parse(readVarString(decoder))
      entries.push({ client, clock, state: isRecord(state) ? state : null })
    }
    return entries
  } catch {
    return []
  }
}

export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, entries.length)
  for (const { client, clock, state } of entries) {
    writeVarUint(encoder, client)
    writeVarUint(encoder, clock)
    writeVarString(encoder, JSON.stringify(state))
  }
  return toUint8Array(encoder)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
