import type { PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Audit } from '#server/audit/audit.ts'

export interface RefusalPorts {
  readonly audit: Pick<Audit, 'refused'>
}

interface Refusal {
  readonly door: '/sync' | '/y/'
  readonly principal: PrincipalId
  readonly workspace: WorkspaceId | undefined
  /** Any code; those that say nothing of rights are not noted. */
  readonly code: string
}

/** Nobody waits for it, and whoever asks all the time is counted. */
export function noteRefusal({ audit }: RefusalPorts, { door, principal, workspace, code }: Refusal): void {
  if (code !== 'no-access' && code !== 'read-only') return
  const body = { reason: code, ...(workspace && { workspace }) }
  void audit.refused({ action: 'access.refused', actor: principal, object: `route:${door}`, workspace, body })
}
