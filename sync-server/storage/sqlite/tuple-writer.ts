import type { Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Sqlite } from './open-database.ts'

/**
 * Puts and takes tuples of the tenant, with what open sessions are to be told of it. To be called within the transaction of the act that
 * they are part of; whoever did it tells `Access.announce` afterwards.
 */
export interface TupleWriter {
  put(tuple: Tuple): void
  take(tuple: Tuple): void
  /** Everything that was granted to the subject, to everybody in a relation to it, and on it. */
  takeAllOf(subject: string): void
  /** Nothing changes here, but what the subject may does: it was suspended, say. */
  touch(object: string, subject: string): void
}

export function openTupleWriter(database: Sqlite, tenant: OrganisationId): TupleWriter {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO tuples (tenant, object, relation, subject) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM tuples WHERE object = ? AND relation = ? AND subject = ?')
  const tell = database.prepare('INSERT INTO access_outbox (object, subject) VALUES (?, ?)')
  const of = database.prepare<[string, string, string], Tuple>(
    `SELECT object, relation, subject FROM tuples WHERE subject = ? OR (subject >= ? AND subject < ?)`,
  )
  const on = database.prepare<[string], Tuple>('SELECT object, relation, subject FROM tuples WHERE object = ?')
  const take = ({ object, relation, subject }: Tuple) => {
    if (remove.run(object, relation, subject).changes > 0) tell.run(object, subject)
  }
  return {
    put: ({ object, relation, subject }) => {
      if (insert.run(tenant, object, relation, subject).changes > 0) tell.run(object, subject)
    },
    take,
    touch: (object, subject) => void tell.run(object, subject),
    takeAllOf: (subject) => {
      // `team:a#member` and the like: '$' follows '#'.
      const tuples = [...of.all(subject, `${subject}#`, `${subject}$`), ...on.all(subject)]
      for (const tuple of tuples) take(tuple)
    },
  }
}
