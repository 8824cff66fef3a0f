import type { Calendar } from '#shared/language/moment.ts'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AuditNote } from './audit-store.ts'

/**
 * What agents of one organisation have to do. A job is held by who has its lease: a number that grows with every holder (its fence) and a time
 * until which it counts. Whatever a holder writes names its fence, and is nothing when somebody else has the job by now.
 */
export interface JobStore {
  /** Those whose source is known already stay as they are. Returns the ids of the others. */
  enqueueJobs(jobs: readonly NewJob[]): Promise<readonly string[]>
  /** The job that is due longest, if any: one that waits, or one whose holder has not been heard of. */
  leaseJob(asked: { readonly nowMs: number; readonly leaseMs: number }): Promise<JobRecord | undefined>
  /** Whoever held anything is gone for certain: it stands in the line where it stood, at once. Returns how many. */
  freeJobs(): Promise<number>
  /** When there may be something to lease; undefined: nothing waits. */
  nextDueMs(): Promise<number | undefined>
  /** false, here and below: the lease is somebody else's by now, or the job has ended. */
  renewLease(lease: Lease, untilMs: number): Promise<boolean>
  /** Back to where it waits. `isAttempt` false: what was begun does not count, as when the server is ended. */
  releaseJob(lease: Lease, asked: { readonly dueMs: number; readonly isAttempt: boolean }): Promise<boolean>
  endJob(lease: Lease, end: JobEnd, note: AuditNote): Promise<boolean>
  /** Whoever holds it finds out at its next word. false: there is no such job that has not ended. */
  cancelJob(id: string, asked: { readonly nowMs: number; readonly reason: string }, note: AuditNote): Promise<boolean>
  /** From now on it has read what its requester did not type. */
  taintJob(lease: Lease): Promise<boolean>
  job(id: string): Promise<JobRecord | undefined>
  /** Newest first. */
  jobs(asked: JobPage): Promise<readonly JobRecord[]>
  /** Those that have not ended, of one source: a prefix, such as that of a question. */
  openJobs(sourcePrefix: string): Promise<readonly JobRecord[]>
  /** The one with the last source of those that begin so. */
  lastJob(sourcePrefix: string): Promise<JobRecord | undefined>

  /** Where a call of a tool begins, or is met again after its holder was lost. */
  beginCall(lease: Lease, call: NewCall): Promise<CallStart>
  /** What it will answer once it is in the log; from here on the job has changed something. */
  prepareCall(lease: Lease, place: CallPlace, answer: string): Promise<boolean>
  endCall(lease: Lease, place: CallPlace, end: CallEnd, note: AuditNote): Promise<boolean>
  callsOf(job: string): Promise<readonly CallRecord[]>
  /** Whether the log has changes of this run of an agent, as far as they are sorted. */
  hasRun(agentRun: string): Promise<boolean>
  /** Everybody whose changes are in a thing, by what the log says of them, as far as they are sorted. */
  writersOf(workspace: WorkspaceId, replica: ReplicaId): Promise<readonly PrincipalId[]>

  /** Ended before, with their calls. Returns how many. */
  forgetJobs(endedBeforeMs: number): Promise<number>
  countOldJobs(endedBeforeMs: number): Promise<number>
  /** Things of a type that nobody has changed since, as far as the log is sorted. */
  idleThings(type: string, beforeMs: number): Promise<readonly IdleThing[]>

  putSchedule(schedule: Schedule, note: AuditNote): Promise<void>
  removeSchedule(id: string, note: AuditNote): Promise<boolean>
  schedules(workspace: WorkspaceId): Promise<readonly Schedule[]>
  dueSchedules(nowMs: number): Promise<readonly Schedule[]>
  /** Its job and when it is due again, in one transaction. false: somebody else has been here. */
  fireSchedule(schedule: Schedule, next: number | undefined, job: NewJob | undefined): Promise<boolean>
}

export interface IdleThing {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
}

export interface Lease {
  readonly job: string
  readonly fence: number
}

/** What an agent is asked: a question of a conversation, or words that come again by a schedule. */
export type JobTask =
  | { readonly kind: 'question'; readonly conversation: ReplicaId; readonly question: string }
  | {
      readonly kind: 'scheduled'
      readonly schedule: string
      readonly text: string
      /** Of the schedule; absent in jobs of earlier versions. */
      readonly timeZone?: string | undefined
      readonly weekStartsOn?: Calendar['weekStartsOn'] | undefined
    }

export interface NewJob {
  readonly id: string
  /** What asked for it: of two with the same source there is one. */
  readonly source: string
  readonly workspace: WorkspaceId
  /** Its id, without `agent:`. */
  readonly agent: string
  readonly requester: PrincipalId
  readonly task: JobTask
  readonly dueMs: number
  readonly createdMs: number
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export interface JobRecord extends NewJob {
  readonly state: JobState
  readonly fence: number
  readonly attempts: number
  /** Something of it is in the log: it is gone on with, and never begun anew. */
  readonly hasCommitted: boolean
  readonly isTainted: boolean
  readonly answer?: string
  /** Why it failed or was cancelled, as a word. */
  readonly reason?: string
  readonly endedMs?: number
}

export interface JobEnd {
  readonly state: 'done' | 'failed'
  readonly answer?: string | undefined
  readonly reason?: string | undefined
  readonly nowMs: number
}

export interface JobPage {
  readonly workspace?: WorkspaceId | undefined
  readonly requester?: PrincipalId | undefined
  readonly limit: number
}

export interface CallPlace {
  readonly step: number
  readonly index: number
}

export interface NewCall extends CallPlace {
  readonly name: string
  /** JSON. */
  readonly input: string
  readonly nowMs: number
}

/**
 * new: nobody has begun it. again: somebody has, and may have come as far as the log. done: here is what it answered. diverged: the job has
 * changed something and now does otherwise than it did. lost: it is somebody else's.
 */
export type CallStart =
  | { readonly state: 'new' }
  | { readonly state: 'again'; readonly prepared: string | undefined }
  | ({ readonly state: 'done' } & CallEnd)
  | { readonly state: 'diverged' }
  | { readonly state: 'lost' }

export interface CallEnd {
  readonly ok: boolean
  readonly answer: string
}

export interface CallRecord extends CallPlace {
  readonly name: string
  readonly input: string
  readonly state: 'begun' | 'prepared' | 'done' | 'refused'
  readonly answer?: string
}

/** Words for an agent that come again. */
export interface Schedule {
  readonly id: string
  readonly workspace: WorkspaceId
  readonly agent: string
  /** Whose rights, as they are then, its runs have. */
  readonly owner: PrincipalId
  readonly text: string
  /** A rule of RFC 5545, without `RRULE:`. */
  readonly rule: string
  /** Of the tz database. */
  readonly zone: string
  readonly weekStartsOn: Calendar['weekStartsOn']
  readonly startMs: number
  /** null: it is switched off, or over. */
  readonly dueMs: number | null
}
