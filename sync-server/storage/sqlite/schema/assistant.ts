/** Agents, what they have to do, and what it costs. */
export const assistantTables = `
  CREATE TABLE agents (
    id TEXT PRIMARY KEY, is_builtin INTEGER NOT NULL, configuration TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX agents_builtin ON agents (is_builtin) WHERE is_builtin = 1;
  -- due_at: when it may be leased: of one that waits from when on, of one that runs when its lease ends. source: what asked for it.
  CREATE TABLE jobs (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, agent TEXT NOT NULL,
    requester TEXT NOT NULL, task TEXT NOT NULL, state TEXT NOT NULL, due_at INTEGER NOT NULL, fence INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, has_committed INTEGER NOT NULL DEFAULT 0, is_tainted INTEGER NOT NULL DEFAULT 0,
    answer TEXT, reason TEXT, created_at INTEGER NOT NULL, ended_at INTEGER
  ) STRICT;
  CREATE INDEX jobs_open ON jobs (due_at, number) WHERE ended_at IS NULL;
  CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX jobs_by_requester ON jobs (workspace, requester, number);
  CREATE TABLE job_calls (
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE, step INTEGER NOT NULL, call INTEGER NOT NULL, name TEXT NOT NULL,
    input TEXT NOT NULL, state TEXT NOT NULL, answer TEXT, began_at INTEGER NOT NULL, PRIMARY KEY (job, step, call)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE schedules (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, agent TEXT NOT NULL, owner TEXT NOT NULL, text TEXT NOT NULL, rule TEXT NOT NULL,
    zone TEXT NOT NULL, start_at INTEGER NOT NULL, due_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX schedules_due ON schedules (due_at) WHERE due_at IS NOT NULL;
  CREATE TABLE token_use (
    month TEXT NOT NULL, who TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0, reserved INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (month, who)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE token_reservations (
    id TEXT PRIMARY KEY, job TEXT NOT NULL, month TEXT NOT NULL, tokens INTEGER NOT NULL, charged TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX token_reservations_by_job ON token_reservations (job);
  -- Whether something that an agent began has come as far as the log.
  CREATE INDEX writers_by_run ON writers (agent_run) WHERE agent_run <> '';
`
