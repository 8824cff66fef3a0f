import type { Random } from './ports.ts'

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

export type OrganisationId = Branded<'organisation'>
export type WorkspaceId = Branded<'workspace'>
export type AccountId = Branded<'account'>
export type DeviceId = Branded<'device'>
/** `<type>_<random>`, e.g. `task_…`: the prefix names the replica type and never changes. */
export type ReplicaId = Branded<'replica'>
/** SHA-256 of a blob's bytes, 64 hex digits. */
export type BlobHash = Branded<'blob'>
/** Who acts: `user:<account>`, `agent:<id>`, `service:<name>` of the server itself, or `local` on a device that has no account yet. */
export type PrincipalId = Branded<'principal'>

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const idPattern = /^[a-z][a-z-]{0,23}_[0-9a-z]{20,32}$/
const hashPattern = /^[0-9a-f]{64}$/

export const localPrincipal = 'local' as PrincipalId

/** 26 characters of Crockford base 32: 130 random bits. */
export function mintId<Id extends string>(prefix: string, random: Random): Id {
  let text = ''
  for (const byte of random.bytes(26)) text += alphabet[byte & 31]
  return `${prefix}_${text}` as Id
}

export function isReplicaId(value: unknown): value is ReplicaId {
  return typeof value === 'string' && idPattern.test(value)
}

export function isWorkspaceId(value: unknown): value is WorkspaceId {
  return typeof value === 'string' && value.startsWith('ws_') && idPattern.test(value)
}

export function isBlobHash(value: unknown): value is BlobHash {
  return typeof value === 'string' && hashPattern.test(value)
}

/** `task_…` → `task`. */
export function typeOf(id: ReplicaId): string {
  return id.slice(0, id.indexOf('_'))
}

export function userPrincipal(account: AccountId): PrincipalId {
  return `user:${account}` as PrincipalId
}

/** Of the form of a principal's id; whether there is such a one, and what they may, is not said. */
export function isPrincipalId(value: unknown): value is PrincipalId {
  return typeof value === 'string' && /^(?:local|[a-z]{1,16}:[\w-]{1,100})$/.test(value)
}

export function agentPrincipal(agent: string): PrincipalId {
  return `agent:${agent}` as PrincipalId
}
