import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AuditNote } from '../audit-store.ts'
import type { IdleThing, JobEnd, JobRecord, JobState, JobStore, JobTask, Lease, NewJob } from '../job-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { relaxed } from './relaxed.ts'
import { openCallStore } from './sqlite-call-store.ts'
import { openJobInsert } from './sqlite-job-insert.ts'
import { openScheduleStore } from './sqlite-schedule-store.ts'

interface StoredJob {
  readonly id: string
  readonly source: string
  readonly workspace: WorkspaceId
  readonly agent: string
  readonly requester: PrincipalId
  readonly task: string
  readonly state: JobState
  readonly dueMs: number
  readonly fence: number
  readonly attempts: number
  readonly hasCommitted: number
  readonly isTainted: number
  readonly answer: string | null
  readonly reason: string | null
  readonly createdMs: number
  readonly endedMs: number | null
}

const columns = `id, source, workspace, agent, requester, task, state, due_at AS dueMs, fence, attempts, has_committed AS hasCommitted,
  is_tainted AS isTainted, answer, reason, created_at AS createdMs, ended_at AS endedMs`

/** The job of a lease that still counts. */
const held = `id = @job AND fence = @fence AND state = 'running'`

export function openJobStore(database: Sqlite): JobStore {
  return {
    ...openQueue(database),
    ...openLeases(database),
    ...openEnds(database),
    ...openJobReading(database),
    ...openCallStore(database),
    ...openScheduleStore(database),
  }
}

function openQueue(database: Sqlite): Pick<JobStore, 'enqueueJobs' | 'leaseJob' | 'freeJobs' | 'nextDueMs'> {
  const insert = openJobInsert(database)
  const enqueue = database.transaction((jobs: readonly NewJob[]) => jobs.filter(insert).map(({ id }) => id))
  const next = database
    .prepare<[], number | null>('SELECT min(due_at) FROM jobs INDEXED BY jobs_open WHERE ended_at IS NULL')
    .pluck()
  const nextSchedule = database
    .prepare<[], number | null>('SELECT min(due_at) FROM schedules WHERE due_at IS NOT NULL')
    .pluck()
  const lease = database.prepare<[{ nowMs: number; untilMs: number }], StoredJob>(
    `UPDATE jobs SET state = 'running', fence = fence + 1, attempts = attempts + 1, due_at = @untilMs
     WHERE number = (
       SELECT number FROM jobs INDEXED BY jobs_open WHERE ended_at IS NULL AND due_at <= @nowMs ORDER BY due_at, number LIMIT 1)
     RETURNING ${columns}`,
  )
  // A lease that a power cut takes back is taken again; what must not be lost waits for the disk, and everything before it with it.
  const take = relaxed(database, (asked: { nowMs: number; untilMs: number }) => lease.get(asked))
  // In the line where it stood, before all that came after it.
  const free = database.prepare(
    `UPDATE jobs SET state = 'queued', fence = fence + 1, due_at = min(due_at, created_at) WHERE ended_at IS NULL AND state = 'running'`,
  )
  return {
    enqueueJobs: async (jobs) => enqueue.immediate(jobs),
    leaseJob: async ({ nowMs, leaseMs }) => {
      const due = next.get()
      if (typeof due !== 'number' || due > nowMs) return undefined
      const found = take({ nowMs, untilMs: nowMs + leaseMs })
      return found && readJob(found)
    },
    freeJobs: async () => free.run().changes,
    nextDueMs: async () => {
      const times = [next.get(), nextSchedule.get()].filter((each) => typeof each === 'number')
      return times.length > 0 ? Math.min(...times) : undefined
    },
  }
}

function openLeases(database: Sqlite): Pick<JobStore, 'renewLease' | 'releaseJob' | 'taintJob'> {
  const renew = database.prepare(`UPDATE jobs SET due_at = @untilMs WHERE ${held}`)
  const goOn = relaxed(database, (asked: Lease & { untilMs: number }) => renew.run(asked))
  const release = database.prepare(
    `UPDATE jobs SET state = 'queued', due_at = @dueMs, attempts = attempts - @uncounted WHERE ${held}`,
  )
  const taint = database.prepare(`UPDATE jobs SET is_tainted = 1 WHERE ${held}`)
  return {
    renewLease: async ({ job, fence }, untilMs) => goOn({ job, fence, untilMs }).changes > 0,
    releaseJob: async ({ job, fence }, { dueMs, isAttempt }) =>
      release.run({ job, fence, dueMs, uncounted: isAttempt ? 0 : 1 }).changes > 0,
    taintJob: async ({ job, fence }) => taint.run({ job, fence }).changes > 0,
  }
}

