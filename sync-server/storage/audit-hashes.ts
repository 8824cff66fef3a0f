import { createHash } from 'node:crypto'

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
