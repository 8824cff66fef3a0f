import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { SearchTerm } from '#shared/assistant/search/query.ts'
import type { HoldingWords, SearchStore, SearchText, ThingText } from '../search-store.ts'
import type { LogNames } from './log-names.ts'
import type { Sqlite } from './open-database.ts'

export function openSearchStore(database: Sqlite, names: LogNames): SearchStore {
  const byWords = database.prepare<[string, string], HoldingWords>(
    `SELECT id AS replica, last_ms AS changedAt FROM search_words
     JOIN search_texts ON search_texts.replica = search_words.rowid JOIN replicas ON number = search_words.rowid
     WHERE search_words MATCH ? AND type IN (SELECT value FROM json_each(?))`,
  )
  const byType = database.prepare<[number, string], HoldingWords>(
    `SELECT id AS replica, last_ms AS changedAt FROM replicas JOIN search_texts ON search_texts.replica = number
     WHERE workspace = ? AND type IN (SELECT value FROM json_each(?))`,
  )
  const text = database.prepare<[number], Omit<ThingText, 'replica'>>(
    'SELECT title, text FROM search_texts WHERE replica = ?',
  )
  return {
    holding: async (workspace, { types, terms }) => {
      const home = names.workspace(workspace)
      if (!home) return []
      const list = JSON.stringify(types)
      const words = matchOf(home.number, terms)
      return words === undefined ? byType.all(home.number, list) : byWords.all(words, list)
    },
    textsOf: async (workspace, replicas) => {
      const home = names.workspace(workspace)
      return home ? replicas.flatMap((replica) => found(home.number, replica)) : []
    },
  }

  function found(home: number, replica: ReplicaId): readonly ThingText[] {
    const number = names.replicaNumber(home, replica)
    const kept = number === undefined ? undefined : text.get(number)
    return kept ? [{ replica, ...kept }] : []
  }
}

/** In the language of FTS5. Words hold letters and digits only, and each is within quotation marks. undefined: any. */
function matchOf(home: number, terms: readonly SearchTerm[]): string | undefined {
  if (terms.length === 0) return undefined
  const wanted = terms.filter((term) => !term.isExcluded).map(expressionOf)
  const excluded = terms.filter((term) => term.isExcluded).map((term) => ` NOT ${expressionOf(term)}`)
  return `(${[`place : ${placeOf(home)}`, ...wanted].join(' AND ')})${excluded.join('')}`
}

function expressionOf({ tokens, isPrefix }: SearchTerm): string {
  const words = tokens.map((token) => token.replaceAll('"', '')).join(' ')
  return `{title text} : ("${words}"${isPrefix ? ' *' : ''})`
}

function placeOf(home: number): string {
  return `w${home}`
}

/** What is written of a thing, in the transaction of whoever calls. undefined: nothing of it is to be found. */
export type TextWriter = (workspace: WorkspaceId, replica: ReplicaId, text: SearchText | undefined) => void

export function openTextWriter(database: Sqlite, names: LogNames): TextWriter {
  const putText = database.prepare('INSERT INTO search_texts (replica, type, title, text) VALUES (?, ?, ?, ?)')
  const putWords = database.prepare('INSERT INTO search_words (rowid, place, title, text) VALUES (?, ?, ?, ?)')
  const dropText = database.prepare('DELETE FROM search_texts WHERE replica = ?')
  const dropWords = database.prepare('DELETE FROM search_words WHERE rowid = ?')
  return (workspace, replica, text) => {
    const home = names.workspace(workspace)
    const number = home && names.replicaNumber(home.number, replica)
    if (!home || number === undefined) throw new Error(`bug: a text of ${replica}, which nobody has written to`)
    if (dropText.run(number).changes > 0) dropWords.run(number)
    if (!text) return
    putText.run(number, text.type, text.title, text.text)
    putWords.run(number, placeOf(home.number), text.titleWords, text.textWords)
  }
}
