/** What programs need: keys that are good for less than their bearer, and answers that are given again. In the control file. */
export const restTables = `
  ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read write admin';
  ALTER TABLE api_keys ADD COLUMN organisation TEXT;
  CREATE TABLE repeated_answers (
    principal TEXT NOT NULL, key_hash BLOB NOT NULL, request_hash BLOB NOT NULL, answer TEXT, made_at INTEGER NOT NULL,
    PRIMARY KEY (principal, key_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX repeated_answers_by_age ON repeated_answers (made_at);
`
