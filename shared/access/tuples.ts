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
