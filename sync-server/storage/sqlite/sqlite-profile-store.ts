import type { ObjectRef, SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { organisationRoles, type OrganisationRole } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from '../audit-store.ts'
import type { ProfileRecord, ProfileStore } from '../profile-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openMemberWrites } from './sqlite-member-writes.ts'
import { openTupleWriter } from './tuple-writer.ts'

/** Agents have no role of an administrator: what they may is said by grants. */
const selectRoles = `SELECT subject, relation FROM tuples
  WHERE object = ? AND relation IN ('admin', 'member', 'guest') AND (subject LIKE 'user:%' OR subject LIKE 'agent:%') AND instr(subject, '#') = 0`

export function openProfileStore(database: Sqlite, tenant: OrganisationId): ProfileStore {
  const audit = openAuditWriter(database)
  const self: ObjectRef = `organization:${tenant}`
  const find = database.prepare<[], ProfileRecord>(
    'SELECT name, settings, created_at AS createdAt FROM organisation_profile',
  )
  const begin = database.prepare(
    'INSERT OR IGNORE INTO organisation_profile (only, name, settings, created_at) VALUES (1, ?, ?, ?)',
  )
  const put = database.prepare(
    'INSERT OR REPLACE INTO organisation_profile (only, name, settings, created_at) VALUES (1, ?, ?, ?)',
  )
  const roles = database.prepare<[string], { subject: PrincipalId; relation: OrganisationRole }>(selectRoles)
  const suspended = database.prepare<[], { subject: string }>('SELECT subject FROM suspensions')
  const reactivate = database.prepare('DELETE FROM suspensions WHERE subject = ?')
  const tuples = openTupleWriter(database, tenant)
  const beginOne = database.transaction(({ name, settings, createdAt }: ProfileRecord, note: AuditNote) => {
    if (begin.run(name, settings, createdAt).changes > 0) audit(note)
  })
  const change = database.transaction(({ name, settings, createdAt }: ProfileRecord, note: AuditNote) => {
    put.run(name, settings, createdAt)
    audit(note)
  })
  const reactivateOne = database.transaction((subject: string, note: AuditNote) => {
    if (reactivate.run(subject).changes === 0) return
    tuples.touch(self, subject as SubjectRef)
    audit(note)
  })
  const waiting = database.prepare<[], string>('SELECT subject FROM waiting_for_factor').pluck()
  const wait = database.prepare('INSERT OR IGNORE INTO waiting_for_factor (subject) VALUES (?)')
  const stopWaiting = database.prepare('DELETE FROM waiting_for_factor WHERE subject = ?')
  const setWaiting = database.transaction((subject: PrincipalId, isWaiting: boolean, note: AuditNote) => {
    if ((isWaiting ? wait : stopWaiting).run(subject).changes === 0) return
    tuples.touch(self, subject as SubjectRef)
    audit(note)
  })
  const members = openMemberWrites(database, tenant)
  return {
    profile: async () => find.get(),
    beginProfile: async (profile, note) => beginOne.immediate(profile, note),
    changeProfile: async (profile, note) => change.immediate(profile, note),
    organisationRoles: async () => highest(roles.all(self)),
    suspensions: async () => new Set(suspended.all().map(({ subject }) => subject)),
    waitingForFactor: async () => new Set(waiting.all()),
    setWaitingForFactor: async ({ subject, isWaiting }, note) => setWaiting.immediate(subject, isWaiting, note),
    suspend: async (suspension, note) => members.suspend.immediate(suspension, note),
    reactivate: async (subject, note) => reactivateOne.immediate(subject, note),
    setOrganisationRole: async (asked, note) => members.setRole.immediate(asked, note),
    removeMember: async (removal, note) => members.remove.immediate(removal, note),
    transferOwnership: async (transfer, note) => members.transfer.immediate(transfer, note),
  }
}

function highest(tuples: readonly { subject: PrincipalId; relation: OrganisationRole }[]) {
  const found = new Map<PrincipalId, OrganisationRole>()
  for (const role of organisationRoles.toReversed())
    for (const { subject, relation } of tuples) if (relation === role) found.set(subject, role)
  return found
}
