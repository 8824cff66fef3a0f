import type { z } from 'zod'
import type { PrincipalId, ReplicaId } from '../kit/ids.ts'
import type { Outcome } from '../kit/outcome.ts'
import type { Clock, Random } from '../kit/ports.ts'
import type { FieldPatch, FieldShape, FieldValues, Scalar } from '../crdt/fields.ts'
import type { ContentReplica, Replica, ReplicaKind } from '../crdt/replica.ts'

/** What a room says of itself, once, for every caller: buttons, command bar, REST, importers, later automations and the assistant. */
export interface Room {
  /** Also the path segment and the prefix of its commands: `tasks`. */
  readonly name: string
  readonly types: readonly AnyReplicaType[]
  readonly commands: readonly AnyCommand[]
}

/** A type of replica: its CRDT, its fields and the row that lists and queries read. */
export interface ReplicaType<Projected extends object> {
  /** The prefix of its ids: `task` for `task_…`. Lower case, never changed once released. */
  readonly name: string
  /** Raised when `project` answers otherwise than before: rows of another version are made again. */
  readonly version: number
  readonly kind: ReplicaKind
  readonly shape: FieldShape
  /**
   * Fields (and content) → what a row holds. Total and pure: data from older or newer versions, or half of it, gives a usable row,
   * never a throw. Keep it small; every row of a workspace lives in memory.
   */
  project(replica: Projectable): Projected
}
export type AnyReplicaType = ReplicaType<object>

export type Projectable = Pick<Replica, 'fields'> &
  Partial<Pick<ContentReplica, 'content'>> & { readonly kind: ReplicaKind }

/** One projected replica. */
export interface Row<Projected extends object = object> {
  readonly id: ReplicaId
  readonly type: string
  /** Of the type whose `project` made the value; absent in rows from before types had versions. */
  readonly version?: number
  readonly value: Projected
  /** The latest change: when by its author's envelope (ms, UTC), and who. */
  readonly changedAt: number
  readonly changedBy: PrincipalId
  readonly conflicts?: readonly RowConflict[]
}

/** A field that two people changed at the same time: the values that do not show, and who wrote which. */
export interface RowConflict {
  readonly field: string
  readonly losing: readonly { readonly value: Scalar; readonly by: PrincipalId }[]
  readonly winningBy: PrincipalId
}

/** A named read over rows; pure, so that client and server answer alike. */
export interface Query<Params, Answer> {
  readonly name: string
  /** The types whose rows it reads: a live query runs again when one of these changes. */
  readonly types: readonly AnyReplicaType[]
  answer(rows: Rows, params: Params): Answer
}

export interface Rows {
  of<Projected extends object>(type: ReplicaType<Projected>): readonly Row<Projected>[]
  get<Projected extends object>(type: ReplicaType<Projected>, id: ReplicaId): Row<Projected> | undefined
}

/** A named write. Decide first, write last: after the first patch a command no longer refuses. */
export interface Command<Input, Reason extends string, Answer> {
  /** `<room>.<verb>`: `tasks.complete`. */
  readonly name: string
  /** What it does, in one sentence, for an assistant that has to choose. */
  readonly says: string
  readonly effect: CommandEffect
  readonly input: z.ZodType<Input>
  run(work: Work, input: Input): Promise<Outcome<Reason, Answer>>
}

/**
 * write: in the workspace, taken back by one undo · destructive: takes something out of sight or replaces a whole; whoever acts for a person asks
 * before. What reaches beyond the workspace is no command: see `outward-act.ts`.
 */
export type CommandEffect = 'write' | 'destructive'

// oxlint-disable-next-line typescript/no-explicit-any -- a list of commands of every input
export type AnyCommand = Command<any, string, unknown>
/** What it takes to run one. */
export type RunnableCommand = Pick<AnyCommand, 'name' | 'input' | 'run'>

/** Keeps the input type of the schema, so that a command is written without naming its types twice. */
export function command<Schema extends z.ZodType, Reason extends string, Answer>(definition: {
  name: string
  says: string
  effect: CommandEffect
  input: Schema
  run(work: Work, input: z.output<Schema>): Promise<Outcome<Reason, Answer>>
}): Command<z.output<Schema>, Reason, Answer> {
  return definition as Command<z.output<Schema>, Reason, Answer>
}

/**
 * One unit of work: what a command opens and patches becomes durable in one transaction, or not at all, and is one step of undo.
 * Replicas it hands out belong to the work: commands do not close them or keep them.
 */
export interface Work {
  readonly clock: Clock
  readonly random: Random
  /** Who acts: for `createdBy`, assignments to oneself and the like. */
  readonly principal: PrincipalId
  /** `id`: of what has to be found again by whoever repeats it; else a new one. */
  create(type: AnyReplicaType, fields: FieldPatch, id?: ReplicaId): Promise<Replica>
  /** undefined: no such replica here (or not readable for the principal). */
  open(type: AnyReplicaType, id: ReplicaId): Promise<Replica | undefined>
}

/** For commands over content (documents, whiteboards): narrows what `create` and `open` hand out. */
export function hasContent(replica: Replica): replica is ContentReplica {
  return 'writeContent' in replica
}

export function replicaType<Projected extends object>(type: ReplicaType<Projected>): ReplicaType<Projected> {
  return type
}

/** Reads a field that may be absent or of a kind that another version wrote. */
export const read = {
  text: (fields: FieldValues, name: string, otherwise = ''): string =>
    typeof fields[name] === 'string' ? fields[name] : otherwise,
  number: (fields: FieldValues, name: string): number | undefined =>
    typeof fields[name] === 'number' ? fields[name] : undefined,
  flag: (fields: FieldValues, name: string): boolean => fields[name] === true,
  set: (fields: FieldValues, name: string): readonly string[] =>
    Array.isArray(fields[name]) ? (fields[name] as string[]) : [],
  id: (fields: FieldValues, name: string): ReplicaId | undefined =>
    typeof fields[name] === 'string' ? (fields[name] as ReplicaId) : undefined,
}
