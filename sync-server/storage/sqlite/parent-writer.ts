import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Sqlite } from './open-database.ts'

/** Where things of a workspace lie now; undefined: in no folder. To be called within a transaction. */
export type ParentWriter = (workspace: WorkspaceId, parents: ReadonlyMap<ReplicaId, ReplicaId | undefined>) => void

export function openParentWriter(database: Sqlite): ParentWriter {
  const set = database.prepare(
    `INSERT INTO resources (replica, workspace, parent) VALUES (?, ?, ?)
     ON CONFLICT (replica) DO UPDATE SET parent = excluded.parent
       WHERE workspace = excluded.workspace AND parent IS NOT excluded.parent`,
  )
  const clear = database.prepare(
    'UPDATE resources SET parent = NULL WHERE replica = ? AND workspace = ? AND parent IS NOT NULL',
  )
  const special = database.prepare<[WorkspaceId], object>(
    'SELECT 1 FROM resources INDEXED BY resources_special WHERE workspace = ? AND (inherits = 0 OR has_tuples = 1) LIMIT 1',
  )
  const tell = database.prepare('INSERT INTO access_outbox (workspace) VALUES (?)')
  return (workspace, parents) => {
    let changed = 0
    for (const [replica, parent] of parents)
      changed += parent ? set.run(replica, workspace, parent).changes : clear.run(replica, workspace).changes
    // Where nothing differs for anybody, it makes no difference where things lie.
    if (changed > 0 && special.get(workspace)) tell.run(workspace)
  }
}