function openEnds(database: Sqlite): Pick<JobStore, 'endJob' | 'cancelJob' | 'forgetJobs' | 'countOldJobs'> {
  const audit = openAuditWriter(database)
  const end = database.prepare(
    `UPDATE jobs SET state = @state, answer = @answer, reason = @reason, ended_at = @nowMs WHERE ${held}`,
  )
  const cancel = database.prepare(
    `UPDATE jobs SET state = 'cancelled', reason = @reason, ended_at = @nowMs WHERE id = @id AND ended_at IS NULL`,
  )
  const endOne = database.transaction(
    (lease: Lease, { answer = null, reason = null, ...rest }: EndRow, note: AuditNote) => {
      if (end.run({ ...lease, ...rest, answer, reason }).changes === 0) return false
      audit(note)
      return true
    },
  )
  const cancelOne = database.transaction((id: string, asked: { nowMs: number; reason: string }, note: AuditNote) => {
    if (cancel.run({ id, ...asked }).changes === 0) return false
    audit(note)
    return true
  })
  const forget = database.prepare('DELETE FROM jobs WHERE ended_at < ?')
  const count = database.prepare<[number], number>('SELECT count(*) FROM jobs WHERE ended_at < ?').pluck()
  return {
    endJob: async (lease, ended, note) => endOne.immediate(lease, ended, note),
    cancelJob: async (id, asked, note) => cancelOne.immediate(id, asked, note),
    forgetJobs: async (endedBeforeMs) => forget.run(endedBeforeMs).changes,
    countOldJobs: async (endedBeforeMs) => count.get(endedBeforeMs) ?? 0,
  }
}

type EndRow = Omit<JobEnd, 'answer' | 'reason'> & {
  readonly answer?: string | null | undefined
  readonly reason?: string | null | undefined
}

function openJobReading(
  database: Sqlite,
): Pick<JobStore, 'job' | 'jobs' | 'openJobs' | 'lastJob' | 'hasRun' | 'writersOf' | 'idleThings'> {
  const one = database.prepare<[string], StoredJob>(`SELECT ${columns} FROM jobs WHERE id = ?`)
  const page = database.prepare<[Record<string, unknown>], StoredJob>(
    `SELECT ${columns} FROM jobs WHERE (@workspace IS NULL OR workspace = @workspace) AND (@requester IS NULL OR requester = @requester)
     ORDER BY number DESC LIMIT @limit`,
  )
  const open = database.prepare<[string, string], StoredJob>(
    `SELECT ${columns} FROM jobs WHERE ended_at IS NULL AND source >= ? AND source < ? || char(0x10ffff) ORDER BY number`,
  )
  const last = database.prepare<[string, string], StoredJob>(
    `SELECT ${columns} FROM jobs WHERE source >= ? AND source < ? || char(0x10ffff) ORDER BY source DESC LIMIT 1`,
  )
  const run = database.prepare<[string], object>(
    "SELECT 1 FROM writers INDEXED BY writers_by_run WHERE agent_run = ? AND agent_run <> ''",
  )
  const idle = database.prepare<[{ from: string; to: string; beforeMs: number }], IdleThing>(
    `SELECT workspaces.id AS workspace, replicas.id AS replica FROM workspaces CROSS JOIN replicas ON replicas.workspace = workspaces.number
     WHERE replicas.id >= @from AND replicas.id < @to AND last_ms < @beforeMs ORDER BY replicas.number`,
  )
  const writers = database
    .prepare<[{ workspace: WorkspaceId; replica: ReplicaId }], PrincipalId>(
      `SELECT DISTINCT principal FROM changes JOIN writers ON writers.number = changes.writer WHERE replica =
         (SELECT number FROM replicas WHERE id = @replica AND workspace = (SELECT number FROM workspaces WHERE id = @workspace))
       UNION SELECT principal FROM actors JOIN writers ON writers.number = actors.writer
         WHERE replica = @replica AND workspace = (SELECT number FROM workspaces WHERE id = @workspace)`,
    )
    .pluck()
  return {
    writersOf: async (workspace, replica) => writers.all({ workspace, replica }),
    idleThings: async (type, beforeMs) => idle.all({ from: `${type}_`, to: `${type}\``, beforeMs }),
    hasRun: async (agentRun) => run.get(agentRun) !== undefined,
    job: async (id) => {
      const found = one.get(id)
      return found && readJob(found)
    },
    jobs: async ({ workspace = null, requester = null, limit }) =>
      page.all({ workspace, requester, limit }).map(readJob),
    openJobs: async (prefix) => open.all(prefix, prefix).map(readJob),
    lastJob: async (prefix) => {
      const found = last.get(prefix, prefix)
      return found && readJob(found)
    },
  }
}

function readJob({ task, hasCommitted, isTainted, answer, reason, endedMs, ...rest }: StoredJob): JobRecord {
  return {
    ...rest,
    task: JSON.parse(task) as JobTask,
    hasCommitted: hasCommitted === 1,
    isTainted: isTainted === 1,
    ...(answer !== null && { answer }),
    ...(reason !== null && { reason }),
    ...(endedMs !== null && { endedMs }),
  }
}
