/**
 * What passages of texts mean, as numbers that a model has made of them. Plain tables: the vectors are blobs, so everything that opens the file
 * (backup, doctor, import) does so without the extension, which is needed for nothing but the distance in one question.
 *
 * A passage lies in the text of its thing from `start` to `end` (UTF-16); `hash` is of what the model is given for it, so what says the same is asked
 * once. vector: NULL: not asked yet; empty: the endpoint does not take it; else one byte a dimension, of a length that does not matter.
 * `embedding_spaces` has the one in use, if any; passages of another number are left from before and go bit by bit.
 * `sections` of a text are where its headings begin, as JSON.
 */
export const embeddingTables = `
  ALTER TABLE search_texts ADD COLUMN sections TEXT NOT NULL DEFAULT '[]';
  CREATE TABLE embedding_spaces (
    number INTEGER PRIMARY KEY AUTOINCREMENT, model TEXT NOT NULL, dimensions INTEGER
  ) STRICT;
  CREATE TABLE passages (
    replica INTEGER NOT NULL, place INTEGER NOT NULL, workspace INTEGER NOT NULL, space INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, hash BLOB NOT NULL, vector BLOB, PRIMARY KEY (replica, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX passages_by_hash ON passages (space, hash);
  CREATE INDEX passages_waiting ON passages (space) WHERE vector IS NULL;
`
