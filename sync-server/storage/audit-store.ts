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
