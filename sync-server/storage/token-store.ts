import type { AuditNote } from './audit-store.ts'

/** Tokens that models have cost one organisation, by month and by who is charged: `organization`, `user:…`, `agent:…`. */
export interface TokenStore {
  /** All of the charges or none: 'reserved', or who would be beyond their limit. Of two with one id the second changes nothing. */
  reserveTokens(reservation: TokenReservation): Promise<'reserved' | { readonly full: string }>
  /** What it has cost takes the place of what was reserved. */
  settleTokens(id: string, tokens: number, note?: AuditNote): Promise<void>
  /** Nobody will say what these have cost any more: they have cost what was reserved. The note is written where there are any, with `tokens`. */
  settleAbandoned(job: string, note?: AuditNote): Promise<void>
  tokensOf(month: string): Promise<readonly TokenUseRow[]>
}

export interface TokenReservation {
  readonly id: string
  readonly job: string
  /** `2026-11`. */
  readonly month: string
  readonly tokens: number
  readonly charges: readonly { readonly who: string; readonly limit: number | undefined }[]
}

export interface TokenUseRow {
  readonly who: string
  readonly used: number
  readonly reserved: number
}
