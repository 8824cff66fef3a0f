import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { AuditNote } from '#server/storage/audit-store.ts'

/** Who does something, and from where. */
export interface Act {
  readonly by: PrincipalId
  readonly address?: string | undefined
}

/** What the audit log is told of an act that was done. */
export function noteOf(
  clock: Clock,
  { by, address }: Act,
  done: { action: string; object: string; body?: Readonly<Record<string, unknown>> | undefined },
): AuditNote {
  return { ...done, actor: by, address, outcome: 'done', timeMs: clock.now() }
}
