/** Second factors, passkeys, sign-in providers, mail links, and what a session says of its device. In the control file. */
export const accountTables = `
  ALTER TABLE accounts ADD COLUMN email_verified_at INTEGER;
  ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN proven_at INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE mail_tokens (
    token_hash BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (id), purpose TEXT NOT NULL, email TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mail_tokens_by_account ON mail_tokens (account, purpose);
  CREATE INDEX mail_tokens_by_expiry ON mail_tokens (expires_at);
  CREATE TABLE totp_factors (
    account TEXT PRIMARY KEY REFERENCES accounts (id), secret TEXT NOT NULL, confirmed_at INTEGER, last_step INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE recovery_codes (
    account TEXT NOT NULL REFERENCES accounts (id), hash BLOB NOT NULL, PRIMARY KEY (account, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE passkeys (
    id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (id), public_key BLOB NOT NULL, counter INTEGER NOT NULL,
    transports TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX passkeys_by_account ON passkeys (account);
  CREATE TABLE provider_links (
    provider TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL REFERENCES accounts (id), created_at INTEGER NOT NULL,
    PRIMARY KEY (provider, subject), UNIQUE (account, provider)
  ) STRICT, WITHOUT ROWID;
`
