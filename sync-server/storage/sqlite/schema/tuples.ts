/** Relations between subjects and objects (shared/access/model.fga), their revision, and what open sessions are still to be told. */
export const tupleTables = `
  CREATE TABLE tuples (
    tenant TEXT NOT NULL, object TEXT NOT NULL, relation TEXT NOT NULL, subject TEXT NOT NULL,
    PRIMARY KEY (object, relation, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tuples_by_subject ON tuples (subject, relation, object);
  CREATE TABLE access_outbox (revision INTEGER PRIMARY KEY, object TEXT NOT NULL, subject TEXT NOT NULL) STRICT;
`
