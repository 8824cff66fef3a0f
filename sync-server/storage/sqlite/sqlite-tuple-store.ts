import type { ObjectRef, SubjectRef, Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import type { AuditNote } from '../audit-store.ts'
import {
  type ResourceRow,
  type SpecialRow,
  type StoredAccessChange,
  type TupleChange,
  TupleRefused,
  type TupleStore,
  type TupleView,
} from '../tuple-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openParentWriter } from './parent-writer.ts'
import { openTupleWriter, type TupleWriter } from './tuple-writer.ts'

export function openTupleStore(database: Sqlite, tenant: OrganisationId): TupleStore {
  const view = openTupleView(database)
  const tuples = openTupleWriter(database, tenant)
  const audit = openAuditWriter(database)
  const isOwned = ownedWorkspaces(database)
  const write = database.transaction((change: TupleChange, note: AuditNote | undefined) => {
    const owned = (change.take ?? []).filter(({ object, relation }) => relation === 'owner' && isOwned(object))
    applyChange(tuples, change)
    const lost = owned.find(({ object }) => !isOwned(object))
    if (lost) throw new TupleRefused('last-owner', `${lost.object} would be without an owner.`)
    if (note) audit(note)
  })
  const changes = database.prepare<[number], StoredChange>(
    'SELECT revision, workspace, replica, subject FROM access_outbox WHERE revision > ? ORDER BY revision',
  )
  const parents = database.transaction(openParentWriter(database))
  // One read transaction: every answer is of the same moment, and SQLite does not lock for each.
  const look = database.transaction((act: (tuples: TupleView) => unknown) => act(view))
  return {
    lookAtTuples: async <Answer>(act: (tuples: TupleView) => Answer) => look(act) as Answer,
    writeTuples: async (change, note) => {
      try {
        write.immediate(change, note)
        return done()
      } catch (error) {
        if (error instanceof TupleRefused) return refused(error.reason, error.message)
        throw error
      }
    },
    accessChangesAfter: async (revision) => changes.all(revision).map(readChange),
    writeParents: async (workspace, moved) => parents.immediate(workspace, moved),
  }
}

function applyChange(tuples: TupleWriter, { adopt = [], places = [], take = [], put = [] }: TupleChange): void {
  for (const thing of adopt) tuples.adopt(thing)
  for (const place of places) tuples.place(place)
  for (const tuple of take) tuples.take(tuple)
  for (const tuple of put) tuples.put(tuple)
}

function ownedWorkspaces(database: Sqlite): (object: ObjectRef) => boolean {
  const owner = database.prepare<[string], object>(
    `SELECT 1 FROM tuples WHERE object = ? AND relation = 'owner' LIMIT 1`,
  )
  return (object) => object.startsWith('workspace:') && owner.get(object) !== undefined
}

interface StoredChange {
  readonly revision: number
  readonly workspace: WorkspaceId | null
  readonly replica: ReplicaId | null
  readonly subject: PrincipalId | null
}

function readChange({ revision, workspace, replica, subject }: StoredChange): StoredAccessChange {
  return { revision, ...(workspace && { workspace }), ...(replica && { replica }), ...(subject && { subject }) }
}

/** The statements whose plans sqlite-tuple-store.test.ts asserts. */
export const tupleQueries = {
  has: 'SELECT 1 FROM tuples WHERE object = ? AND relation = ? AND subject = ?',
  usersets: `SELECT subject FROM tuples INDEXED BY tuples_usersets WHERE object = ? AND relation = ? AND instr(subject, '#') > 0`,
  subjects: `SELECT subject FROM tuples WHERE object = ? AND relation = ? AND instr(subject, '#') = 0`,
  on: 'SELECT object, relation, subject FROM tuples WHERE object = ?',
  by: 'SELECT object, relation, subject FROM tuples WHERE subject = ?',
  related: 'SELECT object FROM tuples WHERE subject = ? AND relation = ?',
  /** Nothing but a folder has anything below it. */
  below: `
    WITH RECURSIVE special (replica) AS (
      SELECT replica FROM resources INDEXED BY resources_special
      WHERE workspace = @workspace AND replica BETWEEN 'folder_' AND 'folder_~' AND (inherits = 0 OR has_tuples = 1)
      UNION SELECT below.replica FROM special CROSS JOIN resources below INDEXED BY resources_by_parent ON below.parent = special.replica
    )
    SELECT replica, workspace, inherits, parent FROM special CROSS JOIN resources USING (replica) WHERE workspace = @workspace`,
  specials: `
    SELECT replica, inherits, parent, relation, subject FROM resources INDEXED BY resources_special
    LEFT JOIN tuples ON object = (CASE
      WHEN substr(replica, 1, 9) = 'document_' THEN 'document:' WHEN substr(replica, 1, 7) = 'folder_' THEN 'folder:' ELSE 'collection:' END)
      || replica
    WHERE workspace = ? AND (inherits = 0 OR has_tuples = 1)`,
  changes:
    'SELECT revision, workspace, replica, subject FROM access_outbox WHERE revision > ? ORDER BY revision LIMIT ?',
} as const

interface StoredResource {
  readonly replica: ReplicaId
  readonly workspace: WorkspaceId
  readonly inherits: number
  readonly parent: ReplicaId | null
}

function openTupleView(database: Sqlite): TupleView {
  const has = database.prepare<[string, string, string], object>(tupleQueries.has)
  const usersets = database.prepare<[string, string], SubjectRef>(tupleQueries.usersets).pluck()
  const subjects = database.prepare<[string, string], SubjectRef>(tupleQueries.subjects).pluck()
  const on = database.prepare<[string], Tuple>(tupleQueries.on)
  const by = database.prepare<[string], Tuple>(`${tupleQueries.by} ORDER BY relation, object`)
  const related = database.prepare<[string, string], ObjectRef>(tupleQueries.related).pluck()
  const specials = database.prepare<[WorkspaceId], SpecialRow>(tupleQueries.specials).raw()
  const below = database.prepare<[{ workspace: WorkspaceId }], StoredResource>(tupleQueries.below)
  const changes = database.prepare<[number, number], StoredChange>(tupleQueries.changes)
  const resource = database.prepare<[ReplicaId], StoredResource>(
    'SELECT replica, workspace, inherits, parent FROM resources WHERE replica = ?',
  )
  const workspace = database.prepare<[string], object>('SELECT 1 FROM workspaces WHERE id = ?')
  const workspaces = database.prepare<[], WorkspaceId>('SELECT id FROM workspaces ORDER BY number').pluck()
  const revision = database.prepare<[], number | null>('SELECT max(revision) FROM access_outbox').pluck()
  const suspended = database.prepare<[string], object>('SELECT 1 FROM kept_out WHERE subject = ?')
  return {
    has: (object, relation, subject) => has.get(object, relation, subject) !== undefined,
    usersets: (object, relation) => usersets.all(object, relation),
    subjects: (object, relation) => subjects.all(object, relation),
    get revision() {
      return revision.get() ?? 0
    },
    hasWorkspace: (id) => workspace.get(id) !== undefined,
    changesSince: (from, max) => {
      const found = changes.all(from, max + 1)
      // One after another: where some are missing they were forgotten.
      const isWhole = found.length <= max && (found[0]?.revision ?? from + 1) === from + 1
      return isWhole ? found.map(readChange) : undefined
    },
    specialsIn: (id) => specials.all(id),
    belowSpecials: (id) => below.all({ workspace: id }).map(readResource),
    resource: (replica) => {
      const found = resource.get(replica)
      return found && readResource(found)
    },
    tuplesOn: (object) => on.all(object),
    tuplesOf: (subject) => by.all(subject),
    relatedTo: (subject, relation) => related.all(subject, relation),
    workspaces: () => workspaces.all(),
    isSuspended: (subject) => suspended.get(subject) !== undefined,
  }
}

/** Thousands at once: named one by one, which is several times as quick as the rest of an object. */
function readResource({ replica, workspace, inherits, parent }: StoredResource): ResourceRow {
  return { replica, workspace, inherits: inherits === 1, parent: parent ?? undefined }
}
