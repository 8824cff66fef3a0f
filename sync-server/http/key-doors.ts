import type { FastifyRequest } from 'fastify'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { isWorkspaceId } from '#shared/kit/ids.ts'
import type { KeyScope } from '#shared/protocol/rest.ts'
import { hasScope, onlyOrganisation } from '#server/identity/key-limits.ts'
import type { Credential } from '#server/identity/credentials.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Door } from './door.ts'
import { HttpRefusal } from './problems.ts'

/**
 * Refuses what an API key is not good for, whatever its principal may. One of a single organisation finds nothing anywhere else, nor where
 * it is not told which organisation is meant.
 */
export async function refuseBeyondKey(
  request: FastifyRequest,
  { door, caller, control }: { door: Door; caller: Credential; control: Storage['control'] },
): Promise<void> {
  if (!caller.limits || door === 'anyone') return
  const only = onlyOrganisation(caller)
  if (only !== undefined && (await organisationAsked(request, control)) !== only) throw new HttpRefusal('no-access')
  const scope = scopeOf(door, request.method)
  if (!hasScope(caller, scope))
    throw new HttpRefusal('not-allowed', {
      detail: `This API key is not good for that: it lacks the scope "${scope}".`,
    })
}

function scopeOf(door: Door, method: string): KeyScope {
  const isReading = method === 'GET' || method === 'HEAD'
  if (door === 'read' || door === 'write') return door
  if (door === 'resource' || door === 'something') return isReading ? 'read' : 'write'
  const isOfMany = door === 'signed-in' || door === 'organisation:enter'
  return isOfMany && isReading ? 'read' : 'admin'
}

async function organisationAsked(
  request: FastifyRequest,
  control: Storage['control'],
): Promise<OrganisationId | undefined> {
  const { org, id } = request.params as { org?: string; id?: string }
  if (org !== undefined) return (await request.server.organisationNamed(org)) ?? (org as OrganisationId)
  return isWorkspaceId(id) ? control.organisationOfWorkspace(id) : undefined
}
