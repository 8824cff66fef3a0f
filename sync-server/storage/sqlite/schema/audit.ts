/**
 * The audit log. The control file has one too, for what belongs to no organisation. What erasure may remove is apart from what the chain
 * is made of. The triggers keep our own code from changing what has happened; whoever has the file can drop them, and is found by the MACs.
 */
export const auditTables = `
  CREATE TABLE audit_entries (
    number INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, object TEXT NOT NULL,
    outcome TEXT NOT NULL, body_hash BLOB NOT NULL, key TEXT NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL
  ) STRICT;
  CREATE INDEX audit_entries_by_actor ON audit_entries (actor, number);
  CREATE INDEX audit_entries_by_action ON audit_entries (action, number);
  CREATE TABLE audit_bodies (
    number INTEGER PRIMARY KEY, salt BLOB NOT NULL, address TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE audit_checkpoints (
    number INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, hash BLOB NOT NULL, key TEXT NOT NULL, signature BLOB NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never removed'); END;
  CREATE TRIGGER audit_entries_hold BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END;
`
