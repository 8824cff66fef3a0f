import type { PrincipalId } from '#shared/kit/ids.ts'

/**
 * What somebody did, or was refused, for the tenant's audit log. It is handed to the store together with the act, and both are written in
 * one transaction: what is not in the log has not happened.
 */
export interface AuditNote {
  /** noun.verb: `member.role-changed`, `session.opened`, `grant.written`. */
  readonly action: string
  readonly actor: PrincipalId
  /** What it was done to: `workspace:ws_…`, `user:account_…`. */
  readonly object: string
  readonly outcome: 'done' | 'refused'
  /** Milliseconds since 1970, UTC. */
  readonly timeMs: number
  /** Where it came from, as far as known. */
  readonly address?: string | undefined
  /** What erasure may remove without breaking the chain. No secrets. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
}

/** One audit log: that of an organisation, or the server's own. Entries are numbered from 1 on without gaps. */
export interface AuditStore {
  /** For what is not done in this database: an export, a refusal, the use of a secret. */
  insertNote(note: AuditNote): Promise<void>
  /** Newest first. */
  page(asked: AuditPage): Promise<readonly AuditRecord[]>
  /** Oldest first, from `after` on, with what proves them. */
  proofs(after: number, limit: number): Promise<readonly AuditProof[]>
  /** undefined: nothing has been noted yet. */
  head(): Promise<AuditHead | undefined>
  /** Removes address and body of these entries and notes that in the same transaction. Returns how many had one. */
  eraseBodies(numbers: readonly number[], note: Omit<AuditNote, 'action' | 'object'>): Promise<number>
  insertCheckpoint(checkpoint: AuditCheckpoint): Promise<void>
  lastCheckpoint(): Promise<AuditCheckpoint | undefined>
  /** Whether anything was changed from outside. `outside`: the checkpoints of this log that are kept elsewhere. */
  verify(outside: readonly AuditCheckpoint[] | undefined): Promise<AuditVerdict>
}

export interface AuditPage extends AuditFilter {
  /** Entries older than this number; undefined: from the newest on. */
  readonly before?: number | undefined
  readonly limit: number
}

export interface AuditFilter {
  readonly actor?: string | undefined
  /** A part of its name, such as `member.`. */
  readonly action?: string | undefined
  readonly object?: string | undefined
  readonly outcome?: 'done' | 'refused' | undefined
  readonly fromMs?: number | undefined
  /** Before this time. */
  readonly toMs?: number | undefined
}

export interface AuditRecord extends Omit<AuditNote, 'address'> {
  readonly number: number
  readonly address: string
  /** Address and body were there and have been removed. */
  readonly isErased: boolean
}

/** An entry with its part of the chain: whoever has all of them can follow it. */
export interface AuditProof extends AuditRecord {
  readonly hash: Uint8Array
  readonly bodyHash: Uint8Array
  /** Of address and body; undefined when there are none, or none any more. */
  readonly salt: Uint8Array | undefined
  /** The id of the key under which its MAC is. */
  readonly key: string
}

export interface AuditHead {
  readonly number: number
  readonly hash: Uint8Array
}

/** "Entry `number` had this hash at this time", signed. */
export interface AuditCheckpoint extends AuditHead {
  readonly timeMs: number
  /** The id of the server key from which that of the signature is derived. */
  readonly key: string
  readonly signature: Uint8Array
}

export interface AuditVerdict {
  readonly entries: number
  readonly erasedBodies: number
  readonly checkpoints: number
  /** In the order of the entries; empty: nothing was changed, removed, put elsewhere or cut off. */
  readonly faults: readonly AuditFault[]
  /** What is no alarm but good to know, in sentences: a restore, entries under a key that is not here. */
  readonly remarks: readonly string[]
  /** false: some entries are under a key that is not here, so only their order and the checkpoints could be checked. */
  readonly isProven: boolean
}

export interface AuditFault {
  /** The entry at which it shows. */
  readonly number: number
  readonly what: string
}
