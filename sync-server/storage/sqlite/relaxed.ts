import type { Sqlite } from './open-database.ts'

/**
 * For what is done beside the writers and can be done again: its transactions are whole and in their order, but do not wait for the
 * disk, which would hold up everyone. A power cut may take the last of them back.
 */
export function relaxed<Given extends readonly unknown[], Answer>(
  database: Sqlite,
  act: (...given: Given) => Answer,
): (...given: Given) => Answer {
  return (...given) => {
    database.pragma('synchronous = NORMAL')
    try {
      return act(...given)
    } finally {
      database.pragma('synchronous = FULL')
    }
  }
}
