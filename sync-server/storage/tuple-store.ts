import type { TupleReader } from '#shared/access/engine/tuple-reader.ts'
import type { ObjectRef, SubjectRef, Tuple } from '#shared/access/tuples.ts'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { AuditNote } from './audit-store.ts'

/** Who may what in one organisation: tuples, and where things lie. */
export interface TupleStore {
  /** Reads at one moment; `look` runs to its end at once and keeps nothing that it was given. */
  lookAtTuples<Answer>(look: (tuples: TupleView) => Answer): Promise<Answer>
  /** All of it or nothing. Refused with a sentence; a workspace keeps an owner. */
  writeTuples(change: TupleChange, note?: AuditNote): Promise<Outcome<TupleRefusal, void>>
  /** What was changed since, for those who remember what they have read. */
  accessChangesAfter(revision: number): Promise<readonly StoredAccessChange[]>
  /** The folders in which things of a workspace lie now, as the log says; undefined: in none. */
  writeParents(workspace: WorkspaceId, parents: ReadonlyMap<ReplicaId, ReplicaId | undefined>): Promise<void>
}

/** 'other-tenant': something in it is not of this organisation · 'not-in-model': the model has no such relation · 'last-owner'. */
export type TupleRefusal = 'other-tenant' | 'not-in-model' | 'last-owner'

export interface TupleView extends TupleReader {
  readonly revision: number
  hasWorkspace(workspace: WorkspaceId): boolean
  /** What was changed since, in order; undefined: it is more than `max`, or so long ago that it was forgotten. */
  changesSince(revision: number, max: number): readonly StoredAccessChange[] | undefined
  /** What inherits nothing or has tuples of its own: a row for each tuple, those of one thing in a row. */
  specialsIn(workspace: WorkspaceId): readonly SpecialRow[]
  /** What lies in folders among them, however deep; some of it may be among them itself. */
  belowSpecials(workspace: WorkspaceId): readonly ResourceRow[]
  resource(replica: ReplicaId): ResourceRow | undefined
  tuplesOn(object: ObjectRef): readonly Tuple[]
  /** Of the subject itself, by object. */
  tuplesOf(subject: SubjectRef): readonly Tuple[]
  /** Of what the subject is that: few look-ups, where it may have been granted thousands of other things. */
  relatedTo(subject: SubjectRef, relation: string): readonly ObjectRef[]
  workspaces(): readonly WorkspaceId[]
  /** Somebody, or the organisation as a whole. */
  isSuspended(subject: string): boolean
}

/** Thousands at once, so no object is made of each. Without a relation: it has no tuples. */
export type SpecialRow = readonly [
  replica: ReplicaId,
  inherits: number,
  parent: ReplicaId | null,
  relation: string | null,
  subject: SubjectRef | null,
]

export interface ResourceRow {
  readonly replica: ReplicaId
  readonly workspace: WorkspaceId
  /** false: what is granted above does not count. */
  readonly inherits: boolean
  /** The folder it lies in; undefined: the workspace itself. */
  readonly parent: ReplicaId | undefined
}

/** Taken first, then put. */
export interface TupleChange {
  readonly put?: readonly Tuple[]
  readonly take?: readonly Tuple[]
  /** Where the things lie that tuples are put on. */
  readonly places?: readonly ThingPlace[]
  /** What belongs to the organisation from now on, so that tuples may name it. */
  readonly adopt?: readonly ObjectRef[]
}

export interface ThingPlace {
  readonly replica: ReplicaId
  readonly workspace: WorkspaceId
  /** Left out: as it is. */
  readonly inherits?: boolean
}

/** What is left out is any. */
export interface StoredAccessChange {
  readonly revision: number
  readonly workspace?: WorkspaceId
  readonly replica?: ReplicaId
  readonly subject?: PrincipalId
}

/** Undoes the transaction that it is thrown in. */
export class TupleRefused extends Error {
  readonly reason: TupleRefusal

  constructor(reason: TupleRefusal, sentence: string) {
    super(sentence)
    this.reason = reason
  }
}
