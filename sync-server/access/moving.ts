import type { ObjectRef, SubjectRef } from '#shared/access/tuples.ts'
import { replicaObject } from '#shared/access/tuples.ts'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { ResourceRow, TupleView } from '#server/storage/tuple-store.ts'
import { checkerOver } from './standing.ts'
import { inheriting, parentsOf } from './workspace-reader.ts'

interface AskedWidth {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  /** undefined: in no folder. */
  readonly to: ReplicaId | undefined
  /** Where things lie by now, also those that are about to be moved. */
  rowOf(replica: ReplicaId): ResourceRow | undefined
}

/** Of more than these nobody is asked whether they may read it now: it is taken for wider. */
const maxSubjects = 200
/** What lets somebody read, by the model. */
const reading: readonly string[] = ['owner', 'editor', 'viewer', 'r']

/** Whether somebody could read the thing in its new place who can not now. */
export function isWider(tuples: TupleView, { workspace, replica, to, rowOf }: AskedWidth): boolean {
  const before = inheriting(tuples, (each) => parentsOf(each, workspace, rowOf))
  const own = rowOf(replica)
  const moved: ResourceRow = { replica, workspace, inherits: own?.inherits ?? true, parent: to }
  const rowAfter = (each: ReplicaId) => (each === replica ? moved : rowOf(each))
  const after = inheriting(tuples, (each) => parentsOf(each, workspace, rowAfter))
  const thing = replicaObject(replica)
  const known = new Set(above(before, thing))
  const subjects = new Set<SubjectRef>()
  for (const object of above(after, thing).filter((each) => !known.has(each)))
    for (const relation of reading)
      for (const subject of [...tuples.subjects(object, relation), ...tuples.usersets(object, relation)])
        subjects.add(subject)
  if (subjects.size > maxSubjects) return true
  for (const subject of subjects) if (!checkerOver(before, subject).check(thing, 'can_read')) return true
  return false
}

/** All whose grants count for the thing, itself left out. */
function above(tuples: ReturnType<typeof inheriting>, thing: ObjectRef): readonly ObjectRef[] {
  const found: ObjectRef[] = []
  for (let at: readonly ObjectRef[] = [thing]; at.length > 0; ) {
    at = at.flatMap((each) => tuples.subjects(each, 'inherit')).filter((each) => !found.includes(each))
    found.push(...at)
  }
  return found
}
