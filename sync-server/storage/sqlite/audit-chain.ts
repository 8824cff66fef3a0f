import { createHash, createHmac } from 'node:crypto'
import type { KeyRing, KnownKeys } from '../key-ring.ts'
import type { Sqlite } from './open-database.ts'

/**
 * What one entry of the audit log says of itself. Each carries a hash over its fields and the hash of the entry before it, and a MAC of
 * the same bytes under a key that is not in the database. The hashes can be followed by anybody who has the entries; nobody without
 * the key can make one more, or another one.
 */
export interface ChainFields {
  readonly number: number
  readonly timeMs: number
  readonly action: string
  readonly actor: string
  readonly object: string
  readonly outcome: string
  /** Of what may be erased; empty when there was nothing of it. */
  readonly bodyHash: Uint8Array
  /** The id of the key. */
  readonly key: string
}

/** What acts on the log itself are called in it: they explain what would otherwise be an alarm. */
export const bodyErased = 'audit.body-erased'
export const restored = 'backup.restored'
export const keyChanged = 'audit.key-changed'

export const firstHash: Uint8Array = new Uint8Array(32)

/** Every field with its length before it, so that no two entries have the same bytes. */
export function chainBytes(before: Uint8Array, fields: ChainFields): Buffer {
  const { number, timeMs, action, actor, object, outcome, bodyHash, key } = fields
  const parts = ['nexus audit 1', before, String(number), String(timeMs), action, actor, object, outcome, bodyHash, key]
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}

export function chainHash(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** `salt` is erased together with the body, so that nobody finds out by guessing what it was. */
export function hashOfBody({ salt, address, body }: AuditBody): Buffer {
  const text = [address, body].flatMap((part) => [Buffer.byteLength(part), part]).join(' ')
  return createHash('sha256').update(salt).update(text).digest()
}

export interface AuditBody {
  readonly salt: Uint8Array
  readonly address: string
  /** JSON, or '' for none. */
  readonly body: string
}

/** `audit:3-5,9`: the entries that an entry is about. */
export function entryList(numbers: readonly number[]): string {
  const runs: [from: number, to: number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && number <= last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return `audit:${runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(',')}`
}

/** The runs of such a list; what is none has none. */
export function entriesListed(list: string): readonly (readonly [from: number, to: number])[] {
  const runs = /^audit:([\d,-]+)$/.exec(list)?.[1]?.split(',') ?? []
  return runs.map((run) => {
    const [from, to = from] = run.split('-').map(Number)
    return [from ?? 0, to ?? 0]
  })
}

/** The MAC of one log. Keys of other logs make other MACs, so that entries can not be moved between tenants. */
export function openMac(keys: KnownKeys, log: string): (key: string, bytes: Uint8Array) => Buffer | undefined {
  const derived = new Map<string, Buffer>()
  return (id, bytes) => {
    const key = derived.get(id) ?? keys.find(id)?.derive('audit chain', log)
    if (!key) return undefined
    derived.set(id, key)
    return createHmac('sha256', key).update(bytes).digest()
  }
}

/**
 * Lets this connection write entries of the log of that name (`control`, or the id of the organisation). A connection without it can not,
 * and so does nothing of what has to be noted. `keys` is asked each time: the operator may add one while the server runs.
 */
export function lendAuditKey(database: Sqlite, { keys, log }: { keys: () => KeyRing; log: string }): void {
  let known = keys()
  let mac = openMac(known, log)
  const fresh = () => {
    if (known !== keys()) {
      known = keys()
      mac = openMac(known, log)
    }
    return known
  }
  database.function('audit_key', { directOnly: true }, () => fresh().current.id)
  database.function('audit_mac', { directOnly: true }, (key: unknown, bytes: unknown) => {
    fresh()
    return mac(String(key), bytes as Uint8Array) ?? null
  })
}
