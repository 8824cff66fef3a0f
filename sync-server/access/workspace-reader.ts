import type { TupleReader } from '#shared/access/engine/tuple-reader.ts'
import { type ObjectRef, replicaObject, type SubjectRef } from '#shared/access/tuples.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ResourceRow, TupleView } from '#server/storage/tuple-store.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'

/**
 * The tuples of an organisation with what is not written down: a thing inherits from the folder it lies in, or from its workspace, unless
 * its row in `resources` says that it inherits nothing. Things without a row lie in the workspace that is asked about.
 */
export function readerOver(tuples: TupleView, workspace: WorkspaceId | undefined): TupleReader {
  return inheriting(tuples, (replica) => parentsOf(replica, workspace, (each) => tuples.resource(each)))
}

/** The same over any tuples; `parents` says in what a thing lies. */
export function inheriting(tuples: TupleReader, parents: (replica: ReplicaId) => readonly SubjectRef[]): TupleReader {
  const isImplied = (object: ObjectRef, relation: string) => relation === 'inherit' && isThing(object)
  const above = (object: ObjectRef) => parents(object.slice(object.indexOf(':') + 1) as ReplicaId)
  return {
    has: (object, relation, subject) =>
      isImplied(object, relation) ? above(object).includes(subject) : tuples.has(object, relation, subject),
    usersets: (object, relation) => (isImplied(object, relation) ? [] : tuples.usersets(object, relation)),
    subjects: (object, relation) => (isImplied(object, relation) ? above(object) : tuples.subjects(object, relation)),
  }
}

type RowOf = (replica: ReplicaId) => ResourceRow | undefined

/** In what a thing lies, if what is granted there counts for it. Folders that were moved into each other at once lie in the workspace. */
export function parentsOf(replica: ReplicaId, workspace: WorkspaceId | undefined, rowOf: RowOf): readonly SubjectRef[] {
  const row = rowOf(replica)
  if (row && !row.inherits) return []
  if (row?.parent && !isInCircle(row, rowOf)) return [replicaObject(row.parent)]
  const home = row?.workspace ?? workspace
  return home ? [workspaceObject(home)] : []
}

function isInCircle({ replica, parent }: ResourceRow, rowOf: RowOf): boolean {
  const seen = new Set<ReplicaId>()
  for (let at = parent; at !== undefined && !seen.has(at); ) {
    if (at === replica) return true
    seen.add(at)
    const row = rowOf(at)
    at = row?.inherits ? row.parent : undefined
  }
  return false
}

export function isThing(object: ObjectRef): boolean {
  return object.startsWith('document:') || object.startsWith('folder:') || object.startsWith('collection:')
}
