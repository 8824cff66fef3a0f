import type { Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import type { AuditNote } from '../audit-store.ts'
import type { TeamMemberChange, TeamRecord, TeamStore } from '../team-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { openTupleWriter } from './tuple-writer.ts'

interface StoredTeam extends Omit<TeamRecord, 'parent'> {
  readonly parent: string | null
}

const select = 'SELECT id, name, parent, created_at AS createdAt FROM teams'

export function openTeamStore(database: Sqlite, tenant: OrganisationId): TeamStore {
  const all = database.prepare<[], StoredTeam>(`${select} ORDER BY name, id`)
  const one = database.prepare<[string], StoredTeam>(`${select} WHERE id = ?`)
  const members = database.prepare<[string], { relation: 'lead' | 'member'; subject: PrincipalId }>(
    `SELECT relation, subject FROM tuples WHERE object = ? AND relation IN ('member', 'lead') AND instr(subject, '#') = 0
     ORDER BY relation DESC, subject`,
  )
  const writes = writesOf(database, tenant)
  return {
    teams: async () => all.all().map(readTeam),
    team: async (id) => {
      const found = one.get(id)
      return found && readTeam(found)
    },
    insertTeam: async (team, note) => writes.insert.immediate(team, note),
    changeTeam: async (team, note) => writes.change.immediate(team, note),
    deleteTeam: async (id, note) => writes.remove.immediate(id, note),
    // A lead comes last, so it is what stays.
    teamMembers: async (id) =>
      new Map(members.all(`team:${id}`).map(({ relation, subject }) => [subject, relation] as const)),
    setTeamMember: async (change, note) => writes.setMember.immediate(change, note),
  }
}

function writesOf(database: Sqlite, tenant: OrganisationId) {
  const audit = openAuditWriter(database)
  const tuples = openTupleWriter(database, tenant)
  const one = database.prepare<[string], StoredTeam>(`${select} WHERE id = ?`)
  const insert = database.prepare('INSERT INTO teams (id, name, parent, created_at) VALUES (?, ?, ?, ?)')
  const update = database.prepare('UPDATE teams SET name = ?, parent = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM teams WHERE id = ?')
  const parts = database.prepare<[string], StoredTeam>(`${select} WHERE parent = ?`)

  /** What is part of a team has what that team has. */
  const setParent = (id: string, before: string | null, after: string | undefined) => {
    if (before === (after ?? null)) return
    if (before) tuples.take(partOf(id, before))
    if (after) tuples.put(partOf(id, after))
  }
  const isWithin = (id: string | undefined, team: string): boolean =>
    id !== undefined && (id === team || isWithin(one.get(id)?.parent ?? undefined, team))

  return {
    insert: database.transaction((team: TeamRecord, note: AuditNote) => {
      if (team.parent !== undefined && !one.get(team.parent)) return 'no-team'
      insert.run(team.id, team.name, team.parent ?? null, team.createdAt)
      tuples.put({ object: `team:${team.id}`, relation: 'organization', subject: `organization:${tenant}` })
      setParent(team.id, null, team.parent)
      audit(note)
      return 'done'
    }),
    change: database.transaction(
      ({ id, name, parent }: Pick<TeamRecord, 'id' | 'name' | 'parent'>, note: AuditNote) => {
        const before = one.get(id)
        if (!before || (parent !== undefined && !one.get(parent))) return 'no-team'
        if (isWithin(parent, id)) return 'cycle'
        update.run(name, parent ?? null, id)
        setParent(id, before.parent, parent)
        audit(note)
        return 'done'
      },
    ),
    remove: database.transaction((id: string, note: AuditNote) => {
      const gone = one.get(id)
      if (!gone) return false
      for (const part of parts.all(id)) {
        update.run(part.name, gone.parent, part.id)
        setParent(part.id, id, gone.parent ?? undefined)
      }
      tuples.takeAllOf(`team:${id}`)
      remove.run(id)
      audit(note)
      return true
    }),
    setMember: database.transaction(({ team, subject, place }: TeamMemberChange, note: AuditNote) => {
      for (const relation of ['lead', 'member'])
        if (relation !== place) tuples.take({ object: `team:${team}`, relation, subject: subject as Tuple['subject'] })
      if (place) tuples.put({ object: `team:${team}`, relation: place, subject: subject as Tuple['subject'] })
      audit(note)
    }),
  }
}

function partOf(team: string, whole: string): Tuple {
  return { object: `team:${whole}`, relation: 'member', subject: `team:${team}#member` }
}

function readTeam(team: StoredTeam): TeamRecord {
  return { ...team, parent: team.parent ?? undefined }
}
