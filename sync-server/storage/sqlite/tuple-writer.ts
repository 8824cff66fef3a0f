import Database from 'better-sqlite3'
import { refusalOf } from '#shared/access/engine/model.ts'
import { nexusModel } from '#shared/access/nexus-model.ts'
import { type ObjectRef, type SubjectRef, replicaObject, type Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { type ThingPlace, TupleRefused } from '../tuple-store.ts'
import type { Sqlite } from './open-database.ts'

/**
 * Puts and takes tuples of the tenant, with what open sessions are to be told of it. To be called within the transaction of the act that
 * they are part of, which a `TupleRefused` undoes; whoever did it tells `Access.announce` afterwards.
 */
export interface TupleWriter {
  /** Throws `TupleRefused` when the model does not know it, or when it would name something of another tenant. */
  put(tuple: Tuple): void
  take(tuple: Tuple): void
  /** Everything that was granted to it, to everybody in a relation to it, and on it; it does not belong to the tenant any more. */
  takeAllOf(subject: string): void
  /** From now on tuples may name it. Members, guests, teams and whatever else is put into its organisation need no word. */
  adopt(thing: ObjectRef): void
  /** Where the thing lies that tuples are to be put on. Throws `TupleRefused` when it is known to lie elsewhere. */
  place(place: ThingPlace): void
  /** No tuple has changed, and yet what follows from them: somebody was suspended. */
  touch(object: ObjectRef, subject: SubjectRef): void
}

export function openTupleWriter(database: Sqlite, tenant: OrganisationId): TupleWriter {
  const self: ObjectRef = `organization:${tenant}`
  const insert = database.prepare(
    'INSERT OR IGNORE INTO tuples (tenant, object, relation, subject) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM tuples WHERE object = ? AND relation = ? AND subject = ?')
  const belong = database.prepare('INSERT OR IGNORE INTO belongings (thing, tenant) VALUES (?, ?)')
  const leave = database.prepare('DELETE FROM belongings WHERE thing = ?')
  const touch = outbox(database)
  const place = placing(database)
  const adopt = (thing: ObjectRef) => void belong.run(thing, tenant)
  return {
    put: (tuple) => {
      const { object, relation, subject } = tuple
      const sentence = refusalOf(nexusModel, tuple)
      if (sentence !== undefined) throw new TupleRefused('not-in-model', sentence)
      if (object === self && membership.has(relation)) adopt(subject)
      if (relation === 'organization' && subject === self) adopt(object)
      if (withinTenant(tuple, () => insert.run(tenant, object, relation, subject).changes) > 0) touch(object, subject)
    },
    take: ({ object, relation, subject }) => {
      if (remove.run(object, relation, subject).changes > 0) touch(object, subject)
    },
    takeAllOf: (subject) => {
      leave.run(subject)
      touch(self, subject as SubjectRef)
    },
    adopt,
    place: (asked) => {
      place(asked)
      adopt(replicaObject(asked.replica))
      if (asked.inherits !== undefined) touch(replicaObject(asked.replica), `${self}#member`)
    },
    touch,
  }
}

/** Of an organisation: who is in one of them belongs to it. */
const membership: ReadonlySet<string> = new Set(['admin', 'member', 'guest'])

function withinTenant<Answer>({ object, subject }: Tuple, write: () => Answer): Answer {
  try {
    return write()
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_TRIGGER')
      throw new TupleRefused('other-tenant', `${object} and ${subject} are not both of this organisation.`)
    throw error
  }
}

function placing(database: Sqlite): (place: ThingPlace) => void {
  const home = database.prepare<[ReplicaId], { workspace: WorkspaceId }>(
    'SELECT workspace FROM resources WHERE replica = ?',
  )
  const elsewhere = database.prepare<[ReplicaId, WorkspaceId], object>(
    `SELECT 1 FROM workspaces JOIN replicas ON replicas.workspace = workspaces.number AND replicas.id = ?
     WHERE workspaces.id <> ?`,
  )
  const insert = database.prepare(
    'INSERT INTO resources (replica, workspace) SELECT ?, id FROM workspaces WHERE id = ? ON CONFLICT DO NOTHING',
  )
  const setInherits = database.prepare('UPDATE resources SET inherits = ? WHERE replica = ?')
  return ({ replica, workspace, inherits }) => {
    insert.run(replica, workspace)
    if (home.get(replica)?.workspace !== workspace || elsewhere.get(replica, workspace))
      throw new TupleRefused('other-tenant', `${replica} is not in ${workspace}.`)
    if (inherits !== undefined) setInherits.run(Number(inherits), replica)
  }
}

/** Rows beyond these were told long ago. */
const keptRevisions = 10_000

function outbox(database: Sqlite): (object: ObjectRef, subject: SubjectRef) => void {
  const insert = database.prepare(
    `INSERT INTO access_outbox (workspace, replica, subject)
     VALUES (coalesce(?, (SELECT workspace FROM resources WHERE replica = ?)), ?, ?)`,
  )
  const prune = database.prepare('DELETE FROM access_outbox WHERE revision <= ?')
  return (object, subject) => {
    const id = object.slice(object.indexOf(':') + 1)
    const workspace = object.startsWith('workspace:') ? id : null
    const replica = /^(document|folder|collection):/.test(object) ? id : null
    const one = isOne(subject) ? subject : null
    const revision = Number(insert.run(workspace, replica, replica, one).lastInsertRowid)
    if (revision % 1_000 === 0) prune.run(revision - keptRevisions)
  }
}

/** Somebody: not everybody in something, nor a thing that others follow from. */
function isOne(subject: SubjectRef): boolean {
  return !subject.includes('#') && /^(user|agent|service|link):/.test(subject)
}
