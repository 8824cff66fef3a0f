/** The audit log. The control file has one too, for what belongs to no organisation. */
export const auditTables = `
  CREATE TABLE audit_entries (
    number INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, object TEXT NOT NULL,
    outcome TEXT NOT NULL, address TEXT NOT NULL, body TEXT
  ) STRICT;
`
