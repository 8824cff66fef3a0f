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
]
