import { roles, type Role } from '#shared/access/roles.ts'
import type { ObjectRef, SubjectRef } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import { organisationRoles } from '#shared/protocol/rest-admin.ts'
import type { AuditNote } from '../audit-store.ts'
import { type RelationTuple, type TenantStore, workspaceObject } from '../tenant-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openTupleWriter } from './tuple-writer.ts'

type RelationStore = Pick<TenantStore, 'writeRelation' | 'changeRole' | 'relationsTo' | 'relationsOf'>

/** The tuples of roles, one for each subject and object. */
export function openRelationStore(database: Sqlite, tenant: OrganisationId): RelationStore {
  const to = database.prepare<[string], RelationTuple>(
    `SELECT tenant, object, relation, subject FROM tuples WHERE object = ? AND relation <> 'inherit' ORDER BY subject, relation`,
  )
  const of = database.prepare<[PrincipalId], RelationTuple>(
    'SELECT tenant, object, relation, subject FROM tuples WHERE subject = ? ORDER BY object, relation',
  )
  const writer = openRoleWriter(database, tenant)
  const write = database.transaction((tuple: RelationTuple) => writer.put(tuple))
  const audit = openAuditWriter(database)
  const change = database.transaction((asked: Parameters<typeof writer.change>[0], note: AuditNote | undefined) => {
    if (!writer.change(asked)) return false
    if (note) audit(note)
    return true
  })
  return {
    writeRelation: async (tuple) => write.immediate(tuple),
    changeRole: async (asked, note) => change.immediate(asked, note),
    relationsTo: async (object) => to.all(object),
    relationsOf: async (subject) => of.all(subject).filter(({ object }) => object.startsWith('workspace:')),
  }
}

/** A role is all that somebody has: what was granted bit by bit goes with the role before. */
const onWorkspaces: readonly string[] = [...roles, 'r', 'w', 'x']

/** To be called within a transaction. */
export function openRoleWriter(database: Sqlite, tenant: OrganisationId) {
  const self: ObjectRef = `organization:${tenant}`
  const tuples = openTupleWriter(database, tenant)
  tuples.adopt(self)
  const otherOwner = database.prepare<[string, string], object>(
    `SELECT 1 FROM tuples WHERE object = ? AND relation = 'owner' AND subject <> ? LIMIT 1`,
  )
  const isIn = database.prepare<[string, string], object>(
    `SELECT 1 FROM tuples WHERE object = ? AND subject = ? AND relation IN ('admin', 'member', 'guest') LIMIT 1`,
  )
  const replace = (object: ObjectRef, subject: SubjectRef, role: string | undefined) => {
    for (const relation of object === self ? organisationRoles : onWorkspaces)
      if (relation !== role) tuples.take({ object, relation, subject })
    if (role) tuples.put({ object, relation: role, subject })
  }
  /** Nobody has something in an organisation without being in it. Agents can not be guests; a service runs the server itself. */
  const admit = (subject: SubjectRef) => {
    if (subject.startsWith('service:') || subject.startsWith('link:')) tuples.adopt(subject)
    else if (!isIn.get(self, subject)) replace(self, subject, subject.startsWith('agent:') ? 'member' : 'guest')
  }
  const setRole = (object: ObjectRef, subject: SubjectRef, role: string | undefined) => {
    if (object !== self && role) admit(subject)
    replace(object, subject, role)
  }
  return {
    begin: (workspace: WorkspaceId, owner: PrincipalId) => {
      const object = workspaceObject(workspace)
      tuples.put({ object, relation: 'inherit', subject: self })
      setRole(object, owner as SubjectRef, 'owner')
    },
    put: ({ object, relation, subject }: RelationTuple) => setRole(object, subject as SubjectRef, relation),
    /** false: it would be without an owner. */
    change: ({
      workspace,
      subject,
      role,
    }: {
      workspace: WorkspaceId
      subject: PrincipalId
      role: Role | undefined
    }) => {
      const object = workspaceObject(workspace)
      if (role !== 'owner' && !otherOwner.get(object, subject)) return false
      setRole(object, subject as SubjectRef, role)
      return true
    },
  }
}
