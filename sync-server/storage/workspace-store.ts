import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import { StorageFault } from './storage-fault.ts'
import type { BackgroundQuestion, OrganisationStore, Storage } from './storage.ts'

export interface WorkspaceHome {
  readonly organisation: OrganisationId
  readonly store: OrganisationStore
}

/** The organisation that holds a workspace, and its store. */
export async function homeOfWorkspace(storage: Storage, workspace: WorkspaceId): Promise<WorkspaceHome | undefined> {
  const organisation = await storage.control.organisationOfWorkspace(workspace)
  return organisation && { organisation, store: await storage.organisation(organisation) }
}

/**
 * Does something for every organisation in which there may be something to do; one that is damaged holds up nobody else (ST14), and has been
 * told.
 */
export async function forEachRestless(
  storage: Storage,
  question: BackgroundQuestion,
  act: (store: OrganisationStore) => Promise<void>,
): Promise<void> {
  for (const organisation of await storage.restless(question)) {
    try {
      await act(await storage.organisation(organisation))
    } catch (fault) {
      // Erased while it was looked at.
      if (!(fault instanceof StorageFault) || !['damaged', 'erased'].includes(fault.code)) throw fault
    }
  }
}
