import { accountTables } from './schema/accounts.ts'
import { assistantTables } from './schema/assistant.ts'
import { auditTables } from './schema/audit.ts'
import { embeddingTables } from './schema/embeddings.ts'
import { homeIndexes } from './schema/homes.ts'
import { organisationFileTables } from './schema/organisation-files.ts'
import { quotaTables } from './schema/quotas.ts'
import { restTables } from './schema/rest.ts'
import { searchTables } from './schema/search.ts'
import { secretTables } from './schema/secrets.ts'
import { tenancyTables } from './schema/tenancy.ts'
import { tupleTables } from './schema/tuples.ts'

/** Numbered by their place; a released one is never edited, a change is a new one at the end. */
export const controlMigrations: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE accounts (
    id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_account ON sessions (account);
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);
  CREATE TABLE workspace_homes (workspace TEXT PRIMARY KEY, organisation TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE account_links (
    number INTEGER PRIMARY KEY, account TEXT NOT NULL, organisation TEXT NOT NULL, UNIQUE (account, organisation)
  ) STRICT;
  `,
  `
  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, name TEXT NOT NULL, principal TEXT NOT NULL, created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER, last_used_at INTEGER
  ) STRICT;
  CREATE INDEX api_keys_by_principal ON api_keys (principal);
  CREATE TABLE names (
    kind TEXT NOT NULL, scope TEXT NOT NULL, slug TEXT NOT NULL, id TEXT NOT NULL UNIQUE, PRIMARY KEY (kind, scope, slug)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE organisation_descriptions (organisation TEXT PRIMARY KEY, description TEXT NOT NULL) STRICT;
  `,
  // 3: more ways to sign in, and an audit log.
  [accountTables, auditTables, organisationFileTables, restTables, homeIndexes].join('\n'),
]

export const organisationMigrations: readonly string[] = [
  `
  CREATE TABLE workspaces (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created_at INTEGER NOT NULL,
    head INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE changes (
    workspace INTEGER NOT NULL REFERENCES workspaces (number), seq INTEGER NOT NULL,
    replica TEXT NOT NULL, kind TEXT NOT NULL, hash BLOB NOT NULL,
    author TEXT NOT NULL, device TEXT NOT NULL, time_ms INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (workspace, seq), UNIQUE (workspace, replica, hash)
  ) STRICT;
  CREATE TABLE relations (
    object TEXT NOT NULL, subject TEXT NOT NULL, relation TEXT NOT NULL, tenant TEXT NOT NULL,
    PRIMARY KEY (object, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX relations_by_subject ON relations (subject);
  CREATE TABLE invitations (
    token_hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL REFERENCES workspaces (id),
    role TEXT NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invitations_by_workspace ON invitations (workspace);
  CREATE TABLE blobs (
    workspace TEXT NOT NULL REFERENCES workspaces (id), hash TEXT NOT NULL, bytes INTEGER NOT NULL, type TEXT NOT NULL,
    PRIMARY KEY (workspace, hash)
  ) STRICT, WITHOUT ROWID;
  `,
  // 2: replicas and writers are numbered, so that a change is few bytes; what was appended once is known for ever, apart from its bytes.
  `
  ALTER TABLE workspaces ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE writers (
    number INTEGER PRIMARY KEY, principal TEXT NOT NULL, device TEXT NOT NULL, agent_run TEXT NOT NULL, on_behalf_of TEXT NOT NULL,
    UNIQUE (principal, device, agent_run, on_behalf_of)
  ) STRICT;
  CREATE TABLE replicas (
    number INTEGER PRIMARY KEY, workspace INTEGER NOT NULL REFERENCES workspaces (number), id TEXT NOT NULL, kind TEXT NOT NULL,
    first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, last_writer INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    folded_seq INTEGER NOT NULL DEFAULT 0, folded_bytes INTEGER NOT NULL DEFAULT 0, tail_weight INTEGER NOT NULL,
    UNIQUE (workspace, id)
  ) STRICT;
  CREATE INDEX replicas_by_use ON replicas (workspace, last_seq);
  CREATE INDEX replicas_to_fold ON replicas (tail_weight) WHERE tail_weight >= 65536;
  ALTER TABLE changes RENAME TO changes_1;
  CREATE TABLE changes (
    workspace INTEGER NOT NULL, seq INTEGER NOT NULL, replica INTEGER NOT NULL, writer INTEGER NOT NULL,
    time_ms INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (workspace, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE known_changes (
    replica INTEGER NOT NULL, hash BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (replica, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshots (
    replica INTEGER NOT NULL, is_proven INTEGER NOT NULL, to_seq INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (replica, is_proven, to_seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rows (
    replica INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL
  ) STRICT;
  CREATE TABLE consumers (
    name TEXT NOT NULL, workspace INTEGER NOT NULL, cursor INTEGER NOT NULL, PRIMARY KEY (name, workspace)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE actors (
    workspace INTEGER NOT NULL, replica TEXT NOT NULL, actor BLOB NOT NULL, writer INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (workspace, replica, actor)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO writers (principal, device, agent_run, on_behalf_of) SELECT DISTINCT author, device, '', '' FROM changes_1;
  INSERT INTO replicas (workspace, id, kind, first_seq, last_seq, last_writer, last_ms, tail_weight)
    SELECT old.workspace, old.replica, last.kind, old.first_seq, old.last_seq, writers.number, last.time_ms, old.weight
    FROM (
      SELECT workspace, replica, min(seq) AS first_seq, max(seq) AS last_seq,
        sum(CASE kind WHEN 'yjs' THEN 512 + length(bytes) ELSE 256 + length(bytes) / 4 END) AS weight
      FROM changes_1 GROUP BY workspace, replica
    ) old
    JOIN changes_1 last ON last.workspace = old.workspace AND last.seq = old.last_seq
    JOIN writers ON writers.principal = last.author AND writers.device = last.device
    ORDER BY old.workspace, old.first_seq;
  INSERT INTO changes (workspace, seq, replica, writer, time_ms, bytes)
    SELECT old.workspace, old.seq, replicas.number, writers.number, old.time_ms, old.bytes
    FROM changes_1 old
    JOIN replicas ON replicas.workspace = old.workspace AND replicas.id = old.replica
    JOIN writers ON writers.principal = old.author AND writers.device = old.device
    ORDER BY old.workspace, old.seq;
  INSERT INTO known_changes (replica, hash, seq)
    SELECT replicas.number, substr(old.hash, 1, 16), old.seq
    FROM changes_1 old JOIN replicas ON replicas.workspace = old.workspace AND replicas.id = old.replica;
  CREATE INDEX changes_by_replica ON changes (replica, seq);
  DROP TABLE changes_1;
  `,
  // 3: the hash of a change that has its writer's numbers is kept only when its bytes are not; a sum says whether they are what was written.
  `
  ALTER TABLE changes ADD COLUMN crc INTEGER;
  `,
  // 4: tenants: who may what, teams, quotas, audit, secrets.
  [tupleTables, tenancyTables, quotaTables, auditTables, secretTables].join('\n'),
  // 5: what things say, to be looked for.
  searchTables,
  // 6: agents, their jobs, and what these cost.
  assistantTables,
  // 7: what passages of texts mean.
  embeddingTables,
  // 8: with which day weeks begin where somebody has something asked again and again.
  'ALTER TABLE schedules ADD COLUMN week_starts_on INTEGER NOT NULL DEFAULT 1',
]
