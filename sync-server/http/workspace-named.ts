import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import { findWorkspace } from '#server/tenancy/find-workspace.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal } from './problems.ts'

/** Of the organisation, by id or by the name that it goes by in paths. */
export async function workspaceNamed(
  { storage }: HttpPorts,
  organisation: OrganisationId,
  workspace: string,
): Promise<WorkspaceId> {
  const found = await findWorkspace(storage.control, { organisation, workspace })
  if (!found)
    throw new HttpRefusal('not-found', { detail: `There is no workspace "${workspace}" in this organisation.` })
  return found
}
