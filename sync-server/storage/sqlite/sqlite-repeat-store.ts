import type { RepeatStore } from '../repeat-store.ts'
import type { Sqlite } from './open-database.ts'

interface AnswerRow {
  readonly requestHash: Buffer
  readonly answer: string | null
  readonly madeAt: number
}

/** In place of the answer of what was begun; no answer is empty. */
const begun = ''

export function openRepeatStore(database: Sqlite): RepeatStore {
  const find = database.prepare<[string, Uint8Array], AnswerRow>(
    `SELECT request_hash AS requestHash, answer, made_at AS madeAt FROM repeated_answers WHERE principal = ? AND key_hash = ?`,
  )
  const insert = database.prepare(
    'INSERT OR REPLACE INTO repeated_answers (principal, key_hash, request_hash, answer, made_at) VALUES (?, ?, ?, ?, ?)',
  )
  const answer = database.prepare('UPDATE repeated_answers SET answer = ? WHERE principal = ? AND key_hash = ?')
  const forget = database.prepare('DELETE FROM repeated_answers WHERE principal = ? AND key_hash = ?')
  const forgetOld = database.prepare('DELETE FROM repeated_answers WHERE made_at < ?')
  const begin = database.transaction((asked: Parameters<RepeatStore['beginRepeatable']>[0], forgetBefore: number) => {
    forgetOld.run(forgetBefore)
    insert.run(asked.principal, asked.keyHash, asked.requestHash, begun, asked.madeAt)
  })
  return {
    repeatedAnswer: async (principal, keyHash) => {
      const row = find.get(principal, keyHash)
      if (!row) return undefined
      const { requestHash, madeAt } = row
      return { requestHash, madeAt, isDone: row.answer !== begun, answer: row.answer || undefined }
    },
    beginRepeatable: async (asked, forgetBefore) => begin.immediate(asked, forgetBefore),
    keepAnswer: async ({ principal, keyHash }, text) => void answer.run(text ?? null, principal, keyHash),
    forgetRepeatable: async ({ principal, keyHash }) => void forget.run(principal, keyHash),
  }
}
