import type { FastifyRequest } from 'fastify'
import { isWorkspaceId, type WorkspaceId } from '#shared/kit/ids.ts'
import { anonymous, type Audit } from '#server/audit/audit.ts'
import { organisationOf } from './door.ts'
import { HttpRefusal } from './problems.ts'

/** Refusals that say that somebody wanted what is not for them; the others are slips of who may. */
const noted: ReadonlySet<string> = new Set([
  'not-signed-in',
  'no-access',
  'not-allowed',
  'read-only',
  'foreign-origin',
  'proof-needed',
  'setup-word-needed',
  'suspended',
])

/** Notes a refusal on its way to its answer, which does not wait for it. Of the address only its pattern: some carry a secret. */
export function noteRefusal(audit: Pick<Audit, 'refused'>, request: FastifyRequest, error: unknown): void {
  if (!(error instanceof HttpRefusal) || !noted.has(error.code)) return
  const attempt = {
    action: 'access.refused',
    actor: request.caller?.principal ?? anonymous,
    object: `route:${request.method} ${request.routeOptions.url ?? ''}`,
    address: request.ip,
  }
  const workspace = workspaceIn(request)
  const body = { reason: error.code, ...(workspace && { workspace }) }
  const { org } = (request.params ?? {}) as { org?: string }
  if (org === undefined) return void audit.refused({ ...attempt, workspace, body })
  organisationOf(request).then(
    (organisation) => audit.refused({ ...attempt, organisation, body }),
    () => audit.refused({ ...attempt, body }),
  )
}

function workspaceIn(request: FastifyRequest): WorkspaceId | undefined {
  const { id } = (request.params ?? {}) as { id?: unknown }
  return isWorkspaceId(id) ? id : undefined
}
