import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { AuditNote } from '../audit-store.ts'
import type { JobStore, NewJob, Schedule } from '../job-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openJobInsert } from './sqlite-job-insert.ts'

type ScheduleStore = Pick<JobStore, 'putSchedule' | 'removeSchedule' | 'schedules' | 'dueSchedules' | 'fireSchedule'>

const columns =
  'id, workspace, agent, owner, text, rule, zone, week_starts_on AS weekStartsOn, start_at AS startMs, due_at AS dueMs'

export function openScheduleStore(database: Sqlite): ScheduleStore {
  const audit = openAuditWriter(database)
  const insertJob = openJobInsert(database)
  const put = database.prepare(
    `INSERT OR REPLACE INTO schedules (id, workspace, agent, owner, text, rule, zone, week_starts_on, start_at, due_at)
     VALUES (@id, @workspace, @agent, @owner, @text, @rule, @zone, @weekStartsOn, @startMs, @dueMs)`,
  )
  const remove = database.prepare('DELETE FROM schedules WHERE id = ?')
  const inWorkspace = database.prepare<[WorkspaceId], Schedule>(
    `SELECT ${columns} FROM schedules WHERE workspace = ? ORDER BY id`,
  )
  const due = database.prepare<[number], Schedule>(`SELECT ${columns} FROM schedules WHERE due_at <= ? ORDER BY due_at`)
  const move = database.prepare('UPDATE schedules SET due_at = @next WHERE id = @id AND due_at = @dueMs')
  const putOne = database.transaction((schedule: Schedule, note: AuditNote) => {
    put.run(schedule)
    audit(note)
  })
  const removeOne = database.transaction((id: string, note: AuditNote) => {
    if (remove.run(id).changes === 0) return false
    audit(note)
    return true
  })
  const fire = database.transaction(({ id, dueMs }: Schedule, next: number | null, job: NewJob | undefined) => {
    if (move.run({ id, dueMs, next }).changes === 0) return false
    if (job) insertJob(job)
    return true
  })
  return {
    putSchedule: async (schedule, note) => putOne.immediate(schedule, note),
    removeSchedule: async (id, note) => removeOne.immediate(id, note),
    schedules: async (workspace) => inWorkspace.all(workspace),
    dueSchedules: async (nowMs) => due.all(nowMs),
    fireSchedule: async (schedule, next, job) => fire.immediate(schedule, next ?? null, job),
  }
}
