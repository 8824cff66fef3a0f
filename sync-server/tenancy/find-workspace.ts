import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import { isWorkspaceId } from '#shared/kit/ids.ts'
import type { Storage } from '#server/storage/storage.ts'

/** The workspace behind the words of a path, each an id or the name that the operator's file gives. undefined: there is none. */
export async function findWorkspace(
  control: Storage['control'],
  path: { readonly organisation: string; readonly workspace: string },
): Promise<WorkspaceId | undefined> {
  const named = await control.idOf({ kind: 'organisation', scope: '', slug: path.organisation })
  const organisation = (named ?? path.organisation) as OrganisationId
  const inside = await control.idOf({ kind: 'workspace', scope: organisation, slug: path.workspace })
  const workspace = inside ?? path.workspace
  if (!isWorkspaceId(workspace)) return undefined
  return (await control.organisationOfWorkspace(workspace)) === organisation ? workspace : undefined
}
