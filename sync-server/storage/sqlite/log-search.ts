import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { setImmediate } from 'node:timers/promises'
import type { SearchTerm } from '#shared/assistant/search/query.ts'
import { isSimilar } from '#shared/assistant/search/similar.ts'
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
  // Nothing of it is stored: it is another look at the index of words.
  database.exec(
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_vocabulary USING fts5vocab('main', 'search_words', 'row')",
  )
  const vocabulary = database
    .prepare<[string, string, number], string>(
      'SELECT term FROM temp.search_vocabulary WHERE term > ? AND term < ? ORDER BY term LIMIT ?',
    )
    .pluck()
  const text = database.prepare<[number], Omit<ThingText, 'replica'>>(
    'SELECT title, text FROM search_texts WHERE replica = ?',
  )
  return {
    holding: async (workspace, { types, terms }) => {
      const home = names.workspace(workspace)
      if (!home) return []
      const list = JSON.stringify(types)
      const loose = terms.filter(({ similar }) => similar)
      const plain = terms.filter(({ similar }) => !similar)
      const words = matchOf(home.number, plain)
      const all = loose.map((term) => looseMatches(home.number, term).flatMap((match) => byWords.all(match, list)))
      if (words !== undefined) all.push(byWords.all(words, list))
      return all.length === 0 ? byType.all(home.number, list) : inAll(all)
    },
    wordsLike: async (_workspace, word) => {
      const found: string[] = []
      const [from = ''] = word.token
      const to = `${from}\u{10ffff}`
      // A page at a time: a vocabulary is large, and others wait for this thread.
      for (let after = from; ; ) {
        const page = vocabulary.all(after, to, vocabularyPage)
        found.push(...page.filter((each) => isSimilar(each, word)))
        const last = page.at(-1)
        if (page.length < vocabularyPage || last === undefined) return found
        after = last
        await setImmediate()
      }
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

const vocabularyPage = 200

function inAll([first = [], ...others]: readonly (readonly HoldingWords[])[]): readonly HoldingWords[] {
  const sets = others.map((each) => new Set(each.map(({ replica }) => replica)))
  const found = new Map(first.map((each) => [each.replica, each]))
  return [...found.values()].filter(({ replica }) => sets.every((set) => set.has(replica)))
}

/** Questions that together find a term or a word like it: FTS5 takes an expression of bounded size. */
function looseMatches(home: number, term: SearchTerm): readonly string[] {
  const { similar = [], ...plain } = term
  const words = [plain, ...similar.map((word) => ({ ...plain, tokens: [word], isPrefix: false }))]
  const matches: string[] = []
  for (let from = 0; from < words.length; from += 100) {
    const any = words.slice(from, from + 100).map(expressionOf)
    matches.push(`place : ${placeOf(home)} AND (${any.join(' OR ')})`)
  }
  return matches
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
  const putText = database.prepare(
    'INSERT INTO search_texts (replica, type, title, text, sections) VALUES (?, ?, ?, ?, ?)',
  )
  const putWords = database.prepare('INSERT INTO search_words (rowid, place, title, text) VALUES (?, ?, ?, ?)')
  const dropText = database.prepare('DELETE FROM search_texts WHERE replica = ?')
  const dropWords = database.prepare('DELETE FROM search_words WHERE rowid = ?')
  return (workspace, replica, text) => {
    const home = names.workspace(workspace)
    const number = home && names.replicaNumber(home.number, replica)
    if (!home || number === undefined) throw new Error(`bug: a text of ${replica}, which nobody has written to`)
    if (dropText.run(number).changes > 0) dropWords.run(number)
    if (!text) return
    putText.run(number, text.type, text.title, text.text, JSON.stringify(text.sections ?? []))
    putWords.run(number, placeOf(home.number), text.titleWords, text.textWords)
  }
}
