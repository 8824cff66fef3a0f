/** Encrypted credentials of an organisation. A revoked version keeps its number and loses everything that it takes to read it. */
export const secretTables = `
  CREATE TABLE secret_versions (
    name TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
    nonce BLOB, tag BLOB, bytes BLOB, data_key TEXT NOT NULL, wrapped_by TEXT, wrapped BLOB,
    last_used_at INTEGER, revoked_at INTEGER, PRIMARY KEY (name, version)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX secret_versions_in_use ON secret_versions (wrapped_by) WHERE revoked_at IS NULL;
`
