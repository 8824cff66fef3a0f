import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { OrganisationStore, Storage } from './storage.ts'

export interface WorkspaceHome {
  readonly organisation: OrganisationId
  readonly store: OrganisationStore
}

/** The organisation that holds a workspace, and its store. */
export async function homeOfWorkspace(storage: Storage, workspace: WorkspaceId): Promise<WorkspaceHome | undefined> {
  const organisation = await storage.control.organisationOfWorkspace(workspace)
  return organisation && { organisation, store: await storage.organisation(organisation) }
}
