/** Profile, teams, invitations, public links and suspensions of an organisation. Who belongs to what is told by tuples alone. */
export const tenancyTables = `
  CREATE TABLE organisation_profile (
    only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT NOT NULL, settings TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  -- subject: user:… or agent:… in this organisation, or organization:… for all of it. What they were granted stays, and counts for nothing.
  CREATE TABLE suspensions (
    subject TEXT PRIMARY KEY, since_ms INTEGER NOT NULL, suspended_by TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- People without a second factor, where the organisation asks for one.
  CREATE TABLE waiting_for_factor (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE VIEW kept_out AS SELECT subject FROM suspensions UNION ALL SELECT subject FROM waiting_for_factor;
  CREATE TABLE teams (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, parent TEXT REFERENCES teams (id), created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX teams_by_parent ON teams (parent);
  ALTER TABLE invitations RENAME TO invitations_3;
  -- role: in the organisation · workspace_role: of an invitation to a workspace · grants: JSON of what else comes with it.
  CREATE TABLE invitations (
    id TEXT PRIMARY KEY, token_hash BLOB NOT NULL UNIQUE, email TEXT, role TEXT NOT NULL,
    workspace TEXT REFERENCES workspaces (id), workspace_role TEXT, grants TEXT NOT NULL DEFAULT '[]', max_uses INTEGER,
    created_by TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, was_sent INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  INSERT INTO invitations (id, token_hash, role, workspace, workspace_role, created_by, created_at, expires_at)
    SELECT id, token_hash, 'guest', workspace, role, created_by, 0, expires_at FROM invitations_3;
  DROP TABLE invitations_3;
  CREATE INDEX invitations_by_workspace ON invitations (workspace);
  CREATE TABLE invitation_uses (
    invitation TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE, account TEXT NOT NULL, used_at INTEGER NOT NULL,
    PRIMARY KEY (invitation, account)
  ) STRICT, WITHOUT ROWID;
  -- password: algorithm, parameters, salt and hash in one text, '' for none.
  CREATE TABLE public_links (
    id TEXT PRIMARY KEY, token_hash BLOB NOT NULL UNIQUE, workspace TEXT NOT NULL REFERENCES workspaces (id), replica TEXT NOT NULL,
    role TEXT NOT NULL, password TEXT NOT NULL, created_by TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
    last_used_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX public_links_by_thing ON public_links (workspace, replica);
`
