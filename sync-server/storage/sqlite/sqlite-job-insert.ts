import type { NewJob } from '../job-store.ts'
import type { Sqlite } from './open-database.ts'

/** false: there is one of its source already. */
export function openJobInsert(database: Sqlite): (job: NewJob) => boolean {
  const insert = database.prepare(
    `INSERT INTO jobs (id, source, workspace, agent, requester, task, state, due_at, created_at)
     VALUES (@id, @source, @workspace, @agent, @requester, @task, 'queued', @dueMs, @createdMs) ON CONFLICT (source) DO NOTHING`,
  )
  return (job) => insert.run({ ...job, task: JSON.stringify(job.task) }).changes > 0
}
