/** In the control file: organisations whose files were closed with nothing left to do in them, and those that were erased. */
export const organisationFileTables = `
  -- marker: of the files as they were left · stamps: of the consumers that had read everything, as JSON · until_ms: when the history window has something to remove · settings: as in its profile.
  CREATE TABLE resting_organisations (
    organisation TEXT PRIMARY KEY, marker TEXT NOT NULL, stamps TEXT NOT NULL, until_ms INTEGER, settings TEXT
  ) STRICT, WITHOUT ROWID;
  -- finished_at: NULL as long as there may be files left.
  CREATE TABLE erasures (
    organisation TEXT PRIMARY KEY, begun_at INTEGER NOT NULL, certificate TEXT NOT NULL, finished_at INTEGER
  ) STRICT, WITHOUT ROWID;
`
