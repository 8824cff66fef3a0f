import { type ReplicaId, typeOf } from '../kit/ids.ts'

/** `type:id`, as in `workspace:ws_…`. */
export type ObjectRef = `${string}:${string}`
/** An object, everybody in a relation to one (`team:team_…#member`), or everyone of a type (`user:*`). */
export type SubjectRef = `${string}:${string}`

/** `subject` is `relation` of `object`. */
export interface Tuple {
  readonly object: ObjectRef
  readonly relation: string
  readonly subject: SubjectRef
}

/** What a replica is in the model. */
export function replicaObject(replica: ReplicaId): ObjectRef {
  const type = typeOf(replica)
  return type === 'document' || type === 'folder' ? `${type}:${replica}` : `collection:${replica}`
}
