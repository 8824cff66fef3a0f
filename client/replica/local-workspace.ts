import { mintId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Random } from '#shared/kit/ports.ts'
import type { StoredWorkspace } from '#client/platform/store.ts'
import type { Core } from './core.ts'
import { firstWorkspaceName } from './sentences.ts'

export function newLocalWorkspace(random: Random, name = firstWorkspaceName): StoredWorkspace {
  return { id: mintId<WorkspaceId>('ws', random), name, origin: 'local', cursor: 0, role: 'owner' }
}

/** Stores it and tells the other tabs. */
export async function createLocalWorkspace(core: Core, name?: string): Promise<WorkspaceId> {
  const workspace = newLocalWorkspace(core.edges.random, name)
  await core.store.write({ workspaces: [workspace] })
  core.workspaces.put([workspace])
  core.tabs.tell({ kind: 'workspaces', changed: [workspace], removed: [] })
  return workspace.id
}
