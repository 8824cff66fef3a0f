import type { RepeatStore } from '../repeat-store.ts'
import type { Sqlite } from './open-database.ts'

interface AnswerRow {
  readonly requestHash: Buffer
  readonly answer: string | null
  readonly madeAt: number
}

export function openRepeatStore(database: Sqlite): RepeatStore {
  const find = database.prepare<[string, Uint8Array], AnswerRow>(
    `SELECT request_hash AS requestHash, answer, made_at AS madeAt FROM repeated_answers WHERE principal = ? AND key_hash = ?`,
  )
  const insert = database.prepare(
    'INSERT OR IGNORE INTO repeated_answers (principal, key_hash, request_hash, answer, made_at) VALUES (?, ?, ?, ?, ?)',
  )
  const forget = database.prepare('DELETE FROM repeated_answers WHERE made_at < ?')
  const keep = database.transaction((answer: Parameters<RepeatStore['keepAnswer']>[0], forgetBefore: number) => {
    forget.run(forgetBefore)
    insert.run(answer.principal, answer.keyHash, answer.requestHash, answer.answer ?? null, answer.madeAt)
  })
  return {
    repeatedAnswer: async (principal, keyHash) => {
      const row = find.get(principal, keyHash)
      return row && { requestHash: row.requestHash, answer: row.answer ?? undefined, madeAt: row.madeAt }
    },
    keepAnswer: async (answer, forgetBefore) => keep.immediate(answer, forgetBefore),
  }
}
