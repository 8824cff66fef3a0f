import { Out } from './bytes.ts'
import type { Line } from './protocol.ts'

const state = Buffer.from(JSON.stringify({ user: { name: 'Ada Lovelace', color: '#ffb61e' } }))
const out = new Out()

/** Who is there, as y-protocols encodes it: every editor says so when it comes. */
export function presenceOf({ presenceId }: Line): Uint8Array {
  return out.clear().byte(1).uint(presenceId).byte(1).sized(state).taken()
}
