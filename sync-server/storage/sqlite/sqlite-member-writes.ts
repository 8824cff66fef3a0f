import type { ObjectRef, SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { organisationRoles, type OrganisationRole } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from '../audit-store.ts'
import type { MemberRemoval, OwnershipTransfer, RoleInOrganisation, Suspension } from '../profile-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openTupleWriter, type TupleWriter } from './tuple-writer.ts'

/**
 * Who comes into an organisation, goes, and answers for it. Each in one transaction, so that two administrators who remove each other at
 * once do not leave it to nobody.
 */
export function openMemberWrites(database: Sqlite, tenant: OrganisationId) {
  const audit = openAuditWriter(database)
  const tuples = openTupleWriter(database, tenant)
  const self: ObjectRef = `organization:${tenant}`
  const ask = openQuestions(database, self)
  const setRole = roleSetter(tuples, self)
  const suspend = database.prepare(
    'INSERT OR IGNORE INTO suspensions (subject, since_ms, suspended_by) VALUES (?, ?, ?)',
  )
  const { remove, transfer } = handovers(database, tenant)
  return {
    suspend: database.transaction(({ subject, by, timeMs }: Suspension, note: AuditNote) => {
      if (ask.leavesNobody(subject)) return 'last-admin'
      if (suspend.run(subject, timeMs, by).changes > 0) {
        tuples.touch(self, subject as SubjectRef)
        audit(note)
      }
      return 'done'
    }),
    setRole: database.transaction(({ subject, role }: RoleInOrganisation, note: AuditNote) => {
      if (role !== 'admin' && ask.leavesNobody(subject)) return 'last-admin'
      setRole(subject, role)
      audit(note)
      return 'done'
    }),
    remove,
    transfer,
  }
}

function handovers(database: Sqlite, tenant: OrganisationId) {
  const audit = openAuditWriter(database)
  const tuples = openTupleWriter(database, tenant)
  const self: ObjectRef = `organization:${tenant}`
  const ask = openQuestions(database, self)
  const setRole = roleSetter(tuples, self)
  const forget = database.prepare('DELETE FROM suspensions WHERE subject = ?')
  const stopWaiting = database.prepare('DELETE FROM waiting_for_factor WHERE subject = ?')
  const owner = (object: ObjectRef, subject: string) => ({ object, relation: 'owner', subject: subject as SubjectRef })
  return {
    remove: database.transaction(({ subject, heir }: MemberRemoval, note: AuditNote) => {
      if (!ask.isIn(subject)) return 'no-member'
      if (ask.leavesNobody(subject)) return 'last-admin'
      for (const object of ask.ownedBy(subject))
        if (heir && !ask.hasOtherOwner(object, subject)) tuples.put(owner(object, heir))
      tuples.takeAllOf(subject)
      forget.run(subject)
      stopWaiting.run(subject)
      audit(note)
      return 'done'
    }),
    transfer: database.transaction(({ from, to, isAdmin }: OwnershipTransfer, note: AuditNote) => {
      // Who is suspended could not take it up, and nobody would be left to let them in.
      if (from === to || !ask.isIn(to) || ask.isSuspended(to)) return 'no-member'
      for (const object of ask.ownedBy(from)) {
        tuples.put(owner(object, to))
        tuples.take(owner(object, from))
        tuples.put({ object, relation: 'editor', subject: from as SubjectRef })
      }
      if (isAdmin && ask.isAdmin(from)) {
        setRole(to, 'admin')
        setRole(from, 'member')
      }
      audit(note)
      return 'done'
    }),
  }
}

function roleSetter(tuples: TupleWriter, self: ObjectRef) {
  return (subject: PrincipalId, role: OrganisationRole) => {
    for (const relation of organisationRoles)
      if (relation !== role) tuples.take({ object: self, relation, subject: subject as SubjectRef })
    tuples.put({ object: self, relation: role, subject: subject as SubjectRef })
  }
}

function openQuestions(database: Sqlite, self: ObjectRef) {
  const hasAny = database.prepare<[string, string], object>(
    `SELECT 1 FROM tuples WHERE object = ? AND subject = ? AND relation IN ('admin', 'member', 'guest')`,
  )
  const admin = database.prepare<[string, string], object>(
    `SELECT 1 FROM tuples WHERE object = ? AND relation = 'admin' AND subject = ?`,
  )
  const otherAdmin = database.prepare<[string, string], object>(
    `SELECT 1 FROM tuples WHERE object = ? AND relation = 'admin' AND subject LIKE 'user:%' AND subject <> ?
     AND subject NOT IN (SELECT subject FROM suspensions) LIMIT 1`,
  )
  const owned = database
    .prepare<[string], ObjectRef>(
      `SELECT object FROM tuples WHERE subject = ? AND relation = 'owner' AND object LIKE 'workspace:%'`,
    )
    .pluck()
  const otherOwner = database.prepare<[string, string], object>(
    `SELECT 1 FROM tuples WHERE object = ? AND relation = 'owner' AND subject <> ? LIMIT 1`,
  )
  const suspended = database.prepare<[string], object>('SELECT 1 FROM suspensions WHERE subject = ?')
  const isAdmin = (subject: string) => admin.get(self, subject) !== undefined
  return {
    isAdmin,
    isSuspended: (subject: string) => suspended.get(subject) !== undefined,
    isIn: (subject: string) => hasAny.get(self, subject) !== undefined,
    /** Nobody could undo it: there would be no administrator who is let in. */
    leavesNobody: (subject: string) => isAdmin(subject) && !otherAdmin.get(self, subject),
    ownedBy: (subject: string) => owned.all(subject),
    hasOtherOwner: (object: ObjectRef, subject: string) => otherOwner.get(object, subject) !== undefined,
  }
}
