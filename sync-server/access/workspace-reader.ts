import { TupleSet, type TupleReader } from '#shared/access/engine/tuple-reader.ts'
import { type ObjectRef, replicaObject, type SubjectRef } from '#shared/access/tuples.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ResourceRow, TupleView } from '#server/storage/tuple-store.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'

/**
 * The tuples of an organisation with what is not written down: a thing inherits from the folder it lies in, or from its workspace, unless
 * its row in `resources` says that it inherits nothing. Things without a row lie in the workspace that is asked about.
 */
export function readerOver(tuples: TupleView, workspace: WorkspaceId | undefined): TupleReader {
  return inheriting(tuples, (replica) => {
    const row = tuples.resource(replica)
    return parentsOf(row, row?.workspace ?? workspace)
  })
}

/** The same with everything of the special things of one workspace in memory, to decide about all of them. */
export function readerOverSpecials(
  tuples: TupleView,
  { workspace, specials }: { workspace: WorkspaceId; specials: readonly ResourceRow[] },
): TupleReader {
  const rows = new Map(specials.map((row) => [row.replica, row]))
  const ofThem = new TupleSet(tuples.tuplesOfSpecials(workspace))
  const memory = inheriting(ofThem, (replica) => parentsOf(rows.get(replica), workspace))
  const pick = (object: ObjectRef) => (isThing(object) ? memory : tuples)
  return {
    has: (object, relation, subject) => pick(object).has(object, relation, subject),
    usersets: (object, relation) => pick(object).usersets(object, relation),
    subjects: (object, relation) => pick(object).subjects(object, relation),
  }
}

function inheriting(tuples: TupleReader, parents: (replica: ReplicaId) => readonly SubjectRef[]): TupleReader {
  const isImplied = (object: ObjectRef, relation: string) => relation === 'inherit' && isThing(object)
  const above = (object: ObjectRef) => parents(object.slice(object.indexOf(':') + 1) as ReplicaId)
  return {
    has: (object, relation, subject) =>
      isImplied(object, relation) ? above(object).includes(subject) : tuples.has(object, relation, subject),
    usersets: (object, relation) => (isImplied(object, relation) ? [] : tuples.usersets(object, relation)),
    subjects: (object, relation) => (isImplied(object, relation) ? above(object) : tuples.subjects(object, relation)),
  }
}

function parentsOf(row: ResourceRow | undefined, workspace: WorkspaceId | undefined): readonly SubjectRef[] {
  if (row && !row.inherits) return []
  if (row?.parent) return [replicaObject(row.parent)]
  return workspace ? [workspaceObject(workspace)] : []
}

function isThing(object: ObjectRef): boolean {
  return object.startsWith('document:') || object.startsWith('folder:') || object.startsWith('collection:')
}
