import type { Rows } from '#shared/rooms/room.ts'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { Core } from './core.ts'
import type { LookElsewhere } from './engine-contract.ts'
import { readReplica } from './read-replica.ts'
import { RowTable } from './row-table.ts'

/** Another workspace of the person as this device has stored it; what may not be shown any more is not, also when it was looked at before. */
export async function lookElsewhere(core: Core, workspace: WorkspaceId): Promise<LookElsewhere | undefined> {
  const mayShow = () => {
    const isListed = core.workspaces.entries.get().some(({ id }) => id === workspace)
    return isListed && core.workspaces.find(workspace)?.role !== 'none' && !core.workspaces.isWithheld(workspace)
  }
  if (!mayShow()) return undefined
  const table = new RowTable()
  table.replaceAll(await core.store.rows(workspace))
  const nothing: Rows = new RowTable().rows
  return {
    rows: () => (mayShow() ? table.rows : nothing),
    readReplica: async (type, id, look) => (mayShow() ? readReplica(core, { type, id, workspace }, look) : undefined),
  }
}
