/**
 * What things say, to be looked for. The words are made by the server, so the tokenizer only has to part them at spaces: `ascii` takes all
 * that is beyond ASCII for letters. `place` is the workspace, so that a common word of another one costs nothing. Beginnings of up to
 * three letters have an index of their own: without it the first letters that somebody types would read most of the words.
 */
export const searchTables = `
  CREATE TABLE search_texts (
    replica INTEGER PRIMARY KEY, type TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE VIRTUAL TABLE search_words USING fts5(
    place, title, text, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3'
  );
`
