import { createHash } from 'node:crypto'
import { mintId, type OrganisationId, type PrincipalId } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { type KeyScope, keyScopes } from '#shared/protocol/rest.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'
import type { KeyRecord } from '#server/storage/key-store.ts'
import type { Storage } from '#server/storage/storage.ts'

/** Keys for programs: secrets of 256 bits and more, shown once, kept as a hash, good until they expire or are revoked. */
export interface ApiKeys {
  create(asked: CreateKey, note?: KeyNote): Promise<{ readonly token: string; readonly key: KeyRecord }>
  /** Of everybody, when no principal is named. */
  list(principal?: PrincipalId): Promise<readonly KeyRecord[]>
  /** Ends what it opened. false: there is none of that id, or it is not the principal's. */
  revoke(id: string, options?: { principal?: PrincipalId | undefined; note?: AuditNote }): Promise<boolean>
  /** The key behind a token, when it is one and has not expired. */
  find(token: string): Promise<KeyRecord | undefined>
  onRevoked(listener: (id: string) => void): () => void
}

export interface CreateKey {
  readonly name: string
  readonly principal: PrincipalId
  readonly createdBy: PrincipalId
  /** undefined: until it is revoked. */
  readonly expiresInDays?: number | undefined
  /** Left out: all. */
  readonly scopes?: readonly KeyScope[] | undefined
  readonly organisation?: OrganisationId | undefined
}

/** What the audit log is told of a key, once it has an id. */
export type KeyNote = (key: KeyRecord) => AuditNote

interface KeyPorts {
  readonly control: Storage['control']
  readonly clock: Clock
  readonly random: Random
}

const dayMs = 24 * 60 * 60_000
/** So that a program in a loop does not write to the disk with each request. */
const noteUseEveryMs = 60 * 60_000
const tokenPattern = /^nexus_[0-9a-z]{52}$/

export function openApiKeys({ control, clock, random }: KeyPorts): ApiKeys {
  const listeners = new Set<(id: string) => void>()
  return {
    create: async ({ name, principal, createdBy, expiresInDays, scopes = keyScopes, organisation }, note) => {
      // Twice 130 random bits.
      const token = mintId('nexus', random) + mintId('k', random).slice(2)
      const createdAt = clock.now()
      const key: KeyRecord = {
        id: mintId('key', random),
        hash: hashOf(token),
        name,
        principal,
        createdBy,
        createdAt,
        expiresAt: expiresInDays === undefined ? undefined : createdAt + expiresInDays * dayMs,
        lastUsedAt: undefined,
        scopes,
        organisation,
      }
      await control.insertKey(key, note?.(key))
      return { token, key }
    },
    list: (principal) => control.keys(principal),
    revoke: async (id, { principal, note } = {}) => {
      const isTheirs = (await control.keys(principal)).some((key) => key.id === id)
      if (!isTheirs || !(await control.deleteKey(id, note))) return false
      for (const listener of listeners) listener(id)
      return true
    },
    find: async (token) => {
      if (!tokenPattern.test(token)) return undefined
      const key = await control.keyByHash(hashOf(token))
      const now = clock.now()
      if (!key || (key.expiresAt !== undefined && key.expiresAt <= now)) return undefined
      if (key.lastUsedAt === undefined || now - key.lastUsedAt >= noteUseEveryMs) await control.keyUsed(key.id, now)
      return key
    },
    onRevoked: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
