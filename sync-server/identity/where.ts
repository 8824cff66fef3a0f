import { type AccountId, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'

/** Where an attempt comes from, as sessions and the audit log keep it. */
export interface Where {
  readonly address: string
  /** "Firefox on Linux"; '' when not known. */
  readonly device: string
}

export const nowhere: Where = { address: '', device: '' }

interface Noted {
  readonly action: string
  /** undefined: nobody's, as far as this server knows. */
  readonly account: AccountId | undefined
  readonly where: Where
  readonly timeMs: number
  readonly outcome?: AuditNote['outcome']
  readonly body?: AuditNote['body']
  /** It was asked for by whoever, signed in or not. */
  readonly isByAnyone?: boolean
}

const anonymous = 'anonymous' as PrincipalId

/** What somebody did to their own account, or somebody tried who may not be them. */
export function accountNote(noted: Noted): AuditNote {
  const { action, account, where, timeMs, outcome = 'done', body, isByAnyone = false } = noted
  return {
    action,
    // Who is refused has not shown to be that person.
    actor: account !== undefined && outcome === 'done' && !isByAnyone ? userPrincipal(account) : anonymous,
    object: account === undefined ? 'user:unknown' : userPrincipal(account),
    outcome,
    timeMs,
    address: where.address,
    body: { ...(where.device && { device: where.device }), ...body },
  }
}
